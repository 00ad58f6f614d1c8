import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KnobName } from '../../../src-main/common/knobs/catalogue.ts';
import type { Action, Claim, Lesson, Step } from '../../../src-main/common/lesson/lesson.ts';
import { LabError } from '../../../src-main/common/protocol/errors.ts';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import type { CallResult } from '../../../src-main/common/protocol/requests.ts';
import { LessonControl } from '../../../src-main/daemon/lesson/control.ts';
import { runLesson } from '../../../src-main/daemon/lesson/runner.ts';
import type { LessonOptions } from '../../../src-main/daemon/lesson/runner.ts';
import { FakeLab } from './fake-lab.ts';
import { call, CLIENT, connect, segment, states } from './run-events.ts';

const TEXT = { en: 'Do it', 'zh-CN': '执行' };
const LISTEN: Action = { kind: 'listen', host: 'server', port: 80, backlog: 4 };
const CONNECT: Action = { kind: 'connect', host: 'client', port: 80, connection: 1 };
const ACCEPT: Action = { kind: 'accept', host: 'server', connection: 1 };
const SERVER_DOES = { host: 'server', connection: 1 } as const;
const OPENS: Claim = { kind: 'states', host: 'client', states: ['CLOSED', 'SYN_SENT', 'ESTABLISHED'], connection: 1 };

function lessonOf(actions: Action[], claims: Claim[] = [], more: Step[] = []): Lesson {
  const steps = [{ name: TEXT, full: false, actions }, ...more];
  return { id: 'x', title: TEXT, about: TEXT, steps, expect: claims.map((claim) => ({ claim, full: false })) };
}

function waitFor(state: 'ESTABLISHED' | 'CLOSED'): Action {
  return { kind: 'wait-for-state', host: 'server', state, connection: 1 };
}

function set(name: KnobName, value: string, ifThere = false): Action {
  return { kind: 'set', host: 'server', name, value, ifThere };
}

function run(lab: FakeLab, lesson: Lesson, options: Partial<LessonOptions> = {}, control = new LessonControl()) {
  return runLesson(lesson, lab, { family: 'ipv4', lang: 'en', full: false, ...options }, control);
}

const never = () => new Promise<CallResult>(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('A lesson that runs', () => {
  it('tells its steps, then its expectations, then the result', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([LISTEN, CONNECT, waitFor('ESTABLISHED'), ACCEPT], [OPENS]));
    expect(lab.told).toEqual([
      'step: Do it',
      'held: The client goes CLOSED → SYN_SENT → ESTABLISHED | CLOSED → SYN_SENT → ESTABLISHED',
      'result: x true 1 0',
    ]);
    expect(lab.listenerCount).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('makes the calls of its programs, and leaves the sockets to the lab', async () => {
    const lab = new FakeLab({ recv: () => ({ bytes: 0 }) });
    const data: Action = { kind: 'send', writes: [{ text: 'hi' }], host: 'client', connection: 1 };
    const deeds: Action[] = [
      data,
      { kind: 'receive-end', ...SERVER_DOES },
      { kind: 'shut-down-sending', ...SERVER_DOES },
    ];
    await run(lab, lessonOf([LISTEN, CONNECT, ACCEPT, ...deeds, { kind: 'close', ...SERVER_DOES }]), {
      family: 'ipv6',
    });
    expect(lab.made).toEqual([
      'socket server ipv6',
      'setsockopt 1',
      'bind 1',
      'listen 1',
      'socket client ipv6',
      'connect 2',
      'accept 1',
      'send 2',
      'recv 3',
      'shutdown 3',
      'close 3',
    ]);
  });

  it('speaks Chinese', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([LISTEN, CONNECT], [OPENS]), { lang: 'zh-CN' });
    expect(lab.told.slice(0, 2)).toEqual([
      'step: 执行',
      'held: 客户端依次经过 CLOSED → SYN_SENT → ESTABLISHED | CLOSED → SYN_SENT → ESTABLISHED',
    ]);
  });

  it('reads until the end of the data', async () => {
    const sizes = [5, 5, 0];
    const lab = new FakeLab({ recv: () => ({ bytes: sizes.shift() ?? 0 }) });
    await run(lab, lessonOf([LISTEN, CONNECT, ACCEPT, { kind: 'receive-end', ...SERVER_DOES }]));
    expect(sizes).toEqual([]);
    expect(lab.told.at(-1)).toBe('result: x true 0 0');
  });

  it('keeps a connection that accept() gives before the one it asked for', async () => {
    const peers = ['10.0.0.1:9', CLIENT];
    let socket = 10;
    const lab = new FakeLab({ accept: () => ({ socket: ++socket, peer: peers.shift() ?? '' }) });
    await run(lab, lessonOf([LISTEN, CONNECT, ACCEPT, { kind: 'close', ...SERVER_DOES }]));
    expect(lab.made.at(-1)).toBe('close 12');
  });

  it('waits a moment for an event that trails', async () => {
    const lab = new FakeLab({
      connect: () => {
        setTimeout(() => lab.tell(connect(), ...states('client', ['CLOSED', 'SYN_SENT', 'ESTABLISHED'])), 100);
        return { local: CLIENT };
      },
    });
    const ran = run(lab, lessonOf([LISTEN, CONNECT], [OPENS]));
    await vi.runAllTimersAsync();
    await ran;
    expect(lab.told.at(-1)).toBe('result: x true 1 0');
  });

  it('runs again in the same lab: no earlier event counts, and its listener is closed when asked', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([LISTEN, CONNECT], [OPENS]), { closeListeners: true });
    expect(lab.made.at(-1)).toBe('close 1');
    const ran = run(lab, lessonOf([LISTEN], [OPENS]));
    await vi.runAllTimersAsync();
    await ran;
    expect(lab.told.at(-1)).toBe('result: x false 0 1');
  });
});

describe('A lesson that is paused', () => {
  it('finishes what it does, makes no other call, and tells what comes next', async () => {
    const control = new LessonControl();
    const lab = new FakeLab({
      listen: () => {
        control.pause();
        return {};
      },
    });
    const ran = run(lab, lessonOf([LISTEN, CONNECT, waitFor('ESTABLISHED')], [OPENS]), {}, control);
    // Longer than any action may take.
    await vi.advanceTimersByTimeAsync(100_000);
    expect(lab.made).toEqual(['socket server ipv4', 'setsockopt 1', 'bind 1', 'listen 1']);
    expect(lab.told).toEqual(['step: Do it', 'warning: paused']);
    expect(lab.log.findLast(({ type }) => type === 'warning')).toMatchObject({
      text: 'The lesson is paused. Next: The client connects to port 80.',
    });

    control.resume();
    await ran;
    expect(lab.told.slice(2, 3)).toEqual(['warning: resumed']);
    expect(lab.told.at(-1)).toBe('result: x true 1 0');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be paused and let go again any number of times', async () => {
    const lab = new FakeLab();
    const control = new LessonControl();
    control.resume();
    control.pause();
    control.pause();
    const ran = run(lab, lessonOf([LISTEN]), {}, control);
    await vi.advanceTimersByTimeAsync(0);
    control.resume();
    control.pause();
    await vi.advanceTimersByTimeAsync(1000);
    expect(lab.made).toEqual([]);
    control.resume();
    await ran;
    expect(lab.told).toEqual(['step: Do it', 'warning: paused', 'warning: resumed', 'result: x true 0 0']);
  });

  it('puts the kernel settings back that it has turned, also when it is stopped', async () => {
    const lab = new FakeLab();
    lab.knobs.set('tcp_syncookies', '1').set('tcp_syn_retries', '6');
    const control = new LessonControl();
    const actions = [set('tcp_syncookies', '0'), set('tcp_syn_retries', '2'), set('tcp_syncookies', '2')];
    const ran = run(lab, lessonOf([...actions, { kind: 'wait-for-time', seconds: 5 }]), {}, control);
    await vi.advanceTimersByTimeAsync(1000);
    expect([...lab.knobs.values()]).toEqual(['2', '2']);
    control.stop();
    await ran;
    expect([...lab.knobs.values()]).toEqual(['1', '6']);
    expect(lab.settings.slice(3).map(({ name }) => name)).toEqual(['tcp_syn_retries', 'tcp_syncookies']);
  });

  it('goes on without a setting that this kernel lacks, where it need not be there', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([set('tcp_syn_linear_timeouts', '0', true), LISTEN]));
    expect(lab.told).toEqual(['step: Do it', 'result: x true 0 0']);
  });

  it('tells of a setting that could not be put back', async () => {
    const lab = new FakeLab();
    lab.knobs.set('tcp_sack', '1');
    const ran = run(lab, lessonOf([set('tcp_sack', '0'), { kind: 'wait-for-time', seconds: 1 }]));
    await vi.advanceTimersByTimeAsync(500);
    lab.knobs.clear();
    await vi.advanceTimersByTimeAsync(500);
    await ran;
    expect(lab.told).toEqual(['step: Do it', 'warning: not-put-back', 'result: x true 0 0']);
  });

  it('can be stopped', async () => {
    const lab = new FakeLab();
    const control = new LessonControl();
    control.pause();
    const ran = run(lab, lessonOf([LISTEN]), {}, control);
    await vi.advanceTimersByTimeAsync(1000);
    control.stop();
    await ran;
    expect(lab.told.slice(1)).toEqual(['warning: paused', 'warning: stopped', 'result: x false 0 0']);
    expect(lab.made).toEqual([]);
  });
});

describe('A lesson that is taken in steps', () => {
  const steps: Step[] = [{ name: TEXT, full: false, actions: [CONNECT, waitFor('ESTABLISHED'), ACCEPT] }];

  it.each([
    ['through', []],
    ['steps', ['1.1', '2.1']],
    ['actions', ['1.1', '2.1', '2.3']],
  ] as const)('at the pace "%s" waits to be let go on before %j, and never before a wait', async (pace, places) => {
    const control = new LessonControl(pace);
    const lab = new FakeLab();
    const waits: string[] = [];
    lab.onEvent((event) => {
      if (event.type !== 'action' || event.phase !== 'waits') return;
      waits.push(`${event.step}.${event.action}`);
      setTimeout(() => control.resume(), 60_000);
    });
    const ran = run(lab, lessonOf([LISTEN], [OPENS], steps), {}, control);
    await vi.runAllTimersAsync();
    await ran;
    expect(waits).toEqual(places);
    expect(lab.told.at(-1)).toBe('result: x true 1 0');
  });

  it('tells how long a wait may take as it begins', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([LISTEN, CONNECT, waitFor('ESTABLISHED')]));
    const begun = lab.log.filter((event) => event.type === 'action');
    expect(begun.map(({ action, within }) => [action, within])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 10],
    ]);
  });
});

describe('A crowd or a flood of a lesson', () => {
  const crowd: Action = { kind: 'crowd', count: 3, port: 80, stage: 'syn-sent', perSecond: 100 };
  const asked = { host: 'client', family: 'ipv4', port: 80, count: 3, perSecond: 100, stage: 'syn-sent' };
  const flood: Action = { kind: 'flood', port: 80, perSecond: 10, seconds: 2 };

  it('ends with the lesson', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([LISTEN, crowd, flood]));
    expect(lab.crowdDeeds).toEqual([
      { do: 'crowd', params: asked },
      { do: 'flood', params: { family: 'ipv4', port: 80, perSecond: 10, seconds: 2 } },
      { do: 'stop-flood' },
      { do: 'stop-crowd', crowd: 1 },
    ]);
    expect(lab.told.at(-1)).toBe('result: x true 0 0');
  });

  it('ends with a lesson that is stopped', async () => {
    const lab = new FakeLab();
    const control = new LessonControl();
    const ran = run(lab, lessonOf([LISTEN, crowd, flood, { kind: 'wait-for-flood' }]), {}, control);
    await vi.advanceTimersByTimeAsync(1000);
    control.stop();
    await ran;
    expect(lab.crowdDeeds.slice(2)).toEqual([{ do: 'stop-flood' }, { do: 'stop-crowd', crowd: 1 }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('can be let go, and be sent away before the end', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([LISTEN, crowd, { kind: 'crowds', do: 'let-go' }, { kind: 'crowds', do: 'leave' }]));
    expect(lab.commands).toEqual([{ do: 'remove-rule', rule: 7 }]);
    expect(lab.crowdDeeds.slice(1)).toEqual([{ do: 'stop-crowd', crowd: 1 }]);
  });
});

describe('What a lesson foresees', () => {
  const refused = () => Promise.reject(new LabError('ECONNREFUSED', 'Nobody listens.'));
  const error = (call: 'connect' | 'receive', errno: string): Claim => ({
    ...{ kind: 'error', host: 'client', connection: 1 },
    call,
    errno,
  });
  const socket = `${CLIENT}-10.0.0.2:80`;

  it('may fail, and is held against what came', async () => {
    const lab = new FakeLab({ recv: () => Promise.reject(new LabError('ECONNRESET', 'Reset.')) });
    const deeds: Action[] = [LISTEN, CONNECT, { kind: 'receive', host: 'client', connection: 1 }, ACCEPT];
    const ran = run(lab, lessonOf(deeds, [error('receive', 'ECONNRESET')]));
    lab.tell(call(9, 'recv', 'client', { socket, result: 'ECONNRESET' }));
    await ran;
    expect(lab.told.slice(1)).toEqual([
      "held: The client's receive() fails with ECONNRESET | recv() = ECONNRESET",
      'result: x true 1 0',
    ]);
    expect(lab.made.at(-1)).toBe('accept 1');
  });

  it('is missed when the connect() that should fail does not', async () => {
    const lab = new FakeLab();
    const ran = run(lab, lessonOf([LISTEN, CONNECT], [error('connect', 'ECONNREFUSED')]));
    await vi.advanceTimersByTimeAsync(1000);
    await ran;
    expect(lab.told.at(-1)).toBe('result: x false 0 1');
  });

  it('lets a connect() fail while the lesson waits for it', async () => {
    const lab = new FakeLab({ connect: refused });
    const wait: Action = { kind: 'wait-for-failure', host: 'client', call: 'connect', connection: 1 };
    const ran = run(lab, lessonOf([CONNECT, wait], [error('connect', 'ECONNREFUSED')]));
    await vi.advanceTimersByTimeAsync(100);
    lab.tell(call(1, 'connect', 'client', { socket, result: 'ECONNREFUSED' }));
    await ran;
    expect(lab.told.at(-1)).toBe('result: x true 1 0');
  });

  it('lets a connect() be under way at the end', async () => {
    const lab = new FakeLab({ connect: never });
    const ends: Claim = { kind: 'ends', host: 'client', state: 'SYN_SENT', connection: 1 };
    const ran = run(lab, lessonOf([CONNECT], [ends]));
    lab.tell(connect(), ...states('client', ['CLOSED', 'SYN_SENT']));
    await vi.advanceTimersByTimeAsync(1000);
    await ran;
    expect(lab.told.at(-1)).toBe('result: x true 1 0');
  });

  it.each([
    [true, '0'],
    [false, undefined],
  ])('is judged where the kernel has the setting: %s', async (there, value) => {
    const lab = new FakeLab();
    if (value !== undefined) lab.knobs.set('tcp_syn_linear_timeouts', value);
    const lesson = lessonOf([LISTEN, CONNECT], [OPENS, OPENS]);
    const [first, second] = lesson.expect;
    const condition = { kind: 'setting', host: 'client', knob: 'tcp_syn_linear_timeouts' } as const;
    const expectations = [
      { ...first!, if: { ...condition, there: true } },
      { ...second!, if: { ...condition, there: false }, text: { en: 'It is not there', 'zh-CN': '没有' } },
    ];
    await run(lab, { ...lesson, expect: expectations });
    expect(lab.told.at(-1)).toBe('result: x true 1 0');
    expect(lab.told[1]?.startsWith('held: It is not there')).toBe(!there);
  });
});

describe('A wait', () => {
  const fill = (len: number): Event => ({
    ...{ type: 'queue', t: 1, host: 'server', family: 'ipv4', port: 80, backlog: 4 },
    ...{ syn: { len, max: 5, rule: 'backlog' }, accept: { len: 0, max: 5 } },
  });
  const queue = { host: 'server', which: 'SYN' } as const;

  it.each([
    ['a queue that fills', { kind: 'wait-for-queue', queue, holds: 'its-limit' }, fill(5)],
    ['a queue of so many', { kind: 'wait-for-queue', queue, holds: { least: 3, most: 3 } }, fill(3)],
    [
      'a counter',
      { kind: 'wait-for-counter', counter: { host: 'server', name: 'ListenDrops' }, times: 2 },
      { type: 'counter', t: 1, host: 'server', name: 'TcpExtListenDrops', delta: 2 },
    ],
    [
      'a segment',
      {
        kind: 'wait-for-segment',
        segment: { what: { by: 'flags', flags: 'RST' }, from: 'server' },
        nth: 1,
        connection: 1,
      },
      segment(9, 'server', 'RST', 1, 0),
    ],
  ] satisfies [string, Action, Event][])('ends with %s, and not before', async (_, wait, event) => {
    const lab = new FakeLab();
    const ran = run(lab, lessonOf([LISTEN, CONNECT, wait], [], [{ name: TEXT, full: false, actions: [LISTEN] }]));
    await vi.advanceTimersByTimeAsync(5000);
    expect(lab.told).toEqual(['step: Do it']);
    lab.tell(event);
    await ran;
    expect(lab.told.slice(1)).toEqual(['step: Do it', 'result: x true 0 0']);
    expect(lab.listenerCount).toBe(0);
  });

  it('is given up after its own limit', async () => {
    const lab = new FakeLab();
    const wait: Action = { kind: 'wait-for-queue', queue, holds: 'its-limit', within: 2 };
    const ran = run(lab, lessonOf([LISTEN, wait]));
    await vi.advanceTimersByTimeAsync(2000);
    await ran;
    expect(lab.told[1]).toBe("missed: The server's SYN queue is full | not within 2 s");
  });
});

describe('The minute-long parts', () => {
  const waits: Step = { name: { en: 'Wait', 'zh-CN': '等待' }, full: true, actions: [waitFor('CLOSED')] };

  it('are left out', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([LISTEN, CONNECT], [OPENS], [waits]));
    expect(lab.told).not.toContain('step: Wait');
  });

  it('run when asked, and get more time', async () => {
    const lab = new FakeLab();
    const ran = run(lab, lessonOf([LISTEN, CONNECT], [], [waits]), { full: true });
    await vi.advanceTimersByTimeAsync(70_000);
    lab.tell(...states('server', ['ESTABLISHED', 'CLOSED']));
    await ran;
    expect(lab.told.slice(1)).toEqual(['step: Wait', 'result: x true 0 0']);
  });
});

describe('A lesson that fails', () => {
  it('tells a refused connect as a missed expectation and goes no further', async () => {
    const refused = new LabError('ECONNREFUSED', 'Nobody listens on port 80 of the server.');
    const lab = new FakeLab({ connect: () => Promise.reject(refused) });
    await run(lab, lessonOf([CONNECT, waitFor('ESTABLISHED'), ACCEPT]));
    expect(lab.told).toEqual([
      'step: Do it',
      'missed: The server becomes ESTABLISHED | ECONNREFUSED: Nobody listens on port 80 of the server.; no state was seen',
      'result: x false 0 1',
    ]);
  });

  it('tells of a connect that nothing waited for', async () => {
    const lab = new FakeLab({ connect: () => Promise.reject(new LabError('ETIMEDOUT', 'No answer.')) });
    await run(lab, lessonOf([CONNECT]));
    expect(lab.told.slice(1)).toEqual(['missed: connect() | ETIMEDOUT: No answer.', 'result: x false 0 1']);
  });

  it.each([
    ['accept()', [LISTEN, CONNECT, ACCEPT], 'missed: The server accepts the connection | not within 10 s'],
    [
      'a state',
      [LISTEN, CONNECT, waitFor('CLOSED')],
      'missed: The server becomes CLOSED | not within 10 s; LISTEN → SYN',
    ],
  ])('does not wait for %s for ever', async (_, actions, missed) => {
    const lab = new FakeLab({ accept: never });
    const ran = run(lab, lessonOf(actions));
    await vi.advanceTimersByTimeAsync(10_000);
    await ran;
    expect(lab.told[1]?.startsWith(missed)).toBe(true);
    expect(lab.told[2]).toBe('result: x false 0 1');
    expect(lab.listenerCount).toBe(0);
  });

  it('tells of a kernel setting that this kernel lacks', async () => {
    const lab = new FakeLab();
    await run(lab, lessonOf([set('tcp_syn_linear_timeouts', '0'), LISTEN]));
    expect(lab.told[1]).toBe(
      'missed: The server sets tcp_syn_linear_timeouts to 0 | no-knob: This kernel has no tcp_syn_linear_timeouts.',
    );
    expect(lab.made).toEqual([]);
  });

  it('receives no data from a stream that has ended', async () => {
    const lab = new FakeLab({ recv: () => ({ bytes: 0 }) });
    await run(lab, lessonOf([LISTEN, CONNECT, ACCEPT, { kind: 'receive', ...SERVER_DOES }]));
    expect(lab.told[1]).toBe('missed: The server receives data | end of stream');
  });

  it.each([
    ['a pause', { kind: 'wait-for-time', seconds: 5 }],
    ['a wait', waitFor('CLOSED')],
    ['a call', ACCEPT],
  ] satisfies [string, Action][])('stops at once in %s', async (_, action) => {
    const lab = new FakeLab({ accept: never });
    const control = new LessonControl();
    const ran = run(lab, lessonOf([LISTEN, CONNECT, action], [OPENS]), {}, control);
    await vi.advanceTimersByTimeAsync(1000);
    control.stop();
    await ran;
    expect(lab.told.slice(1)).toEqual(['warning: stopped', 'result: x false 0 0']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src-main/common/lesson/evaluate.ts';
import type { Claim } from '../../../src-main/common/lesson/lesson.ts';
import type { Event, QueueEvent, RefusalEvent, StepEvent } from '../../../src-main/common/protocol/events.ts';
import type { Language } from '../../../src-main/common/protocol/messages.ts';
import { connect, segment, CLIENT, SERVER } from './run-events.ts';

const verdict = (claim: Claim, events: readonly Event[], lang: Language = 'en') =>
  evaluate({ claim, full: false }, events, lang);

const step = (number: number, t: number): StepEvent => ({ type: 'step', t, name: 'x', number });

function queue(t: number, syn: number, fields: Partial<QueueEvent> = {}): QueueEvent {
  const fixed = { type: 'queue', t, host: 'server', family: 'ipv4', port: 80, backlog: 4 } as const;
  return { ...fixed, syn: { len: syn, max: 5, rule: 'backlog' }, accept: { len: 0, max: 5 }, ...fields };
}

const tick = (t: number, name: string, delta = 1): Event => ({ type: 'counter', t, host: 'server', name, delta });

function refusal(t: number, fields: Partial<RefusalEvent> = {}): RefusalEvent {
  const fixed = { type: 'refusal', t, host: 'server', socket: `${SERVER}-${CLIENT}`, segment: 7, what: 'syn' } as const;
  const why = { gauge: 'syn', how: 'dropped', fill: { len: 5, max: 5 }, source: 'observed' } as const;
  const counters = [{ name: 'TcpExtListenDrops', delta: 1 }];
  return { ...fixed, ...why, counters, own: 'CLOSED', peer: 'SYN_SENT', untold: 0, ...fields };
}

const SYN_QUEUE = { host: 'server', which: 'SYN' } as const;
const some = { least: 1, most: null };
const none = { least: 0, most: 0 };

describe('"queue"', () => {
  const run = [step(1, 1), queue(2, 3), queue(3, 5), step(2, 4), queue(5, 2)];
  const says = (
    way: 'reaches' | 'never-above' | 'ends-with' | 'has-room-for',
    amount: number | 'its-limit',
    at?: number,
  ) => verdict({ kind: 'queue', queue: SYN_QUEUE, way, amount, ...(at && { step: at }) }, run);

  it('reaches a number, or the limit that the lab found', () => {
    expect(says('reaches', 5)).toMatchObject({
      text: "The server's SYN queue reaches 5",
      held: true,
      observed: 'at most 5 (limit 5)',
    });
    expect(says('reaches', 'its-limit').held).toBe(true);
    expect(says('reaches', 6).held).toBe(false);
  });

  it('is never above a number, ends with one, and has room for one', () => {
    expect([says('never-above', 5), says('never-above', 4)].map(({ held }) => held)).toEqual([true, false]);
    expect([says('ends-with', 2), says('ends-with', 5)].map(({ held }) => held)).toEqual([true, false]);
    expect([says('has-room-for', 5), says('has-room-for', 4)].map(({ held }) => held)).toEqual([true, false]);
  });

  it('begins a step with what it held before', () => {
    expect(says('reaches', 5, 2)).toMatchObject({ held: true, text: "The server's SYN queue reaches 5, in step 2" });
    expect(says('never-above', 4, 2).held).toBe(false);
    expect(says('reaches', 1, 3).held).toBe(false);
  });

  it('is missed where there is no such listener', () => {
    const claim = { kind: 'queue', queue: { ...SYN_QUEUE, port: 81 }, way: 'reaches', amount: 1 } as const;
    expect(verdict(claim, run)).toMatchObject({ held: false, observed: 'no such queue was seen' });
  });

  it('says that cookies were on when the queue did not fill because of them', () => {
    const claim = { kind: 'queue', queue: SYN_QUEUE, way: 'reaches', amount: 9 } as const;
    const { observed } = verdict(claim, [queue(1, 5), tick(2, 'TcpExtSyncookiesSent', 4)]);
    expect(observed).toBe('at most 5 (limit 5); cookies were on, and sent 4 times instead of keeping an entry');
  });
});

describe('"counter"', () => {
  const run = [
    step(1, 1),
    tick(2, 'TcpExtListenDrops', 2),
    step(2, 3),
    tick(4, 'TcpExtListenDrops'),
    tick(4, 'TcpOutRsts'),
  ];
  const counter = { host: 'server', name: 'ListenDrops' } as const;

  it('adds up, over the run or a step', () => {
    const exactly = (n: number) => ({ least: n, most: n });
    expect(verdict({ kind: 'counter', counter, times: exactly(3) }, run)).toMatchObject({
      text: 'ListenDrops on the server ticks 3 times',
      held: true,
      observed: 'ListenDrops +3',
    });
    expect(verdict({ kind: 'counter', counter, times: exactly(1), step: 2 }, run).held).toBe(true);
    expect(verdict({ kind: 'counter', counter: { host: 'client', name: 'ListenDrops' }, times: some }, run).held).toBe(
      false,
    );
  });

  it('tells what ticked instead', () => {
    const claim = { kind: 'counter', counter: { host: 'server', name: 'EmbryonicRsts' }, times: some } as const;
    expect(verdict(claim, run).observed).toBe('EmbryonicRsts +0; what ticked: ListenDrops +3, OutRsts +1');
  });
});

describe('"refused"', () => {
  const claim: Claim = {
    ...{ kind: 'refused', gauge: 'syn', how: 'dropped', times: some, connection: null },
    what: { segment: 'syn', from: 'client' },
  };

  it('holds with the queue that was full and the counters that ticked', () => {
    expect(verdict(claim, [refusal(1)])).toMatchObject({
      text: 'A SYN of the client is dropped because the SYN queue is full',
      held: true,
      observed: '#7 dropped because the SYN queue is full (5 of 5; ListenDrops +1)',
    });
    expect(verdict(claim, [refusal(1)], 'zh-CN').text).toBe('客户端的 SYN 被丢弃（半连接队列已满）');
  });

  it('is missed by another reason, which is told, and says what was inferred', () => {
    const other = refusal(1, { gauge: 'accept', source: 'inferred' });
    expect(verdict(claim, [other])).toMatchObject({
      held: false,
      observed: '#7 dropped because the accept queue is full (5 of 5; ListenDrops +1; inferred)',
    });
  });

  it('can be of one connection, and never', () => {
    const second: Claim = { ...claim, connection: 2 };
    const run = [connect(1), connect(2, '10.0.0.1:40001'), refusal(3)];
    expect(verdict(second, run).held).toBe(false);
    expect(verdict({ ...second, times: none }, run)).toMatchObject({
      text: 'No SYN of the client is dropped because the SYN queue is full, on connection 2',
      held: true,
      observed: 'none',
    });
  });
});

describe('a missed expectation of a connection', () => {
  it('names the segment that was lost, and by whom', () => {
    const lost = { ...segment(1, 'client', 'SYN', 1000, 0), fate: 'lost', by: 'rule:1' } as const;
    const claim: Claim = { kind: 'states', host: 'client', states: ['ESTABLISHED'], connection: 1 };
    expect(verdict(claim, [connect(), lost]).observed).toBe('no state was seen; #1 SYN from client was lost (rule:1)');
  });

  it('names the refusal', () => {
    const claim: Claim = { kind: 'ends', host: 'client', state: 'ESTABLISHED', connection: 1 };
    expect(verdict(claim, [connect(), refusal(1)]).observed).toMatch(/; #7 dropped because the SYN queue is full/);
  });
});

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src-main/common/lesson/evaluate.ts';
import type { Claim, NumberTerm } from '../../../src-main/common/lesson/lesson.ts';
import type { Event, TcpState } from '../../../src-main/common/protocol/events.ts';
import type { Language } from '../../../src-main/common/protocol/messages.ts';
import { call, CLIENT, connect, handshake, segment, SERVER, states } from './run-events.ts';

function verdict(claim: Claim, events: readonly Event[], lang: Language = 'en') {
  return evaluate({ claim, full: false }, events, lang);
}

const OPENS: TcpState[] = ['LISTEN', 'SYN_RECV', 'ESTABLISHED'];

describe('"server goes"', () => {
  const claim: Claim = { kind: 'states', host: 'server', states: OPENS, connection: 1 };

  it('holds when the states follow each other, whatever comes after', () => {
    const events = [connect(), ...states('server', [...OPENS, 'CLOSE_WAIT'])];
    expect(verdict(claim, events)).toMatchObject({
      text: 'The server goes LISTEN → SYN_RECV → ESTABLISHED',
      held: true,
      observed: 'LISTEN → SYN_RECV → ESTABLISHED',
    });
    expect(verdict(claim, events, 'zh-CN').text).toBe('服务器依次经过 LISTEN → SYN_RECV → ESTABLISHED');
  });

  it('counts an inferred state and says that it is one', () => {
    const [syn, ack] = states('server', OPENS);
    const events = [connect(), { ...syn!, source: 'inferred' as const }, ack!];
    expect(verdict(claim, events)).toMatchObject({
      held: true,
      observed: 'LISTEN → SYN_RECV → ESTABLISHED (inferred: SYN_RECV)',
    });
  });

  it('is missed with a state in between, and shows the whole path', () => {
    const events = [connect(), ...states('server', ['LISTEN', 'SYN_RECV', 'CLOSED'])];
    expect(verdict(claim, events)).toMatchObject({
      held: false,
      observed: 'LISTEN → SYN_RECV → CLOSED; after SYN_RECV came CLOSED, not ESTABLISHED',
    });
  });

  it('does not bridge a gap in the stream', () => {
    const events = [
      connect(),
      ...states('server', ['LISTEN', 'SYN_RECV']),
      ...states('server', ['ESTABLISHED', 'CLOSED']),
    ];
    const skip: Claim = { ...claim, states: ['SYN_RECV', 'CLOSED'] };
    expect(verdict(skip, events).held).toBe(false);
    expect(verdict(claim, events).observed).toMatch(/\(inferred: ESTABLISHED\)$/);
  });

  it('looks at its own connection only', () => {
    const second: Claim = { ...claim, connection: 2 };
    const events = [connect(), ...states('server', OPENS)];
    expect(verdict(second, events)).toMatchObject({
      text: 'The server goes LISTEN → SYN_RECV → ESTABLISHED, on connection 2',
      held: false,
      observed: 'no state was seen',
    });
  });

  it("is told in the author's words when there are some", () => {
    const text = { en: 'It opens.', 'zh-CN': '它打开。' };
    expect(evaluate({ claim, text, full: false }, [], 'zh-CN')).toMatchObject({ text: '它打开。', held: false });
  });
});

describe('"segments"', () => {
  const syn = { flags: 'SYN', from: 'client' } as const;
  const synAck = { flags: 'SYN,ACK', from: 'server' } as const;
  const ack = { flags: 'ACK', from: 'client' } as const;
  const first: Claim = { kind: 'segments', which: 'first', segments: [syn, synAck, ack], connection: 1 };

  it('holds for the first ones and counts a segment that is told twice once', () => {
    const [s1, s2, s3] = handshake();
    expect(verdict(first, [connect(), s1!, s1!, s2!, s3!, segment(4, 'client', 'PSH,ACK', 1001, 0)])).toMatchObject({
      text: 'The first segments are: SYN from client; SYN,ACK from server; ACK from client',
      held: true,
      observed: '#1 SYN from client, #2 SYN,ACK from server, #3 ACK from client',
    });
  });

  it('is missed when one was sent again, and shows what was sent', () => {
    const [s1, s2, s3] = handshake(2);
    const found = verdict(first, [connect(), segment(1, 'client', 'SYN', 1000, 0), s1!, s2!, s3!]);
    expect(found).toMatchObject({ held: false });
    expect(found.observed).toMatch(/^#1 SYN from client, #2 SYN from client, #3/);
  });

  it('looks at the end of the connection for the last ones', () => {
    const last: Claim = { kind: 'segments', which: 'last', segments: [synAck, ack], connection: 1 };
    expect(verdict(last, [connect(), ...handshake()]).held).toBe(true);
    expect(verdict(last, [connect()], 'zh-CN')).toMatchObject({ held: false, observed: '没有看到任何报文段' });
  });

  it('works over IPv6', () => {
    const [src, dst] = ['[fd00::1]:40000', '[fd00::2]:80'];
    const opened = call(1, 'connect', 'client', { socket: `${src}-${dst}` });
    const events = [opened, { ...segment(1, 'client', 'SYN', 1, 0), src, dst }];
    expect(verdict({ ...first, segments: [syn] }, events).held).toBe(true);
  });
});

describe('"number"', () => {
  const isn: NumberTerm = { field: 'isn', host: 'server' };
  const ackOf = (nth: number): NumberTerm => ({ field: 'ack', nth, segment: { flags: 'ACK', from: 'client' } });
  const claim: Claim = { kind: 'number', left: ackOf(1), right: isn, plus: 1, connection: 1 };

  it('counts modulo 2^32', () => {
    expect(verdict(claim, [connect(), ...handshake()])).toMatchObject({
      text: 'The ack of ACK from client = ISN of server + 1',
      held: true,
      observed: 'ack of ACK from client: 0, ISN of server: 4294967295',
    });
  });

  it('passes over what was sent again, where it says "new"', () => {
    const data = (id: number, seq: number, len: number) => ({ ...segment(id, 'client', 'PSH,ACK', seq, 0), len });
    const events = [connect(), ...handshake(), data(4, 1, 5), data(5, 1, 5), data(6, 6, 7)];
    const lengthOf: NumberTerm = { field: 'len', nth: 2, segment: { flags: 'PSH,ACK', from: 'client' }, isNew: true };
    expect(verdict({ ...claim, left: lengthOf, right: 7, plus: 0 }, events)).toMatchObject({
      text: 'The len of 2nd new PSH,ACK from client = 7',
      held: true,
    });
  });

  it('is missed when a segment was not seen', () => {
    const found = verdict({ ...claim, left: ackOf(2) }, [connect(), ...handshake()]);
    expect(found).toMatchObject({
      text: 'The ack of 2nd ACK from client = ISN of server + 1',
      held: false,
      observed: 'ack of 2nd ACK from client: not seen, ISN of server: 4294967295',
    });
  });
});

describe('"differ"', () => {
  const claim: Claim = { kind: 'differ', term: { field: 'isn', host: 'client' }, connections: [1, 2] };
  const other = '10.0.0.1:40001';

  it.each([
    [1000, false],
    [1001, true],
  ])('compares two connections: 1000 and %i', (isn, held) => {
    const events = [connect(), ...handshake(), connect(2, other), ...handshake(4, isn, other)];
    expect(verdict(claim, events)).toMatchObject({
      text: 'The ISN of client is not the same in connections 1 and 2',
      held,
      observed: `connection 1: 1000, connection 2: ${isn}`,
    });
  });

  it('is missed without a second connection', () => {
    expect(verdict(claim, [connect(), ...handshake()]).held).toBe(false);
  });
});

describe('"timer" and "lasts"', () => {
  const timer: Claim = { kind: 'timer', host: 'client', state: 'TIME_WAIT', seconds: 60, connection: 1 };

  it.each([
    [59.99, true],
    [60.1, true],
    [30, false],
  ])("takes the kernel's word: %f s left", (remaining, held) => {
    const [, waits] = states('client', ['FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT'], {
      timer: { name: 'timewait', remaining },
    });
    expect(verdict(timer, [connect(), waits!])).toMatchObject({ held, observed: `${remaining.toFixed(1)} s left` });
  });

  it('is missed when the state has no timer or was not seen', () => {
    const [waits] = states('client', ['FIN_WAIT2', 'TIME_WAIT']);
    expect(verdict(timer, [connect(), waits!]).observed).toBe('TIME_WAIT has no timer');
    expect(verdict(timer, [connect()]).observed).toBe('TIME_WAIT was not seen');
  });

  it.each([
    [60.9, true],
    [67, true],
    [59, false],
    [75, false],
  ])('allows a kernel timer to be late but not early: %f s', (lasted, held) => {
    const [waits, closed] = states('client', ['FIN_WAIT2', 'TIME_WAIT', 'CLOSED']);
    const events = [connect(), { ...waits!, t: 1 }, { ...closed!, t: 1 + lasted }];
    const why = held ? '' : '; #2 ended it, and CLOSED came next';
    const observed = `${lasted.toFixed(1)} s${why}`;
    expect(verdict({ ...timer, kind: 'lasts' }, events)).toMatchObject({ held, observed });
  });

  it('is missed when the state has no end', () => {
    const events = [connect(), ...states('client', ['FIN_WAIT2', 'TIME_WAIT'])];
    expect(verdict({ ...timer, kind: 'lasts' }, events).observed).toBe('the end of TIME_WAIT was not seen');
  });
});

describe('"before accept returns"', () => {
  const claim: Claim = { kind: 'before-accept', host: 'server', state: 'ESTABLISHED', connection: 1 };
  const accept = (endedAt: number) => call(2, 'accept', 'server', { socket: `${SERVER}-${CLIENT}`, endedAt });

  it.each([
    [2.5, true],
    [1.5, false],
  ])('compares the state at 2 s with a return at %f s', (endedAt, held) => {
    const events = [connect(), ...states('server', OPENS), accept(endedAt)];
    expect(verdict(claim, events)).toMatchObject({
      held,
      observed: `ESTABLISHED: 2.000000 s, accept() returned: ${endedAt.toFixed(6)} s`,
    });
  });

  it('is missed when accept() has not returned', () => {
    expect(verdict(claim, [connect(), ...states('server', OPENS)]).held).toBe(false);
  });
});

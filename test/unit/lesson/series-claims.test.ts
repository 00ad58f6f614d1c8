import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src-main/common/lesson/evaluate.ts';
import type { Claim } from '../../../src-main/common/lesson/lesson.ts';
import type { Event, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import { call, CLIENT, connect, segment, SERVER, states } from './run-events.ts';

const verdict = (claim: Claim, events: readonly Event[]) => evaluate({ claim, full: false }, events, 'en');

const at = (t: number, id: number, from: 'client' | 'server', flags: string): SegmentEvent => ({
  ...segment(id, from, flags, 1000, 0),
  t,
});
type What = Extract<Claim, { kind: 'count' }>['segments']['what'];
const SYNS = { what: { by: 'flags', flags: 'SYN' }, from: 'client' } as const;
const run = (...times: number[]): Event[] => [connect(), ...times.map((t, i) => at(t, i + 1, 'client', 'SYN'))];

describe('"count"', () => {
  const count = (times: { least: number; most: number | null }, what: What = SYNS.what): Claim => ({
    ...{ kind: 'count', times, connection: 1 },
    segments: { what, from: 'client' },
  });

  it('counts each segment once, however often it is told', () => {
    const [first] = run(0).slice(1);
    expect(verdict(count({ least: 2, most: 2 }), [...run(0, 1), first!])).toMatchObject({
      text: 'There are 2 SYN from client',
      held: true,
      observed: '2: #1, #2',
    });
    expect(verdict(count({ least: 0, most: 0 }), run(0)).held).toBe(false);
  });

  it('knows a retransmission by its numbers, and data by its length', () => {
    expect(verdict(count({ least: 2, most: 2 }, { by: 'retransmission' }), run(0, 1, 2)).held).toBe(true);
    expect(verdict(count({ least: 0, most: 0 }, { by: 'data' }), run(0, 1, 2)).held).toBe(true);
    expect(verdict(count({ least: 3, most: 3 }, { by: 'any' }), run(0, 1, 2)).held).toBe(true);
  });

  it('counts no SYN among the data that is sent again', () => {
    const data = { ...at(3, 9, 'client', 'PSH,ACK'), seq: 1001, len: 5 };
    const events = [...run(0, 1), data, { ...data, id: 10, t: 4 }];
    expect(verdict(count({ least: 1, most: 1 }, { by: 'data-retransmission' }), events).held).toBe(true);
  });

  it('counts of new segments only the first sending', () => {
    const data = { ...at(3, 9, 'client', 'PSH,ACK'), seq: 1001, len: 5 };
    const events = [...run(0, 1), data, { ...data, id: 10, t: 4 }, { ...data, id: 11, t: 5, seq: 1006 }];
    expect(verdict(count({ least: 2, most: 2 }, { by: 'data', isNew: true }), events).held).toBe(true);
    expect(verdict(count({ least: 1, most: 1 }, { by: 'flags', flags: 'SYN', isNew: true }), events)).toMatchObject({
      text: 'There is 1 new SYN from client',
      held: true,
    });
  });

  it('leaves out what no host has sent', () => {
    const made = { ...at(1, 2, 'client', 'SYN'), origin: 'rule:1' };
    expect(verdict(count({ least: 1, most: 1 }), [...run(0), made]).held).toBe(true);
  });
});

describe('"gaps"', () => {
  const gaps: Claim = { kind: 'gaps', segments: SYNS, seconds: [1, 2, 4], connection: 1 };

  it.each([
    ['on time', [0, 1, 3, 7], true],
    ['late by an eighth', [0, 1.12, 3.37, 7.87], true],
    ['early', [0, 0.9, 2.9, 6.9], false],
    ['linear at first', [0, 1, 2, 3, 4, 6], false],
    ['too few', [0, 1, 3], false],
  ])('%s', (_, times, held) => {
    expect(verdict(gaps, run(...times)).held).toBe(held);
  });

  it('shows the gaps, and says when they are alike at first', () => {
    expect(verdict(gaps, run(0, 1, 3, 7)).observed).toBe('1.00, 2.00, 4.00 s');
    expect(verdict(gaps, run(0, 1, 2, 3, 5)).observed).toBe(
      '1.00, 1.00, 1.00, 2.00 s; the first 3 gaps are alike: this kernel repeats linearly first',
    );
  });

  it('says of SYN,ACKs that they follow the SYNs of a client that is alive', () => {
    const synAcks = { what: { by: 'flags', flags: 'SYN,ACK' }, from: 'server' } as const;
    const events = [...run(0, 1), at(0.1, 3, 'server', 'SYN,ACK'), at(1.1, 4, 'server', 'SYN,ACK')];
    const { observed } = verdict({ ...gaps, segments: synAcks, seconds: [2] }, events);
    expect(observed).toBe('1.00 s; 2 SYNs of the client arrived, and each of them is answered at once');
  });
});

describe('"gaps" in RTO', () => {
  const claim: Claim = { kind: 'timeouts', segments: SYNS, multiples: [1, 1, 2], connection: 1 };
  const told = (t: number, rtt: number, rto: number, retransmits = 0): Event => ({
    ...{
      type: 'socket',
      t,
      host: 'client',
      socket: `${CLIENT}-${SERVER}`,
      rqueue: 0,
      wqueue: 1,
      timer: null,
      retransmits,
    },
    figures: { cwnd: 10, ssthresh: null, rtt, rttvar: 0, rto, unacked: 1, lost: 0, totalRetrans: 0, mss: 1448 },
  });
  const heldBy = (figures: Event, ...times: number[]) => verdict(claim, [...run(...times), figures]);

  it.each([
    ['on a short way', told(0.1, 0.002, 0.204), [0, 0.21, 0.42, 0.84], true],
    ['sooner than the kernel has it', told(0.1, 0.002, 0.204), [0, 0.1, 0.3, 0.7], false],
    ['on a long way', told(0.1, 0.3, 0.9), [0, 0.9, 1.85, 3.7], true],
    ['a probe before the timeout', told(0.1, 0.3, 0.9), [0, 0.81, 1.75, 3.6], true],
    ['as on a short way, on a long one', told(0.1, 0.3, 0.9), [0, 0.21, 0.42, 0.84], false],
    ['by what was told before it was doubled', told(0.1, 0.002, 0.816, 2), [0, 0.21, 0.42, 0.84], true],
    ['by nothing, where the kernel tells only later', told(0.5, 0.002, 0.204), [0, 0.21, 0.42, 0.84], false],
    ['too few', told(0.1, 0.002, 0.204), [0, 0.21, 0.42], false],
  ])('%s', (_, figures, times, held) => {
    expect(heldBy(figures, ...times).held).toBe(held);
  });

  it('says by which timeout, and why it is so long', () => {
    expect(heldBy(told(0.1, 0.3, 0.9), 0, 0.9, 1.85, 3.7)).toMatchObject({
      text: 'SYN from client come 1, 1, 2 RTO apart',
      held: true,
      observed: '0.900, 0.950, 1.85 s; its kernel measured a round trip of 300 ms, and its RTO is 900 ms',
    });
  });
});

describe('"error"', () => {
  const socket = `${CLIENT}-${SERVER}`;
  const error = (errno: string | null): Claim => ({
    kind: 'error',
    host: 'client',
    call: 'send',
    errno,
    connection: 1,
  });
  const failed = call(2, 'send', 'client', { socket, result: 'EPIPE' });

  it('holds when the call got it', () => {
    expect(verdict(error('EPIPE'), [connect(), failed])).toMatchObject({
      text: "The client's send() fails with EPIPE",
      held: true,
      observed: 'send() = EPIPE',
    });
    expect(verdict(error('ECONNRESET'), [connect(), failed]).held).toBe(false);
  });

  it('holds of none when calls were made and gave no error', () => {
    const sent = call(2, 'send', 'client', { socket, result: '5 bytes' });
    expect(verdict(error(null), [connect(), sent]).held).toBe(true);
    expect(verdict(error(null), [connect(), failed]).held).toBe(false);
    expect(verdict(error(null), [connect()])).toMatchObject({ held: false, observed: 'no such call was made' });
  });
});

describe('"never" and "ends"', () => {
  const opened = (source: 'observed' | 'inferred'): Event[] => [
    connect(),
    ...states('server', ['LISTEN', 'SYN_RECV'], { source }),
    ...states('server', ['SYN_RECV', 'ESTABLISHED']),
  ];

  it('takes what was filled in for no observation', () => {
    const never: Claim = { kind: 'never', host: 'server', state: 'SYN_RECV', connection: 1 };
    expect(verdict(never, opened('observed')).held).toBe(false);
    expect(verdict(never, opened('inferred'))).toMatchObject({
      held: true,
      observed: 'LISTEN → SYN_RECV → ESTABLISHED (inferred: SYN_RECV)',
    });
    expect(verdict(never, [connect()]).held).toBe(false);
  });

  it('goes by the last state', () => {
    const ends = (state: 'SYN_RECV' | 'ESTABLISHED'): Claim => ({ kind: 'ends', host: 'server', state, connection: 1 });
    expect(verdict(ends('ESTABLISHED'), opened('observed')).held).toBe(true);
    expect(verdict(ends('SYN_RECV'), opened('observed')).held).toBe(false);
  });
});

it('a timer that is not there is seen only where the state was', () => {
  const claim: Claim = { kind: 'no-timer', host: 'client', state: 'FIN_WAIT2', connection: 1 };
  const timed = { timer: { name: 'fin_wait2', remaining: 59 } };
  const path = ['FIN_WAIT1', 'FIN_WAIT2'] as const;
  expect(verdict(claim, [connect(), ...states('client', path)]).held).toBe(true);
  expect(verdict(claim, [connect(), ...states('client', path, timed)]).held).toBe(false);
  expect(verdict(claim, [connect()]).held).toBe(false);
});

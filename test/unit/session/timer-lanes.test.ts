import { expect, test } from 'vitest';
import type { Event, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import {
  contradicts,
  lateness,
  prunedAt,
  timerLanesAt,
  verdictOf,
  type Firing,
  type TimerLane,
} from '../../../src-main/common/session/timer-lanes.ts';
import { ends, queue, state } from '../../support/endpoint-events.ts';
import {
  connected,
  lost,
  lostFins,
  lostSynAcks,
  lostSyns,
  sent,
  settings,
  socket,
  timeWait,
} from '../../support/timer-events.ts';

const { client, server } = ends(4000);

function sessionOf(...events: Event[]): Session {
  const session = new Session();
  session.append(events);
  return session;
}

/** The only lane of a session at a moment, or of one kind. */
function laneOf(session: Session, t = Infinity, kind?: string): TimerLane {
  const [lane, ...others] = timerLanesAt(session, t).filter(({ series }) => series.kind === (kind ?? series.kind));
  expect(others).toEqual([]);
  expect(lane).toBeDefined();
  return lane!;
}

const waits = ({ firings }: TimerLane): number[] => firings.map(({ seconds }) => Number(seconds.toFixed(3)));
const outcomes = ({ firings }: TimerLane): string[] => firings.map(({ outcome }) => outcome.kind);
const last = ({ firings }: TimerLane): Firing => firings.at(-1)!;

test('each copy of a SYN stands beside the moment at which it was due, and the next one pends', () => {
  const lane = laneOf(sessionOf(settings(), ...lostSyns(1.01, 2.03)));
  expect(waits(lane)).toEqual([1, 1, 1]);
  expect(outcomes(lane)).toEqual(['fired', 'fired', 'pending']);
  const [first] = lane.firings;
  expect(first).toMatchObject({ setAt: 1, dueAt: 2, latest: 2.175, rule: 'initial', outcome: { segment: 2 } });
  expect(lateness(first!)).toBeCloseTo(0.01);
  expect(last(lane)).toMatchObject({ rule: 'linear', setAt: 3.03 });
  expect(last(lane).from).toContain('tcp_syn_linear_timeouts = 4');
  // What would follow doubles once the linear ones are used up.
  expect(lane.planned.map(({ seconds }) => seconds)).toEqual([1, 1, 2, 4, 8, 16, 32, 64]);
  expect(lane.planned.at(-1)?.effect).toBe('gives-up');
});

test('on a kernel without linear timeouts each wait of a SYN doubles, and by a knob that is turned, too', () => {
  const old = settings({ tcp_syn_linear_timeouts: undefined });
  expect(waits(laneOf(sessionOf(old, ...lostSyns(1, 3))))).toEqual([1, 2, 4]);
  const turned: Event = {
    type: 'knob',
    t: 0.5,
    host: 'client',
    name: 'tcp_syn_linear_timeouts',
    value: '0',
    default: '4',
  };
  expect(waits(laneOf(sessionOf(settings(), turned, ...lostSyns(1, 3))))).toEqual([1, 2, 4]);
});

test('a moment of the past shows what was known then', () => {
  const session = sessionOf(settings(), ...lostSyns(1.01, 2.03));
  const lane = laneOf(session, 2.5);
  expect(outcomes(lane)).toEqual(['fired', 'pending']);
  expect(timerLanesAt(session, 0.9)).toEqual([]);
});

test('giving up is predicted and seen, as exactly as the kernel was asked', () => {
  const gone = state(4.02, 'client', client, ['SYN_SENT', 'CLOSED'], { timer: 'rto' }, { lastSeen: 4.0 });
  const lane = laneOf(sessionOf(settings({ tcp_syn_retries: '1' }), ...lostSyns(1, 2), gone));
  expect(last(lane)).toMatchObject({
    effect: 'gives-up',
    outcome: { kind: 'fired', effect: 'gives-up', t: 4.02, lastSeen: 4 },
  });
  expect(last(lane).from).toContain('tcp_syn_retries = 1');
  expect(lane.planned).toEqual([]);
});

test('what is answered before its timer fires is no lane; after a copy, the last timer is stopped', () => {
  const answered = state(1.5, 'client', client, ['SYN_SENT', 'ESTABLISHED'], { segment: 9 });
  expect(timerLanesAt(sessionOf(settings(), ...lostSyns(), answered), Infinity)).toEqual([]);
  const late = state(2.5, 'client', client, ['SYN_SENT', 'ESTABLISHED'], { segment: 9 });
  expect(outcomes(laneOf(sessionOf(settings(), ...lostSyns(1), late)))).toEqual(['fired', 'stopped']);
});

test('the first SYN,ACK timer counts from the arrival of the SYN, the next from the copy before, and doubles', () => {
  const lane = laneOf(sessionOf(settings(), ...lostSynAcks(1.02, 3.05)), Infinity, 'syn-ack');
  expect(lane.firings.map(({ setAt }) => setAt)).toEqual([1.001, 2.021, 4.051]);
  expect(waits(lane)).toEqual([1, 2, 4]);
  expect(lane.firings[0]).toMatchObject({ kernelDueAt: 2.001 });
});

test('a SYN,ACK that a live client asks for once more sets the timer anew, and is not taken for the timer', () => {
  const asked = sent(8, 1.9, 'client', 'SYN');
  const answer = sent(9, 1.90105, 'server', 'SYN,ACK', lost);
  const lane = laneOf(sessionOf(settings(), ...lostSynAcks(), asked, answer), Infinity, 'syn-ack');
  expect(outcomes(lane)).toEqual(['anew', 'pending']);
  // The timer has not fired yet: its wait has not doubled.
  expect(waits(lane)).toEqual([1, 1]);
  expect(last(lane).setAt).toBe(1.90105);
});

test('a SYN,ACK of a listener that keeps no entry has no timer', () => {
  const events = lostSynAcks().filter(({ type, ...e }) => !(type === 'state' && 'host' in e && e.host === 'server'));
  expect(timerLanesAt(sessionOf(settings(), ...events), 1.5).map(({ series }) => series.kind)).toEqual(['syn']);
});

test('an entry that is given up sooner while too many are half-open may have been pruned', () => {
  const gone = state(2.02, 'server', server, ['SYN_RECV', 'CLOSED'], { timer: 'synack' }, { lastSeen: 2.002 });
  const pruned = (halfOpen: number): boolean => {
    const session = sessionOf(settings(), queue(0, halfOpen, 0, 17), ...lostSynAcks(), gone);
    const lane = laneOf(session, Infinity, 'syn-ack');
    expect(last(lane)).toMatchObject({ effect: 'again', outcome: { effect: 'gives-up' } });
    return prunedAt(session, lane, last(lane));
  };
  expect(pruned(9)).toBe(true);
  expect(pruned(8)).toBe(false);
});

test('a FIN is probed for, then sent by the timeout that the socket has', () => {
  const told = socket(1.05, 'client', { name: 'rto', remaining: 0.154 }, { rtt: 0.001 });
  const lane = laneOf(sessionOf(settings(), ...lostFins(0.206, 0.414, 0.83), told), Infinity, 'fin');
  expect(waits(lane)).toEqual([0.202, 0.204, 0.408, 0.816]);
  expect(lane.firings.map(({ rule }) => rule)).toEqual(['probe', 'rto', 'doubled', 'doubled']);
  expect(lane.firings[0]?.from).toEqual(['SRTT = 1 ms', 'tcp_rto_min_us = 200000', 'tcp_early_retrans = 3']);
  expect(lane.firings[0]?.kernelDueAt).toBeCloseTo(1.204);
});

test('figures that are told after a timeout have it doubled', () => {
  const told = { ...socket(1.5, 'client', null, { rto: 0.408 }), retransmits: 1 };
  expect(waits(laneOf(sessionOf(settings(), ...lostFins(0.206, 0.414), told), Infinity, 'fin'))).toEqual([
    0.204, 0.204, 0.408,
  ]);
});

test("where the socket's figures are not known the kernel's own word is the prediction", () => {
  const told = socket(1.05, 'client', { name: 'rto', remaining: 0.154 }, { unacked: 2 });
  const lane = laneOf(sessionOf(settings(), ...lostFins(), told), Infinity, 'fin');
  expect(last(lane)).toMatchObject({ rule: 'kernel', from: ['idiag_expires'] });
  expect(last(lane).dueAt).toBeCloseTo(1.204);
});

test("the kernel's own word stands beside the rule where the two differ", () => {
  const told = (remaining: number) =>
    laneOf(sessionOf(settings(), ...lostSyns(1), socket(2.01, 'client', { name: 'rto', remaining })));
  expect(contradicts(last(told(0.99)))).toBe(false);
  expect(contradicts(last(told(1.99)))).toBe(true);
  expect(last(told(1.99))).toMatchObject({ dueAt: 3, kernelDueAt: 4 });
});

test('data that waits alone is due, whether it was sent again or not', () => {
  const data = (id: number, t: number) => sent(id, t, 'client', 'PSH,ACK', { ...lost, len: 5 });
  const told = socket(1.05, 'client', { name: 'rto', remaining: 0.154 });
  const waiting = laneOf(sessionOf(settings(), ...connected(), data(10, 1), told));
  expect(outcomes(waiting)).toEqual(['pending']);
  const again = laneOf(sessionOf(settings(), ...connected(), data(10, 1), told, data(11, 1.21)));
  expect(outcomes(again)).toEqual(['fired', 'pending']);
  const acked = sent(12, 1.3, 'server', 'ACK', { ack: 1006 });
  const over = laneOf(sessionOf(settings(), ...connected(), data(10, 1), told, data(11, 1.21), acked));
  expect(outcomes(over)).toEqual(['fired', 'stopped']);
});

test('TIME_WAIT counts from the arrival of the FIN and anew from each copy of it', () => {
  const lane = laneOf(sessionOf(settings(), ...timeWait(0.2)));
  expect(lane.firings.map(({ setAt, seconds }) => [Number(setAt.toFixed(3)), seconds])).toEqual([
    [2.001, 60],
    [2.201, 60],
  ]);
  expect(outcomes(lane)).toEqual(['anew', 'pending']);
  expect(lane.firings[0]).toMatchObject({ kernelDueAt: 62.001, from: ['TCP_TIMEWAIT_LEN = 60 s'] });
});

test('a firing before its moment is early, and one after its window late', () => {
  const ends = (t: number): Firing =>
    last(
      laneOf(
        sessionOf(
          settings(),
          ...timeWait(),
          state(t, 'client', client, ['TIME_WAIT', 'CLOSED'], { timer: 'timewait' }, { lastSeen: t - 0.02 }),
        ),
      ),
    );
  expect([61.9, 62.1, 69.5, 69.6].map((t) => verdictOf(ends(t)))).toEqual(['early', 'in-time', 'in-time', 'late']);
});

test("a copy whose stamp is too near to that before it is not early when the sender's own clock says so", () => {
  const options = (value: number): SegmentEvent['options'] => [{ kind: 'timestamps', value, echo: 0 }];
  const second = (clock: number): string | null => {
    const [first] = lostSyns();
    const syn = sent(1, 1, 'client', 'SYN', { ...lost, options: options(500) });
    const copy = sent(2, 1.998, 'client', 'SYN', { ...lost, options: options(500 + clock) });
    return verdictOf(laneOf(sessionOf(settings(), first!, syn, copy)).firings[0]!);
  };
  expect([900, 998, 1000, 1004].map(second)).toEqual(['early', 'early', 'in-time', 'in-time']);
});

test('an orphan in FIN_WAIT2 waits as long as is set', () => {
  const events: Event[] = [
    settings({ tcp_fin_timeout: '5' }),
    ...connected(),
    state(
      2,
      'client',
      client,
      ['FIN_WAIT1', 'FIN_WAIT2'],
      { segment: 8 },
      { mini: 'timewait', timer: { name: 'fin_wait2', remaining: 5 } },
    ),
  ];
  expect(last(laneOf(sessionOf(...events)))).toMatchObject({ dueAt: 7, rule: 'fin-timeout', kernelDueAt: 7 });
});

test('without the settings of the kernel nothing is predicted by a rule', () => {
  const word = socket(1.01, 'client', { name: 'rto', remaining: 0.99 });
  expect(last(laneOf(sessionOf(...lostSyns(), word)))).toMatchObject({ rule: 'kernel', dueAt: 2 });
});

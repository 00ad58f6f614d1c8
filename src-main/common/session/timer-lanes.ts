/**
 * When each of the kernel's timers should fire by the settings of this kernel, when by the kernel's own word, and when it
 * did: by the wire's stamps or, where nothing is sent, by when the kernel was asked.
 */
import type { StateEvent, TcpState } from '../protocol/events.ts';
import { latestOf, mayBePruned } from '../tcp/retransmission-schedule.ts';
import { dueTimersAt } from './due-timers.ts';
import { queueKey, type Session, type SessionSocket } from './session.ts';
import { socketOf, type Mark, type TimedKind, type TimedSeries } from './timed-segments.ts';
import type { Timeline } from './timeline.ts';
import { rulesOf, type Prediction, type Rules } from './timer-rules.ts';

/** What came of a timer that was set. `anew`: something set it again before it was due. `stopped`: nothing waits for it any more. */
export type Outcome =
  | { kind: 'pending' }
  | {
      kind: 'fired';
      t: number;
      effect: Prediction['effect'];
      segment: number | null;
      /** Where nothing is sent: when it was last seen not to have fired. */
      lastSeen: number | null;
      /** Seconds since the segment before by the sender's own clock, in whole ms; null where it tells none. */
      byOwnClock: number | null;
    }
  | { kind: 'anew' | 'stopped'; t: number };

export interface Firing extends Prediction {
  /** When it was set, and by which segment. */
  setAt: number;
  segment: number | null;
  dueAt: number;
  /** A timer wheel is late, never early: until then it may fire. */
  latest: number;
  /** When the kernel said that it is due; null when it was not asked in time. */
  kernelDueAt: number | null;
  outcome: Outcome;
}

/** A firing that would follow. */
export type Planned = Pick<Firing, 'dueAt' | 'effect' | 'seconds'>;

export interface TimerLane {
  key: string;
  series: TimedSeries;
  firings: readonly Firing[];
  /** Those after the one that is pending, if nothing comes in between. */
  planned: readonly Planned[];
}

/** Lanes that are shown, the newest; series that are looked at for them; and firings that are foretold. */
export const MOST_LANES = 200;
const LOOKED_AT = 2000;
const FORETOLD = 12;
/** Stamps are whole microseconds. */
const STAMP = 1e-6;
/** And the senders' clocks whole milliseconds. */
const CLOCK = 1e-3;
/** How far the kernel's word and the rule may lie apart: both are told in whole jiffies, a moment later. */
const AGREES = 0.03;
const AGREES_SHARE = 0.05;

/** The states in which a timer of that kind runs, and by which name the kernel tells of it. */
const STATES: Record<TimedKind, readonly TcpState[]> = {
  syn: ['SYN_SENT'],
  'syn-ack': ['SYN_RECV'],
  data: ['ESTABLISHED', 'CLOSE_WAIT', 'FIN_WAIT1', 'CLOSING', 'LAST_ACK'],
  fin: ['FIN_WAIT1', 'CLOSING', 'LAST_ACK'],
  'fin-wait2': ['FIN_WAIT2'],
  'time-wait': ['TIME_WAIT'],
};
const TIMER: Record<TimedKind, string> = {
  syn: 'rto',
  'syn-ack': 'synack',
  data: 'rto',
  fin: 'rto',
  'fin-wait2': 'fin_wait2',
  'time-wait': 'timewait',
};

/** The kernel's timers that have lanes, by its own names. */
export const LANED: ReadonlySet<string> = new Set(Object.values(TIMER));

/** The lanes at lab time `t`, in the order in which they began: of the newest series those of which something can be said. */
export function timerLanesAt(session: Session, t: number): TimerLane[] {
  const lanes = waitingData(session, t).flatMap((series) => laneOf(session, series, t) ?? []);
  const { series } = session.timed;
  const last = series.countUpTo(t) - 1;
  for (let i = last; i >= 0 && i > last - LOOKED_AT && lanes.length < MOST_LANES; i--) {
    const each = series.entries[i];
    const lane = each && laneOf(session, each, t);
    if (lane) lanes.push(lane);
  }
  return lanes.sort((a, b) => a.series.t - b.series.t);
}

/** Data that was sent once and is not acknowledged, where the kernel's timer runs for it. */
function waitingData(session: Session, t: number): TimedSeries[] {
  if (t < session.end) return [];
  return dueTimersAt(session, t).flatMap(({ socket, timer }) => {
    const { connection, host, state } = socket;
    if (!connection || timer.name !== 'rto' || (state !== 'ESTABLISHED' && state !== 'CLOSE_WAIT')) return [];
    const data = session.timed.lastData(connection, host);
    return data && data.t <= timer.toldAt ? [data] : [];
  });
}

/** How late it fired, in seconds; null while it has not. */
export const lateness = ({ outcome, dueAt }: Firing): number | null =>
  outcome.kind === 'fired' ? outcome.t - dueAt : null;

/**
 * Whether it fired when it should have, as far as the evidence goes. Where nothing is sent it did so between two looks. A
 * copy's stamp at the wire may be later than the timer that the kernel set with it; the sender's own clock is not.
 */
export function verdictOf({ outcome, dueAt, latest, seconds }: Firing): 'early' | 'in-time' | 'late' | null {
  if (outcome.kind !== 'fired') return null;
  const { t, lastSeen, byOwnClock } = outcome;
  if (t < dueAt - STAMP && !(byOwnClock !== null && byOwnClock > seconds - CLOCK)) return 'early';
  return (lastSeen ?? t) > latest + STAMP ? 'late' : 'in-time';
}

/** Whether the kernel's own word is another than the rule's. */
export function contradicts({ dueAt, kernelDueAt, seconds }: Firing): boolean {
  return kernelDueAt !== null && Math.abs(kernelDueAt - dueAt) > Math.max(AGREES, AGREES_SHARE * seconds);
}

/** Whether a half-open entry may have been given up sooner because too many were half-open. */
export function prunedAt(session: Session, { series: { host, connection, kind } }: TimerLane, firing: Firing): boolean {
  const { outcome, effect, dueAt } = firing;
  if (kind !== 'syn-ack' || outcome.kind !== 'fired' || outcome.effect === effect) return false;
  const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(connection[host]) ?? [];
  const family = address.startsWith('[') ? 'ipv6' : 'ipv4';
  const queue = session.queues.get(queueKey({ host, port: Number(port), family }))?.at(dueAt);
  return queue !== undefined && mayBePruned(queue.syn.len, queue.backlog);
}

function laneOf(session: Session, series: TimedSeries, t: number): TimerLane | null {
  const { kind, host, connection } = series;
  const socket = session.sockets.get(`${host} ${socketOf(connection, host)}`);
  if (!socket) return null;
  const stay = stayOf(series, socket);
  if (!stay) return null;
  const end = stay.end && stay.end.t <= t ? stay.end : null;
  const acked = series.ackedAt <= t && series.ackedAt < Infinity ? series.ackedAt : null;
  const over = Math.min(t, end?.t ?? Infinity, acked ?? Infinity);
  const settings = settingMarks(series, kind === 'time-wait' ? stay.entered : series.t).filter(
    (mark) => mark.t <= over,
  );
  const rules = rulesOf(session, series, socket, t);
  const times: number[] = [];
  let fired = 0;
  const firings = settings.flatMap((mark, i): Firing[] => {
    if (mark.byTimer) fired++;
    times.push(mark.t);
    const next = settings[i + 1];
    // Its first word may be as old as the state in which the segment has found the socket.
    const since = i === 0 ? Math.min(mark.t, stay.entered) : mark.t;
    const kernelDueAt = kernelWord(kind, socket, since, Math.min(next?.t ?? Infinity, over));
    const prediction = rules(times, fired) ?? byKernel(mark, kernelDueAt, kind);
    if (!prediction) return [];
    const dueAt = mark.t + prediction.seconds;
    return [
      {
        ...prediction,
        setAt: mark.t,
        segment: mark.id,
        dueAt,
        latest: latestOf(mark.t, prediction.seconds),
        kernelDueAt,
        outcome: outcomeOf(mark, next, end, acked, kind),
      },
    ];
  });
  // An answer came before the first was due, as it does as a rule.
  if (firings.every(({ outcome }) => outcome.kind === 'stopped')) return null;
  const key = `${kind} ${host} ${connection.number} ${series.t}`;
  const isPending = firings.at(-1)?.outcome.kind === 'pending';
  return { key, series, firings, planned: isPending ? plan(rules, times, fired) : [] };
}

interface SettingMark extends Pick<Mark, 't' | 'clock'> {
  /** Null: a state, not a segment, has set the timer. */
  id: number | null;
  byTimer: boolean;
}

/** When the timer was set, in order of time, and whether it was by its own firing. */
function settingMarks({ kind, marks, asking, cause }: TimedSeries, from: number): SettingMark[] {
  const inOrder = [...marks].sort((a, b) => a.t - b.t);
  if (kind === 'time-wait' || kind === 'fin-wait2') {
    const start = inOrder.find(({ id }) => id === cause);
    const later = start ? inOrder.slice(inOrder.indexOf(start)) : inOrder.filter(({ t }) => t > from);
    const arrivals = later.map(({ id, t }) => ({ id, t, byTimer: false }));
    return start ? arrivals : [{ id: null, t: from, byTimer: false }, ...arrivals];
  }
  if (kind !== 'syn-ack') return inOrder.map((mark, i) => ({ ...mark, byTimer: i > 0 }));
  return inOrder.map((mark, i) => {
    const { t } = mark;
    const asked = asking.find((syn) => syn.t <= t && t - syn.t < ANSWERED && syn.t > (inOrder[i - 1]?.t ?? -Infinity));
    // The kernel starts the first timer before it answers.
    return { ...mark, t: i === 0 && asked ? asked.t : t, byTimer: i > 0 && !asked };
  });
}

/** A SYN is answered within the very call that delivers it: seconds, on a CPU that is busy. */
const ANSWERED = 0.02;

interface Stay {
  entered: number;
  end: StateEvent | undefined;
}

/** The time that the socket spent in states in which such a timer runs; null when it was in none. */
function stayOf({ kind, t, asking }: TimedSeries, { states }: SessionSocket): Stay | null {
  const isIn = (event: StateEvent | undefined): boolean => event !== undefined && STATES[kind].includes(event.to);
  const asked = kind === 'syn-ack' ? asking.findLast((syn) => syn.t <= t)?.t : undefined;
  let i = states.countUpTo(asked ?? t) - 1;
  // Its state may be told a moment later: the kernel is asked once the segment is sent.
  while (!isIn(states.entries[i]) && i < states.entries.length) i++;
  const entered = states.entries[i];
  if (!entered || (kind === 'syn-ack' && entered.mini !== 'request')) return null;
  while (isIn(states.entries[i])) i++;
  return { entered: entered.t, end: states.entries[i] };
}

type Word = { t: number; timer?: { name: string; remaining: number } | null };

/** What the kernel said first between two moments of when the timer is due. */
function kernelWord(kind: TimedKind, { states, figures }: SessionSocket, from: number, to: number): number | null {
  const firstIn = (line: Timeline<Word>): Word | undefined => {
    let i = line.countUpTo(from);
    while ((line.entries[i - 1]?.t ?? -Infinity) === from) i--;
    for (; (line.entries[i]?.t ?? Infinity) < to; i++) {
      const timer = line.entries[i]?.timer;
      // One that is overdue has nothing left.
      if (timer?.name === TIMER[kind] && timer.remaining > 0) return line.entries[i];
    }
    return undefined;
  };
  const [word] = [firstIn(states), firstIn(figures)].filter((each) => each !== undefined).sort((a, b) => a.t - b.t);
  return word?.timer ? word.t + word.timer.remaining : null;
}

/** Where no rule is known. */
function byKernel({ t }: SettingMark, dueAt: number | null, kind: TimedKind): Prediction | null {
  if (dueAt === null) return null;
  const effect = kind === 'time-wait' || kind === 'fin-wait2' ? 'ends' : 'again';
  return { seconds: dueAt - t, effect, rule: 'kernel', from: ['idiag_expires'] };
}

function outcomeOf(
  mark: SettingMark,
  next: SettingMark | undefined,
  end: StateEvent | null,
  ackedAt: number | null,
  kind: TimedKind,
): Outcome {
  if (next?.byTimer) {
    const isClocked = mark.clock !== undefined && next.clock !== undefined;
    const byOwnClock = isClocked ? (((next.clock ?? 0) - (mark.clock ?? 0)) >>> 0) / 1000 : null;
    return { kind: 'fired', t: next.t, effect: 'again', segment: next.id, lastSeen: null, byOwnClock };
  }
  if (next) return { kind: 'anew', t: next.t };
  if (ackedAt !== null) return { kind: 'stopped', t: ackedAt };
  if (!end) return { kind: 'pending' };
  if (!('timer' in end.cause) || end.to !== 'CLOSED') return { kind: 'stopped', t: end.t };
  const effect = kind === 'time-wait' || kind === 'fin-wait2' ? 'ends' : 'gives-up';
  return { kind: 'fired', t: end.t, effect, segment: null, lastSeen: end.lastSeen ?? null, byOwnClock: null };
}

/** The firings after the next one, as if each came when it is due. */
function plan(rules: Rules, told: readonly number[], firedSoFar: number): Planned[] {
  const planned: Planned[] = [];
  const times = [...told];
  let wait = rules(times, firedSoFar);
  for (let fired = firedSoFar + 1; wait?.effect === 'again' && planned.length < FORETOLD; fired++) {
    const now: number = (times.at(-1) ?? 0) + wait.seconds;
    times.push(now);
    wait = rules(times, fired);
    if (wait) planned.push({ dueAt: now + wait.seconds, effect: wait.effect, seconds: wait.seconds });
  }
  return planned;
}

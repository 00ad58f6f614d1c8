/**
 * Asks the kernel what state a socket is in, at the moments at which it can have changed, and tells each
 * transition with its cause, and what else is new of the socket. What the kernel said is `observed`; a state that a connection must have passed
 * through between two answers (RFC 9293 3.3.2) is `inferred`.
 */
import type { Cause, Host, StateEvent, TcpState } from '../../common/protocol/events.ts';
import { arrivalPath, shortestPath, type Arrival } from '../../common/tcp/states.ts';
import type { DiagSocket } from '../../linux/netlink/diag-socket.ts';
import type { SocketReport } from '../../linux/netlink/sock-diag.ts';
import { letOthersRun } from '../../linux/scheduling.ts';
import type { Deadlines } from './deadlines.ts';
import type { End } from './flows.ts';
import type { Listeners } from './listeners.ts';
import type { Outbox } from './outbox.ts';
import type { Refusals } from './refusals.ts';
import { GRAIN, dueMoment, socketNews } from './socket-news.ts';

/** The kernel's timer wheel fires late, never early; asking again this much later finds most timers fired. */
const TIMER_SLACK = 0.002;
/** When to ask again about a timer that is due and has not fired: the wheel may be an eighth late. */
const OVERDUE = 0.02;
/** Each acknowledgement of a long queue's data may be decisive, when a FIN waits behind it: seconds between two events. */
const DECISIVE_GAP = 0.01;

/** One answer of the kernel: when it came and the one before it, what it was asked for, and what it says. */
interface Look {
  t: number;
  lastSeen: number;
  cause: Cause;
  report: SocketReport | null;
}

const isMini = (report: SocketReport): boolean =>
  report.inode === 0 && (report.timer === 'timewait' || report.state === 'SYN_RECV');

/** What the timer that runs for this socket is for; null when none does. */
function timerName(end: End, report: SocketReport): string | null {
  if (report.timer === 'none') return null;
  if (end.halfOpen) return 'synack';
  // A time-wait mini-socket's timer, or before it the keepalive timer when the wait is long (tcp_keepalive_timer).
  if (report.state === 'FIN_WAIT2' && report.inode === 0) return 'fin_wait2';
  return report.timer;
}

/** What brought about a change that was found by chance. */
function causeOf(end: End, now: TcpState, t: number): Cause {
  // Only a program's close() or shutdown() leads there (RFC 9293 3.10.4).
  if (now !== end.state && (now === 'FIN_WAIT1' || now === 'LAST_ACK')) return { call: 'close' };
  const { told } = end;
  return { timer: told?.timer && dueMoment(told) < t + GRAIN ? told.timer.name : 'unknown' };
}

export class Sampler {
  readonly #diag: Record<Host, DiagSocket>;
  readonly #outbox: Outbox;
  readonly #listeners: Listeners;
  readonly #deadlines: Deadlines;
  readonly #refusals: Refusals;
  readonly #onDifference: () => void;

  constructor(
    diag: Record<Host, DiagSocket>,
    outbox: Outbox,
    listeners: Listeners,
    deadlines: Deadlines,
    refusals: Refusals,
    onDifference: () => void,
  ) {
    this.#diag = diag;
    this.#outbox = outbox;
    this.#listeners = listeners;
    this.#deadlines = deadlines;
    this.#refusals = refusals;
    this.#onDifference = onDifference;
  }

  /** Asks for the end's state at lab time `t` and tells what changed since it was last asked for, because of `cause`. */
  sample(end: End, t: number, cause: Cause, arrival?: Arrival): void {
    if (end.passive && arrival?.syn) this.#listeners.discover(end, t);
    const ask = (): SocketReport | null => this.#diag[end.host].exact(end.tuple);
    let report = ask();
    if (arrival && !this.#hasComeTo(report, end, cause, arrival)) {
      // Kernels up to 6.3 leave the receiving stack's work to ksoftirqd while that has other work (do_softirq).
      letOthersRun();
      report = ask();
    }
    this.#take(end, report, t, cause, arrival);
  }

  /** A segment is about to arrive that can change the end's state. */
  expect(end: End, flags: number, t: number): void {
    this.#refusals.expect(end, flags, t);
  }

  /** Asks for the figures, too, of a socket about which nothing says that its state has changed. */
  look(end: End, t: number): void {
    const report = this.#diag[end.host].exact(end.tuple, true);
    this.#take(end, report, t, causeOf(end, report?.state ?? 'CLOSED', t));
  }

  #take(end: End, report: SocketReport | null, t: number, cause: Cause, arrival?: Arrival): void {
    const lastSeen = end.sampledAt;
    end.sampledAt = t;
    const before = this.#startOf(end, cause);
    const now = report?.state ?? 'CLOSED';
    const wasHalfOpen = end.halfOpen;
    const changed = now !== end.state;
    end.halfOpen = report !== null && now === 'SYN_RECV' && isMini(report);
    if (changed) this.#tell(end, before, now, { t, lastSeen, cause, report }, arrival);
    this.#tellSocket(end, report, t, arrival && !changed ? DECISIVE_GAP : 0);
    this.#watchTimer(end, report, t);
    if (arrival) this.#compare(end, before, now, t, cause, arrival);
    if (end.passive && (wasHalfOpen || end.halfOpen || arrival?.syn || arrival?.acksSyn))
      this.#listeners.changed(end, t, cause);
    if (arrival && 'segment' in cause)
      this.#refusals.judge({ end, before, wasHalfOpen, now, arrival, segment: cause.segment }, t);
  }

  /** Asks again about every end whose kernel timer must have fired by `now`. */
  fireTimers(now: number): void {
    for (let end = this.#deadlines.take(now); end; end = this.#deadlines.take(now))
      this.sample(end, now, { timer: end.told?.timer?.name ?? 'unknown' });
  }

  /** Whether the kernel has done with the segment that arrived what RFC 9293 says. */
  #hasComeTo(report: SocketReport | null, end: End, cause: Cause, arrival: Arrival): boolean {
    const model = arrivalPath(this.#startOf(end, cause), arrival).at(-1);
    return model === undefined || model === (report?.state ?? 'CLOSED');
  }

  /** A passive end that does not exist yet is its listener's. */
  #startOf(end: End, cause: Cause): TcpState {
    return end.state === 'CLOSED' && end.passive && !('call' in cause && cause.call === 'connect')
      ? 'LISTEN'
      : end.state;
  }

  #tell(end: End, before: TcpState, now: TcpState, look: Look, arrival: Arrival | undefined): void {
    let from = before;
    for (const to of this.#path(before, now, arrival)) {
      // A connection never is in LISTEN itself: that is where a new one of the same four-tuple starts from.
      if (to !== 'LISTEN') this.#emit(end, from, to, look, to === now);
      from = to;
    }
    end.state = now;
  }

  #path(before: TcpState, now: TcpState, arrival: Arrival | undefined): TcpState[] {
    const expected = arrival ? arrivalPath(before, arrival) : [];
    if (expected.at(-1) === now) return expected;
    // Gone for another reason than the acknowledgement of its FIN: there was no orderly way that could be filled in.
    const abrupt = arrival?.acksFin !== true;
    return shortestPath(before, now, abrupt);
  }

  #emit(end: End, from: TcpState, to: TcpState, { t, lastSeen, cause, report }: Look, observed: boolean): void {
    const event: StateEvent = {
      type: 'state',
      t,
      host: end.host,
      socket: end.label,
      from,
      to,
      source: observed ? 'observed' : 'inferred',
      cause,
    };
    if ('timer' in cause) event.lastSeen = lastSeen;
    if (report && observed) {
      if (isMini(report)) event.mini = end.halfOpen ? 'request' : 'timewait';
      const timer = timerName(end, report);
      if (timer !== null) event.timer = { name: timer, remaining: report.expires };
    }
    this.#outbox.event(event);
  }

  #tellSocket(end: End, report: SocketReport | null, t: number, patience: number): void {
    const news = report && socketNews(end, report, timerName(end, report), t, patience);
    if (news) this.#outbox.event(news);
    if (news && end.passive) this.#listeners.moved(end, t);
    if (!report) end.told = null;
  }

  /**
   * ESTABLISHED and CLOSE_WAIT end by segments and calls; their retransmission timer runs for every segment sent
   * and is left to the slow beat.
   */
  #watchTimer(end: End, report: SocketReport | null, t: number): void {
    const watched =
      report && report.timer !== 'none' && report.state !== 'ESTABLISHED' && report.state !== 'CLOSE_WAIT';
    const wait = watched && report.expires > 0 ? report.expires + TIMER_SLACK : OVERDUE;
    this.#deadlines.set(end, watched ? t + wait : Infinity);
  }

  /** Tells where the kernel did not do what RFC 9293 says of a handshake segment or the last acknowledgement. */
  #compare(end: End, before: TcpState, now: TcpState, t: number, cause: Cause, arrival: Arrival): void {
    const decisive =
      (before === 'LISTEN' && arrival.syn && this.#listeners.has(end)) ||
      (before === 'SYN_RECV' && arrival.acksSyn) ||
      (before === 'LAST_ACK' && arrival.acksFin);
    const model = arrivalPath(before, arrival).at(-1);
    if (!decisive || model === undefined || model === now) return;
    const kernel = now === 'CLOSED' && before === 'LISTEN' ? 'LISTEN' : now;
    this.#outbox.event({ type: 'difference', t, host: end.host, socket: end.label, model, kernel, cause });
    this.#onDifference();
  }
}

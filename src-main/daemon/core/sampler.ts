/**
 * Asks the kernel what state a socket is in, at the moments at which it can have changed, and tells each
 * transition with its cause. What the kernel said is `observed`; a state that a connection must have passed
 * through between two answers (RFC 9293 3.3.2) is `inferred`.
 */
import type { Cause, Host, StateEvent, TcpState } from '../../common/protocol/events.ts';
import { arrivalPath, shortestPath, type Arrival } from '../../common/tcp/states.ts';
import type { DiagSocket } from '../../linux/netlink/diag-socket.ts';
import type { SocketReport } from '../../linux/netlink/sock-diag.ts';
import type { Deadlines } from './deadlines.ts';
import type { End } from './flows.ts';
import type { Listeners } from './listeners.ts';
import type { Outbox } from './outbox.ts';

/** The kernel's timer wheel fires late, never early; asking again this much later finds most timers fired. */
const TIMER_SLACK = 0.002;
/** When to ask again about a timer that is due and has not fired: the wheel may be an eighth late. */
const OVERDUE = 0.02;

const isMini = (report: SocketReport): boolean =>
  report.inode === 0 && (report.timer === 'timewait' || report.state === 'SYN_RECV');

/** What the timer that runs for this socket is for. */
function timerName(end: End, report: SocketReport): string {
  if (end.halfOpen) return 'synack';
  if (report.timer === 'timewait') return report.state === 'FIN_WAIT2' ? 'fin_wait2' : 'timewait';
  return report.timer;
}

export class Sampler {
  readonly #diag: Record<Host, DiagSocket>;
  readonly #outbox: Outbox;
  readonly #listeners: Listeners;
  readonly #deadlines: Deadlines;
  readonly #onDifference: () => void;
  /** What the last report's timer was for, by end, for the cause of what is found when it has fired. */
  readonly #timers = new WeakMap<End, string>();

  constructor(
    diag: Record<Host, DiagSocket>,
    outbox: Outbox,
    listeners: Listeners,
    deadlines: Deadlines,
    onDifference: () => void,
  ) {
    this.#diag = diag;
    this.#outbox = outbox;
    this.#listeners = listeners;
    this.#deadlines = deadlines;
    this.#onDifference = onDifference;
  }

  /** Asks for the end's state at lab time `t` and tells what changed since it was last asked for, because of `cause`. */
  sample(end: End, t: number, cause: Cause, arrival?: Arrival): void {
    if (end.passive && arrival?.syn) this.#listeners.discover(end, t);
    const report = this.#diag[end.host].exact(end.tuple);
    end.sampledAt = t;
    const before = this.#startOf(end, cause);
    const now = report?.state ?? 'CLOSED';
    const wasHalfOpen = end.halfOpen;
    end.halfOpen = report !== null && now === 'SYN_RECV' && isMini(report);
    if (now !== end.state) this.#tell(end, before, now, t, cause, report, arrival);
    this.#watchTimer(end, report, t);
    if (arrival) this.#compare(end, before, now, t, cause, arrival);
    if (end.passive && (wasHalfOpen || end.halfOpen || arrival?.syn || arrival?.acksSyn))
      this.#listeners.changed(end, t, cause);
  }

  /** Asks again about every end whose kernel timer must have fired by `now`. */
  fireTimers(now: number): void {
    for (let end = this.#deadlines.take(now); end; end = this.#deadlines.take(now))
      this.sample(end, now, { timer: this.#timers.get(end) ?? 'unknown' });
  }

  /** A passive end that does not exist yet is its listener's. */
  #startOf(end: End, cause: Cause): TcpState {
    return end.state === 'CLOSED' && end.passive && !('call' in cause && cause.call === 'connect')
      ? 'LISTEN'
      : end.state;
  }

  #tell(
    end: End,
    before: TcpState,
    now: TcpState,
    t: number,
    cause: Cause,
    report: SocketReport | null,
    arrival: Arrival | undefined,
  ): void {
    let from = before;
    for (const to of this.#path(before, now, arrival)) {
      // A connection never is in LISTEN itself: that is where a new one of the same four-tuple starts from.
      if (to !== 'LISTEN') this.#emit(end, from, to, t, cause, to === now ? report : null, to === now);
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

  #emit(
    end: End,
    from: TcpState,
    to: TcpState,
    t: number,
    cause: Cause,
    report: SocketReport | null,
    observed: boolean,
  ): void {
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
    if (report && isMini(report)) event.mini = end.halfOpen ? 'request' : 'timewait';
    if (report && report.timer !== 'none') event.timer = { name: timerName(end, report), remaining: report.expires };
    this.#outbox.event(event);
  }

  /**
   * ESTABLISHED and CLOSE_WAIT end by segments and calls; their retransmission timer runs for every segment sent
   * and is left to the slow beat.
   */
  #watchTimer(end: End, report: SocketReport | null, t: number): void {
    const watched =
      report && report.timer !== 'none' && report.state !== 'ESTABLISHED' && report.state !== 'CLOSE_WAIT';
    if (watched) this.#timers.set(end, timerName(end, report));
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

/**
 * Segments that a listener refused, each with the counters that ticked by it. With veth the receiving stack runs inside
 * the sending call, so what ticks between a look right before and one right after is that segment's doing.
 */
import type { Host, QueueEvent, RefusalEvent, TcpState } from '../../common/protocol/events.ts';
import { REFUSAL_COUNTERS, whyAckRefused, whySynRefused } from '../../common/tcp/refusal.ts';
import { arrivalPath, type Arrival } from '../../common/tcp/states.ts';
import type { Counters } from '../../linux/counters.ts';
import type { DiagSocket } from '../../linux/netlink/diag-socket.ts';
import { RST, peerOf, type End } from './flows.ts';
import type { Listeners } from './listeners.ts';
import type { Outbox } from './outbox.ts';

/** Looks at the counters that may be made at once, and in a second; one takes a tenth of a millisecond. */
const BURST = 200;
const PER_SECOND = 400;
/** Seconds for which a listener that has refused is taken to be about to do so again. */
const WARY = 1;

/** A segment that has arrived: where, at what state, and what the kernel made of it. */
export interface Arrived {
  end: End;
  before: TcpState;
  wasHalfOpen: boolean;
  now: TcpState;
  arrival: Arrival;
  segment: number;
}

/** Which kind of refusal it can be, if it is one. */
function refusedAs({ end, before, wasHalfOpen, now, arrival }: Arrived): 'syn' | 'ack' | null {
  if (arrival.rst) return null;
  if (before === 'LISTEN' && now === 'CLOSED') {
    if (arrival.syn) return arrival.ack ? null : 'syn';
    return end.passive && arrival.acksSyn ? 'ack' : null;
  }
  if (wasHalfOpen) return arrival.acksSyn && (now === 'SYN_RECV' || now === 'CLOSED') ? 'ack' : null;
  const model = arrivalPath(before, arrival).at(-1);
  return now === 'CLOSED' && (model === 'TIME_WAIT' || model === 'FIN_WAIT2') ? 'ack' : null;
}

export class Refusals {
  readonly #diag: Record<Host, DiagSocket>;
  readonly #counters: Record<Host, Counters>;
  readonly #outbox: Outbox;
  readonly #listeners: Listeners;
  /** By queue, lab time until which each segment for it is watched. */
  readonly #wary = new Map<string, number>();
  #looks = BURST;
  #lastLook = 0;
  /** By `host name`, what has ticked without being one told refusal's. */
  readonly #unexplained = new Map<string, number>();
  /** The end whose counters were just looked at. */
  #watched: End | null = null;
  #untold = 0;

  constructor(diag: Record<Host, DiagSocket>, counters: Record<Host, Counters>, outbox: Outbox, listeners: Listeners) {
    this.#diag = diag;
    this.#counters = counters;
    this.#outbox = outbox;
    this.#listeners = listeners;
  }

  /** A segment is about to arrive there: if it may be refused, what has ticked up to now is not its doing. */
  expect(end: End, flags: number, t: number): void {
    this.#watched = null;
    if (flags & RST || !this.#isTight(end, t) || !this.#mayLook(t)) return;
    this.tellCounters(end.host, t);
    this.#watched = end;
  }

  /** Tells it if it was refused. */
  judge(arrived: Arrived, t: number): void {
    const { end, segment, now } = arrived;
    const what = refusedAs(arrived);
    if (!what) return;
    const source = this.#watched === end ? 'observed' : 'inferred';
    if (source === 'inferred' && !this.#mayLook(t)) return void this.#untold++;
    const counters = this.tellCounters(end.host, t).filter(({ name }) => REFUSAL_COUNTERS.has(name));
    if (counters.length === 0) return;
    for (const { name, delta } of counters) this.#note(end.host, name, -delta);
    const queue = this.#listeners.queueOf(end);
    if (queue) this.#wary.set(end.host + String(queue.port), t + WARY);
    const ticked = new Set(counters.map(({ name }) => name));
    const why = what === 'syn' ? whySynRefused(ticked, queue?.syn.rule) : whyAckRefused(ticked, now !== 'CLOSED');
    const peer = peerOf(end);
    this.#outbox.event({
      type: 'refusal',
      t,
      host: end.host,
      socket: end.label,
      segment,
      what,
      ...why,
      fill: fillOf(queue, why.gauge),
      counters,
      source,
      own: now,
      peer: this.#diag[peer.host].exact(peer.tuple)?.state ?? 'CLOSED',
      untold: this.#untold,
    });
    this.#untold = 0;
  }

  /** Tells what has ticked on a host since the last time. */
  tellCounters(host: Host, t: number): { name: string; delta: number }[] {
    const changes = this.#counters[host].changes().map(([name, delta]) => ({ name, delta }));
    for (const change of changes) {
      this.#outbox.event({ type: 'counter', t, host, ...change });
      this.#note(host, change.name, change.delta);
    }
    return changes;
  }

  /** How often a counter of TcpExt has ticked since the lab's beginning, without the refusals that were told. */
  unexplained(host: Host, name: string): number {
    return this.#unexplained.get(`${host} TcpExt${name}`) ?? 0;
  }

  #note(host: Host, name: string, delta: number): void {
    const key = `${host} ${name}`;
    this.#unexplained.set(key, (this.#unexplained.get(key) ?? 0) + delta);
  }

  #isTight(end: End, t: number): boolean {
    const queue = this.#listeners.queueOf(end);
    if (!queue) return false;
    const { syn, accept, host, port } = queue;
    if (syn.len >= syn.max || accept.len >= accept.max) return true;
    return (this.#wary.get(host + String(port)) ?? -Infinity) > t;
  }

  #mayLook(t: number): boolean {
    const passed = Math.max(0, t - this.#lastLook);
    this.#lastLook = t;
    this.#looks = Math.min(BURST, this.#looks + passed * PER_SECOND);
    if (this.#looks < 1) return false;
    this.#looks--;
    return true;
  }
}

function fillOf(queue: QueueEvent | null, gauge: RefusalEvent['gauge']): RefusalEvent['fill'] {
  if (!queue) return null;
  if (gauge === 'accept') return queue.accept;
  return gauge === 'syn' || gauge === 'three-quarters' ? { len: queue.syn.len, max: queue.syn.max } : null;
}

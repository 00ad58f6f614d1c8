/** The listening sockets of both hosts, with the SYN queue and accept queue of each. */
import type { Cause, Host, QueueEvent, QueueRule } from '../../common/protocol/events.ts';
import { addressText, endpoint } from '../../common/wire/addresses.ts';
import type { DiagSocket } from '../../linux/netlink/diag-socket.ts';
import type { SocketReport, Tuple } from '../../linux/netlink/sock-diag.ts';
import type { End } from './flows.ts';
import type { Outbox } from './outbox.ts';
import { QueueEntries, Queued } from './queue-entries.ts';
import type { QueueRules } from './queue-rules.ts';

interface Listener {
  readonly queued: Queued;
  readonly label: string;
  /** The SYN queue is no list in the kernel: these are the SYN_RECV entries that sock_diag showed for the port. */
  readonly halfOpen: Set<End>;
  /** How many more the kernel counted when it was last asked for all of them. */
  unseen: number;
  told: QueueEvent | null;
}

/** Looks at listeners in one beat. */
const LOOKS = 16;

const isSame = ({ syn, accept }: QueueEvent, then: QueueEvent): boolean =>
  syn.len === then.syn.len &&
  syn.max === then.syn.max &&
  syn.rule === then.syn.rule &&
  accept.len === then.accept.len &&
  accept.max === then.accept.max;

export class Listeners {
  readonly #diag: Record<Host, DiagSocket>;
  readonly #outbox: Outbox;
  readonly #rules: Record<Host, QueueRules>;
  readonly #listeners = new Map<string, Listener>();

  readonly entries: QueueEntries;

  constructor(diag: Record<Host, DiagSocket>, outbox: Outbox, rules: Record<Host, QueueRules>) {
    this.#diag = diag;
    this.#outbox = outbox;
    this.#rules = rules;
    this.entries = new QueueEntries(diag, outbox, (queued, halfOpen, t) => this.#counted(queued, halfOpen, t));
  }

  /** Whether a listener is known for the port that this end answers on. */
  has(end: End): boolean {
    return this.#listeners.has(this.#key(end.host, end.tuple));
  }

  /** Asks for the listener of `local` (an address and port of the host), and tells when it appeared or went. */
  sample(host: Host, local: Pick<Tuple, 'local' | 'localPort'>, t: number, cause: Cause): void {
    const tuple: Tuple = { ...local, remote: new Uint8Array(local.local.length), remotePort: 0 };
    const key = this.#key(host, tuple);
    const report = this.#diag[host].exact(tuple);
    const known = this.#listeners.get(key);
    if (report?.state === 'LISTEN') {
      const listener = known ?? this.#appeared(key, host, tuple, t, cause);
      this.#tell(listener, report, t);
    } else if (known) {
      this.#listeners.delete(key);
      this.entries.gone(known.queued, t);
      this.#outbox.event(this.#stateEvent(known, false, t, cause));
    }
  }

  /** Whether the kernel has a listener for `local`. */
  find(host: Host, local: Pick<Tuple, 'local' | 'localPort'>, t: number): boolean {
    this.sample(host, local, t, { call: 'listen' });
    return this.#listeners.has(this.#key(host, local));
  }

  /** As the kernel has it; null when it has no listener there. */
  backlogOf(host: Host, local: Pick<Tuple, 'local' | 'localPort'>): number | null {
    return this.#listeners.get(this.#key(host, local))?.told?.backlog ?? null;
  }

  /** By which rule its SYN queue is limited; undefined when no listener is known there. */
  ruleAt(host: Host, local: Pick<Tuple, 'local' | 'localPort'>): QueueRule | undefined {
    return this.#listeners.get(this.#key(host, local))?.told?.syn.rule;
  }

  /** Something came to the listener of `local` that no end is known of. */
  stirred(host: Host, local: Pick<Tuple, 'local' | 'localPort'>, t: number): void {
    const listener = this.#listeners.get(this.#key(host, local));
    if (listener) this.entries.changed(listener.queued, t);
  }

  /** Looks for a listener that we do not know of behind an end that a SYN arrives at; only listen() can have made it. */
  discover(end: End, t: number): void {
    if (!this.has(end)) this.sample(end.host, end.tuple, t, { call: 'listen' });
  }

  /** An end that came or may have come through a listener changed: its queues may have, too. */
  changed(end: End, t: number, cause: Cause): void {
    const listener = this.#listeners.get(this.#key(end.host, end.tuple));
    if (!listener) return;
    if (end.halfOpen) listener.halfOpen.add(end);
    else listener.halfOpen.delete(end);
    listener.queued.note(end, t);
    this.entries.changed(listener.queued, t);
    this.sample(end.host, end.tuple, t, cause);
  }

  /** What an end holds has changed: if it waits for accept(), that is told. */
  moved(end: End, t: number): void {
    const queued = this.#listeners.get(this.#key(end.host, end.tuple))?.queued;
    if (queued?.hasWaiting(end)) this.entries.changed(queued, t);
  }

  /** The queues that an end comes or came through, as they were told last; null when no listener is known. */
  queueOf(end: End): QueueEvent | null {
    return this.#listeners.get(this.#key(end.host, end.tuple))?.told ?? null;
  }

  /** A setting of the host was turned, by which other limits may be in force from now on. */
  turned(host: Host, t: number): void {
    this.#rules[host].turned();
    for (const { queued } of this.#listeners.values())
      if (queued.host === host) this.sample(host, queued.tuple, t, { call: 'close' });
  }

  /** Looks at those that nobody looked at for longest: a program that we do not steer may have accepted, or closed. */
  look(t: number): void {
    for (const [key, listener] of [...this.#listeners].slice(0, LOOKS)) {
      this.sample(listener.queued.host, listener.queued.tuple, t, { call: 'close' });
      // Those that no end is known of go unseen, too.
      if (listener.unseen > 0) this.entries.changed(listener.queued, t);
      if (this.#listeners.delete(key)) this.#listeners.set(key, listener);
    }
  }

  #appeared(key: string, host: Host, tuple: Tuple, t: number, cause: Cause): Listener {
    const label = `${endpoint(addressText(this.#diag[host].boundAddress()), tuple.localPort)}-*`;
    const queued = new Queued(host, tuple);
    const listener: Listener = { queued, label, halfOpen: new Set(), unseen: 0, told: null };
    this.#listeners.set(key, listener);
    this.#outbox.event(this.#stateEvent(listener, true, t, cause));
    return listener;
  }

  #stateEvent(listener: Listener, open: boolean, t: number, cause: Cause) {
    const [from, to] = open ? (['CLOSED', 'LISTEN'] as const) : (['LISTEN', 'CLOSED'] as const);
    return {
      type: 'state',
      t,
      host: listener.queued.host,
      socket: listener.label,
      from,
      to,
      source: 'observed',
      cause,
    } as const;
  }

  /** The kernel's own count of half-open entries, which is right also where the wire saw none come or go. */
  #counted(queued: Queued, halfOpen: number, t: number): void {
    const listener = this.#listeners.get(this.#key(queued.host, queued.tuple));
    if (!listener || halfOpen === listener.halfOpen.size + listener.unseen) return;
    listener.unseen = halfOpen - listener.halfOpen.size;
    const report = this.#diag[queued.host].exact(queued.tuple);
    if (report?.state === 'LISTEN') this.#tell(listener, report, t);
  }

  /** For a listener the kernel reports the accept queue as rqueue and the backlog as wqueue (tcp_diag_get_info). */
  #tell(listener: Listener, { rqueue, wqueue }: SocketReport, t: number): void {
    const { host, family, port } = listener.queued;
    const rules = this.#rules[host];
    const len = Math.max(0, listener.halfOpen.size + listener.unseen);
    const event: QueueEvent = {
      type: 'queue',
      t,
      host,
      family,
      port,
      backlog: wqueue,
      syn: { len, ...rules.synQueue(wqueue, t) },
      accept: { len: rqueue, max: rules.acceptQueue(wqueue) },
    };
    if (listener.told && isSame(listener.told, event)) return;
    listener.told = event;
    this.entries.changed(listener.queued, t);
    this.#outbox.event(event);
  }

  #key(host: Host, { local, localPort }: Pick<Tuple, 'local' | 'localPort'>): string {
    return `${host} ${local.length} ${localPort}`;
  }
}

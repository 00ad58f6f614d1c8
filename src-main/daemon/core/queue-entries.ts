/** Who is in the two queues of each listener: asked of the kernel after something has changed there, in bounded time. */
import type { HalfOpenEntry, Host, QueueEntriesEvent, WaitingEntry } from '../../common/protocol/events.ts';
import type { Family } from '../../common/protocol/requests.ts';
import { addressText, endpoint } from '../../common/wire/addresses.ts';
import type { DiagSocket } from '../../linux/netlink/diag-socket.ts';
import {
  CLOSE_WAIT_BIT,
  ESTABLISHED_BIT,
  SYN_RECV_BIT,
  decodeReport,
  decodeTuple,
  isMini,
  type Tuple,
} from '../../linux/netlink/sock-diag.ts';
import type { End } from './flows.ts';
import type { Outbox } from './outbox.ts';

/** Seconds between two looks. One that took long is followed by a pause of so many times that. */
const PACE = 0.003;
const PAUSE = 10;
/** So long a look waits for the wire to fall silent, which a handshake that goes through needs. */
const PATIENCE = 0.002;
/** Entries of each queue that are told by name. */
const MOST = 64;
/** Peers whose first moment is kept between two looks. */
const REMEMBERED = 4 * MOST;
/** A connection that no program has been given yet cannot have been closed by one. */
const WAITING_OR_HALF_OPEN = SYN_RECV_BIT | ESTABLISHED_BIT | CLOSE_WAIT_BIT;

/** What is told of an empty queue's entries. */
const NOBODY = '0,0';

type Entries = Omit<QueueEntriesEvent, 'type' | 'host' | 'family' | 'port'>;

const oldestFirst = (a: { since: number }, b: { since: number }): number => a.since - b.since;
const peerOf = ({ remote, remotePort }: Tuple): string => endpoint(addressText(remote), remotePort);

/** One listener's queues. */
export class Queued {
  readonly host: Host;
  readonly family: Family;
  readonly port: number;
  readonly tuple: Tuple;
  /** By peer, lab time at which it came into the queue. */
  halfOpenSince = new Map<string, number>();
  waitingSince = new Map<string, number>();
  told = NOBODY;

  constructor(host: Host, tuple: Tuple) {
    this.host = host;
    this.family = tuple.local.length === 4 ? 'ipv4' : 'ipv6';
    this.port = tuple.localPort;
    this.tuple = tuple;
  }

  /** Notes when an end came into one of the queues. */
  note(end: End, t: number): void {
    const since = end.halfOpen ? this.halfOpenSince : end.state === 'ESTABLISHED' ? this.waitingSince : null;
    if (!since || since.size >= REMEMBERED) return;
    const peer = peerOf(end.tuple);
    if (!since.has(peer)) since.set(peer, t);
  }

  hasWaiting(end: End): boolean {
    return this.waitingSince.has(peerOf(end.tuple));
  }

  /** Forgets the others' first moments. */
  keepOnly(syn: readonly HalfOpenEntry[], accept: readonly WaitingEntry[]): void {
    this.halfOpenSince = new Map(syn.map(({ peer, since }) => [peer, since]));
    this.waitingSince = new Map(accept.map(({ peer, since }) => [peer, since]));
  }
}

export class QueueEntries {
  readonly #diag: Record<Host, DiagSocket>;
  readonly #outbox: Outbox;
  readonly #counted: (queued: Queued, halfOpen: number, t: number) => void;
  /** Those to look at, by when something changed there. */
  readonly #changed = new Map<Queued, number>();
  #notBefore = -Infinity;

  /** `counted` hears how many half-open entries the kernel has. */
  constructor(
    diag: Record<Host, DiagSocket>,
    outbox: Outbox,
    counted: (queued: Queued, halfOpen: number, t: number) => void,
  ) {
    this.#diag = diag;
    this.#outbox = outbox;
    this.#counted = counted;
  }

  /** Lab time of the next look; Infinity when there is nothing to look at. */
  get next(): number {
    const [first] = this.#changed.values();
    return first === undefined ? Infinity : Math.max(this.#notBefore, first);
  }

  changed(queued: Queued, t: number): void {
    if (!this.#changed.has(queued)) this.#changed.set(queued, t);
  }

  /** The listener is gone, and its queues with it. */
  gone(queued: Queued, t: number): void {
    this.#changed.delete(queued);
    this.#tell(queued, { t, syn: [], moreSyn: 0, accept: [], moreAccept: 0 });
  }

  /** To be called often: looks at one listener when it is time; `busy` while the wire has something to move. */
  tell(t: number, busy: boolean): void {
    const [entry] = this.#changed;
    // The second half: the PC's clock was set back.
    if (!entry || (t < this.#notBefore && this.#notBefore - t < 1)) return;
    const [queued, since] = entry;
    if (busy && Math.abs(t - since) < PATIENCE) return;
    this.#changed.delete(queued);
    const begun = performance.now();
    this.#look(queued, t);
    this.#notBefore = t + Math.max(PACE, (PAUSE * (performance.now() - begun)) / 1000);
  }

  #look(queued: Queued, t: number): void {
    const diag = this.#diag[queued.host];
    const listener = diag.exact(queued.tuple);
    // Gone: whoever looks at listeners will tell.
    if (listener?.state !== 'LISTEN') return;
    const syn: HalfOpenEntry[] = [];
    const accept: WaitingEntry[] = [];
    let halfOpen = 0;
    diag.dump(queued.tuple, WAITING_OR_HALF_OPEN, (message) => {
      const mini = isMini(message);
      if (mini) halfOpen++;
      if ((mini ? syn : accept).length >= MOST) return;
      const report = decodeReport(message);
      // One that a program has been given has an inode.
      if (!report || report.inode !== 0) return;
      const peer = peerOf(decodeTuple(message));
      if (mini) {
        const since = queued.halfOpenSince.get(peer) ?? t;
        syn.push({ peer, since, synAcks: report.retransmits + 1, due: t + report.expires });
      } else
        accept.push({ peer, since: queued.waitingSince.get(peer) ?? t, state: report.state, bytes: report.rqueue });
    });
    queued.keepOnly(syn, accept);
    this.#tell(queued, {
      t,
      syn: syn.sort(oldestFirst),
      moreSyn: halfOpen - syn.length,
      accept: accept.sort(oldestFirst),
      moreAccept: Math.max(0, listener.rqueue - accept.length),
    });
    this.#counted(queued, halfOpen, t);
  }

  #tell(queued: Queued, entries: Entries): void {
    const { syn, accept, moreSyn, moreAccept } = entries;
    const told = [
      ...syn.map(({ peer, synAcks }) => `${peer} ${synAcks}`),
      moreSyn,
      ...accept.map(({ peer, state, bytes }) => `${peer} ${state} ${bytes}`),
      moreAccept,
    ].join();
    if (told === queued.told) return;
    queued.told = told;
    const { host, family, port } = queued;
    this.#outbox.event({ type: 'queue-entries', host, family, port, ...entries });
  }
}

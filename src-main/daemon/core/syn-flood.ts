/** A flood of SYNs from addresses that nobody has, with an end that it cannot miss, at a rate that the core's loop keeps. */
import { LabError } from '../../common/protocol/errors.ts';
import type { FloodEvent } from '../../common/protocol/events.ts';
import type { FloodParams } from '../../common/protocol/crowds.ts';
import { turnedAway } from '../../common/tcp/refusal.ts';
import type { LabClock } from '../../linux/clock.ts';
import { BATCH, PacketSender } from '../../linux/packet-socket.ts';
import { parseAddress } from '../lab-addresses.ts';
import type { Listeners } from './listeners.ts';
import { StrangersSyns } from './made-segments.ts';
import type { Outbox } from './outbox.ts';
import type { Refusals } from './refusals.ts';
import type { WireLoop } from './wire-loop.ts';

/** Seconds between two batches that are not full, and between two tellings. */
const PACE = 0.001;
const TELL_EVERY = 0.1;
/** So long after its time a flood that could not keep its rate ends all the same. */
const GRACE = 0.25;
/** From the last SYN until the wire has taken up the answer to it. */
const SETTLING = 0.01;

const SYN_COUNTERS = ['ListenOverflows', 'ListenDrops', 'TCPReqQFullDrop', 'SyncookiesSent'];

const seconds = (): number => performance.now() / 1000;

interface Flood extends FloodParams {
  syns: StrangersSyns;
  local: Uint8Array;
  /** By a clock that nobody sets. */
  begun: number;
  sent: number;
  refused: number;
  answersBefore: number;
  /** Of the counters that tell of SYNs, what each had ticked before it. */
  tickedBefore: ReadonlyMap<string, number>;
  shownBefore: number;
}

export interface FloodParts {
  clock: LabClock;
  outbox: Outbox;
  listeners: Listeners;
  wire: WireLoop;
  refusals: Refusals;
}

export class SynFlood {
  readonly #parts: FloodParts;
  readonly #sender: PacketSender;
  #flood: Flood | null = null;
  /** Of all floods of this lab. */
  #made = 0;
  #next = Infinity;
  #toldAt = 0;

  /** The calling thread must be in the wire's namespace. */
  constructor(parts: FloodParts) {
    this.#parts = parts;
    this.#sender = new PacketSender('s0');
  }

  /** Lab time of the next batch; Infinity when there is no flood. */
  get next(): number {
    return this.#next;
  }

  /** Throws LabError, with nothing sent. */
  start(params: FloodParams): void {
    const { clock, wire, listeners } = this.#parts;
    if (this.#flood)
      throw new LabError('flood-on', 'A flood is running already.', 'Stop it first, or wait for its end.');
    const { family, port } = params;
    const local = parseAddress('server', family);
    const t = clock.now();
    if (!listeners.find('server', { local, localPort: port }, t)) throw noListener(port);
    const { answers, shown } = wire.strangers;
    this.#flood = {
      ...params,
      syns: new StrangersSyns(family, port),
      local,
      begun: seconds(),
      sent: 0,
      refused: 0,
      answersBefore: answers,
      tickedBefore: this.#ticked(t),
      shownBefore: shown,
    };
    this.#next = t;
    this.#tell(this.#flood, t, 'on');
  }

  /** Throws LabError when there is none. */
  stop(): void {
    if (!this.#flood) throw new LabError('no-flood', 'No flood is running.');
    this.#end(this.#flood, this.#parts.clock.now(), 'stopped');
  }

  /** Sends what is due, a batch at most. */
  turn(t: number): void {
    const flood = this.#flood;
    if (!flood) return;
    const elapsed = seconds() - flood.begun;
    const total = flood.perSecond * flood.seconds;
    if (flood.sent === total || elapsed > flood.seconds + GRACE) {
      if (t >= this.#next) this.#end(flood, t, 'over');
      return;
    }
    const due = Math.min(total, Math.floor(elapsed * flood.perSecond) + 1) - flood.sent;
    if (due > 0) this.#send(flood, Math.min(due, BATCH), t);
    const wait = due > BATCH ? 0 : Math.max(PACE, flood.sent / flood.perSecond - elapsed);
    this.#next = t + (flood.sent === total ? SETTLING : wait);
    // The second half: the PC's clock was set back.
    if (t > this.#toldAt + TELL_EVERY || this.#toldAt > t) this.#tell(flood, t, 'on');
  }

  #send(flood: Flood, count: number, t: number): void {
    const { syns } = flood;
    const { wire, listeners } = this.#parts;
    for (let place = 0; place < count; place++) {
      syns.make(place, this.#made++);
      wire.noteStranger(syns, place, t);
      this.#sender.add(syns.address(place), syns.length);
    }
    this.#sender.flush(() => void flood.refused++);
    flood.sent += count;
    wire.strangersLeft();
    listeners.stirred('server', { local: flood.local, localPort: flood.port }, t);
  }

  #end(flood: Flood, t: number, state: FloodEvent['state']): void {
    this.#flood = null;
    this.#next = Infinity;
    this.#tell(flood, t, state);
  }

  #ticked(t: number): ReadonlyMap<string, number> {
    const { refusals } = this.#parts;
    refusals.tellCounters('server', t);
    return new Map(SYN_COUNTERS.map((name) => [name, refusals.unexplained('server', name)]));
  }

  #tell(flood: Flood, t: number, state: FloodEvent['state']): void {
    const { family, port, perSecond, sent, refused } = flood;
    const { answers, shown } = this.#parts.wire.strangers;
    const ticked = this.#ticked(t);
    const rule = this.#parts.listeners.ruleAt('server', { local: flood.local, localPort: port });
    this.#toldAt = t;
    this.#parts.outbox.event({
      type: 'flood',
      t,
      family,
      port,
      perSecond,
      seconds: flood.seconds,
      state,
      elapsed: Math.min(flood.seconds, seconds() - flood.begun),
      sent,
      refused,
      answers: answers - flood.answersBefore,
      turnedAway: turnedAway((name) => (ticked.get(name) ?? 0) - (flood.tickedBefore.get(name) ?? 0), rule),
      shown: shown - flood.shownBefore,
    });
  }
}

export const noListener = (port: number): LabError =>
  new LabError(
    'no-listener',
    `No program of the server listens on port ${port}.`,
    'Have the server listen there first.',
  );

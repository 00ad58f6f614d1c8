/**
 * The whole session as a strip of equally wide bins, kept as it grows: each event is looked at once, and when the strip
 * is full, two bins become one. So the strip of a million segments costs as little to draw as that of a hundred.
 */
import type { Host, QueueEvent } from '../protocol/events.ts';
import type { Session } from './session.ts';

/** Where the strip puts a moment: by lab time, or by how many ladder rows come before it. */
export type Scale = 'time' | 'rows';

export const BINS = 2048;
/** Events of the two ends can be told a moment out of order: so many of the last queue events are looked at again. */
const AGAIN = 8;

/** How long one queue of one listener was. */
export interface QueueStrip {
  /** Largest length within the bin, −1 where it did not change; and the last one. */
  readonly most: Int32Array;
  readonly last: Int32Array;
  /** How often it was full. */
  readonly full: Uint32Array;
}

const counts = (): Uint32Array => new Uint32Array(BINS);
const queueStrip = (): QueueStrip => ({
  most: new Int32Array(BINS).fill(-1),
  last: new Int32Array(BINS).fill(-1),
  full: counts(),
});

export class Overview {
  readonly sent: Record<Host, Uint32Array> = { client: counts(), server: counts() };
  readonly states: Record<Host, Uint32Array> = { client: counts(), server: counts() };
  readonly lost = counts();
  /** By `host:port`. */
  readonly queues = new Map<string, { syn: QueueStrip; accept: QueueStrip }>();
  /** Length of the strip that one bin stands for: seconds, or rows. */
  width: number;
  readonly #session: Session;
  readonly #scale: Scale;
  #segments = 0;
  #states = 0;
  readonly #queueEvents = new Map<string, number>();
  /** Rows of the segment table whose fate is open. */
  #open: number[] = [];

  constructor(session: Session, scale: Scale) {
    this.#session = session;
    this.#scale = scale;
    this.width = scale === 'rows' ? 1 / 16 : 1e-6;
  }

  /** How long the strip is, in seconds or rows. */
  get length(): number {
    return this.#scale === 'rows' ? this.#session.rows.length : this.#session.end;
  }

  /** Where lab time `t` stands on the strip. */
  place(t: number): number {
    if (this.#scale === 'time') return Math.min(t, this.#session.end);
    return this.#session.rows.countUpTo(t);
  }

  /** The lab time of a place on the strip. */
  timeAt(place: number): number {
    if (this.#scale === 'time') return place;
    const row = Math.round(place) - 1;
    return row < 0 ? 0 : this.#session.rows.t(Math.min(row, this.#session.rows.length - 1));
  }

  /** Takes in what has come since the last time. */
  update(): void {
    const { segments, states, queues } = this.#session;
    for (; this.#segments < segments.length; this.#segments++) {
      const row = this.#segments;
      add(this.sent[segments.fromServer(row) ? 'server' : 'client'], this.#bin(segments.t(row)));
      this.#open.push(row);
    }
    this.#settle();
    for (; this.#states < states.length; this.#states++) {
      const state = states[this.#states];
      if (state) add(this.states[state.host], this.#bin(state.t));
    }
    for (const [key, { entries }] of queues) this.#takeQueue(key, entries);
  }

  #takeQueue(key: string, entries: readonly QueueEvent[]): void {
    let strips = this.queues.get(key);
    if (!strips) this.queues.set(key, (strips = { syn: queueStrip(), accept: queueStrip() }));
    for (const { t, syn, accept } of entries.slice(Math.max(0, (this.#queueEvents.get(key) ?? 0) - AGAIN))) {
      const bin = this.#bin(t);
      note(strips.syn, bin, syn);
      note(strips.accept, bin, accept);
    }
    this.#queueEvents.set(key, entries.length);
  }

  #settle(): void {
    const { segments } = this.#session;
    this.#open = this.#open.filter((row) => {
      const fate = segments.fate(row);
      if (fate === 'lost') add(this.lost, this.#bin(segments.t(row)));
      return fate === 'in-flight' || fate === 'held';
    });
  }

  #bin(t: number): number {
    // A row's mark stands in its middle.
    const place = this.place(t) - (this.#scale === 'rows' ? 0.5 : 0);
    while (place >= this.width * BINS) this.#halve();
    return Math.max(0, Math.floor(place / this.width));
  }

  #halve(): void {
    this.width *= 2;
    for (const column of [this.sent.client, this.sent.server, this.states.client, this.states.server, this.lost])
      fold(column, 0, (a, b) => a + b);
    for (const { most, last, full } of [...this.queues.values()].flatMap(({ syn, accept }) => [syn, accept])) {
      fold(most, -1, Math.max);
      fold(last, -1, (a, b) => (b < 0 ? a : b));
      fold(full, 0, (a, b) => a + b);
    }
  }
}

function add(column: Uint32Array, bin: number): void {
  column[bin] = (column[bin] ?? 0) + 1;
}

function note({ most, last, full }: QueueStrip, bin: number, { len, max }: { len: number; max: number }): void {
  most[bin] = Math.max(most[bin] ?? -1, len);
  last[bin] = len;
  if (max > 0 && len >= max) add(full, bin);
}

/** Two bins into one; the freed half is as if nothing had happened there. */
function fold(column: Uint32Array | Int32Array, empty: number, join: (a: number, b: number) => number): void {
  for (let i = 0; i < BINS / 2; i++) column[i] = join(column[2 * i] ?? empty, column[2 * i + 1] ?? empty);
  column.fill(empty, BINS / 2);
}

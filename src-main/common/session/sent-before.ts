/** Which segments one end of a connection has sent, to know a retransmission when it comes. */
import type { SegmentEvent } from '../protocol/events.ts';

interface Sent {
  /** Segment that was the first, and how often it was sent since. */
  first: number;
  times: number;
  len: number;
}

/** Retransmissions further back than so many segments may not be tied to their original. */
const REMEMBERED = 4096;

export class SentBefore {
  /** By relative sequence number, which is a small integer; the older half is given up at once, not entry by entry. */
  #newer = new Map<number, Sent>();
  #older = new Map<number, Sent>();

  /** How often the same had been sent before this, and by which segment first. `start` is its relative number. */
  note({ id, len, flags }: SegmentEvent, start: number): { repeats: number; original: number } {
    if (len === 0 && !flags.includes('SYN') && !flags.includes('FIN')) return { repeats: 0, original: id };
    const known = this.#newer.get(start) ?? this.#older.get(start);
    if (known?.len === len) return { repeats: ++known.times, original: known.first };
    if (this.#newer.size >= REMEMBERED) [this.#older, this.#newer] = [this.#newer, new Map()];
    this.#newer.set(start, { first: id, times: 0, len });
    return { repeats: 0, original: id };
  }
}

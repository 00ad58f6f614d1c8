import type { Host } from '../../common/protocol/events.ts';
import type { Flow } from './flows.ts';

/** A frame on its way over the wire. */
export interface Segment {
  readonly id: number;
  readonly from: Host;
  /** When it entered the wire, or, for one that the hand has let go, when that was. */
  readonly t: number;
  /** A digest of its headers by which the copy that leaves is known. */
  readonly digest: number;
  /** Null for frames that are no TCP segment. */
  readonly flow: Flow | null;
  readonly flags: number;
  readonly ack: number;
  /** Whether its arrival can change the receiver's state, so that the receiver is asked right after it. */
  readonly decisive: boolean;
  /** Whether its life was written down; false when the record could not keep up. */
  readonly recorded: boolean;
  /** Who on the wire has held or changed it; empty for nobody. */
  readonly by: string;
}

/** Ethernet, IPv6 and TCP's fixed header, with the checksum over all that follows. */
const DIGESTED = 74;

/**
 * A hash of the headers behind the Ethernet header, word by word as FNV-1a goes byte by byte; the shift lets high bits
 * count for low ones too. The frame starts at byte `offset` of `words`, so that its IP header starts at a whole word,
 * as in a PacketTap. `length` may be that of the whole frame or of its copied head.
 */
export function digestOf(words: Uint32Array, offset: number, length: number): number {
  let hash = 0x811c9dc5;
  const end = offset + Math.min(length, DIGESTED);
  let i = (offset + 14) >> 2;
  for (; 4 * i + 4 <= end; i++) {
    hash = Math.imul(hash ^ (words[i] ?? 0), 0x01000193);
    hash ^= hash >>> 15;
  }
  // What follows the frame in the last word is not the frame's.
  if (4 * i < end) hash = Math.imul(hash ^ ((words[i] ?? 0) & ((1 << (8 * (end - 4 * i))) - 1)), 0x01000193);
  return hash >>> 0;
}

/** The frames of one direction that have entered the wire and not been seen leaving, oldest first. */
export class InTransit {
  #segments: Segment[] = [];
  #head = 0;

  get oldest(): Segment | undefined {
    return this.#segments[this.#head];
  }

  add(segment: Segment): void {
    this.#segments.push(segment);
  }

  /** Takes out the oldest one with this digest. Nearly always that is the oldest of all. */
  take(digest: number): Segment | null {
    for (let i = this.#head; i < this.#segments.length; i++) {
      const segment = this.#segments[i];
      if (segment?.digest === digest) return this.#removeAt(i);
    }
    return null;
  }

  remove(segment: Segment): void {
    const i = this.#segments.indexOf(segment, this.#head);
    if (i >= 0) this.#removeAt(i);
  }

  #removeAt(i: number): Segment | null {
    const segment = this.#segments[i] ?? null;
    if (i === this.#head) this.#head++;
    else this.#segments.splice(i, 1);
    if (this.#head > 1024 && this.#head * 2 > this.#segments.length) {
      this.#segments = this.#segments.slice(this.#head);
      this.#head = 0;
    }
    return segment;
  }
}

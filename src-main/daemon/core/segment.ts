import type { Host } from '../../common/protocol/events.ts';
import type { Flow } from './flows.ts';

/** A frame on its way over the wire. */
export interface Segment {
  readonly id: number;
  readonly from: Host;
  /** When it entered the wire. */
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
}

/** Ethernet, IPv6, TCP and the timestamps that Linux sends with every segment. */
const DIGESTED = 90;

/** FNV-1a over the headers behind the Ethernet header; `length` may be that of the whole frame or of its copied head. */
export function digestOf(frame: Uint8Array, offset: number, length: number): number {
  let hash = 0x811c9dc5;
  const end = offset + Math.min(length, DIGESTED);
  for (let i = offset + 14; i < end; i++) hash = Math.imul(hash ^ (frame[i] ?? 0), 0x01000193);
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

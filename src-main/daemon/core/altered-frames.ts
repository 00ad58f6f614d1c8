/** What has gone into a netem that duplicates or corrupts, so that what comes out of it can be known again. */
import type { FrameStore, StoredFrame } from './frame-store.ts';
import type { Segment } from './segment.ts';

/** A frame as it went in. */
export interface KeptFrame {
  readonly segment: Segment;
  readonly frame: StoredFrame;
  /** Whether one of it has come out: each further one is a copy. */
  hasLeft: boolean;
}

export class AlteredFrames {
  readonly #store: FrameStore;
  readonly #most: number;
  /** By digest, oldest first. */
  readonly #kept = new Map<number, KeptFrame>();

  /** Keeps so many of the latest frames. */
  constructor(store: FrameStore, most: number) {
    this.#store = store;
    this.#most = most;
  }

  keep(segment: Segment, data: Uint8Array, offset: number, length: number): void {
    this.#forget(this.#kept.get(segment.digest));
    this.#kept.set(segment.digest, { segment, frame: this.#store.keep(data, offset, length), hasLeft: false });
    if (this.#kept.size > this.#most) for (const oldest of this.#kept.values()) return this.#forget(oldest);
  }

  clear(): void {
    for (const kept of this.#kept.values()) this.#forget(kept);
  }

  /** The frame of which this one, whose digest is known, is what came out: itself, or with one bit turned over. */
  originOf(digest: number, data: Uint8Array, offset: number, length: number): KeptFrame | null {
    const known = this.#kept.get(digest);
    if (known) return known;
    for (const kept of this.#kept.values()) if (this.otherBits(kept, data, offset, length) === 1) return kept;
    return null;
  }

  /** How many bits differ from those that went in: 0, 1, or 2 for more, and for another length. */
  otherBits({ frame }: KeptFrame, data: Uint8Array, offset: number, length: number): number {
    if (frame.length !== length) return 2;
    const before = this.#store.bytes(frame);
    let bits = 0;
    for (let i = 0; i < length && bits < 2; i++) {
      const other = (before[i] ?? 0) ^ (data[offset + i] ?? 0);
      if (other !== 0) bits += (other & (other - 1)) === 0 ? 1 : 2;
    }
    return Math.min(bits, 2);
  }

  #forget(kept: KeptFrame | undefined): void {
    if (!kept) return;
    this.#kept.delete(kept.segment.digest);
    this.#store.release(kept.frame);
  }
}

/** Frames that stay on the wire longer than a tap's ring can keep them, each in a place of its own. */
import { addressOf } from '../../linux/libc.ts';

/** Room for a frame of MTU 1500, and to have its IP header start at a whole word, as in a PacketTap. */
const PLACE = 2048;
const OFFSET = 2;
const PLACES_PER_SLAB = 512;

interface Slab {
  data: Uint8Array;
  words: Uint32Array;
  address: number;
}

/** A frame in the store. */
export interface StoredFrame {
  readonly place: number;
  /** Bytes; a rule may shorten it. */
  length: number;
}

export class FrameStore {
  readonly #slabs: Slab[] = [];
  readonly #free: number[] = [];

  /** Copies a frame; `release` gives its place back. */
  keep(data: Uint8Array, offset: number, length: number): StoredFrame {
    const place = this.#free.pop() ?? this.#grow();
    this.bytes({ place, length }).set(data.subarray(offset, offset + length));
    return { place, length };
  }

  release({ place }: StoredFrame): void {
    this.#free.push(place);
  }

  /** The frame's bytes, to read and to change. */
  bytes({ place, length }: StoredFrame): Uint8Array {
    const at = (place % PLACES_PER_SLAB) * PLACE + OFFSET;
    return this.#slab(place).data.subarray(at, at + length);
  }

  /** The memory that it is in, and where it starts there. */
  memory(frame: StoredFrame): { data: Uint8Array; words: Uint32Array; offset: number; address: number } {
    const { data, words, address } = this.#slab(frame.place);
    const offset = (frame.place % PLACES_PER_SLAB) * PLACE + OFFSET;
    return { data, words, offset, address: address + offset };
  }

  #slab(place: number): Slab {
    const slab = this.#slabs[Math.floor(place / PLACES_PER_SLAB)];
    if (!slab) throw new RangeError(`no such place: ${place}`);
    return slab;
  }

  #grow(): number {
    const data = new Uint8Array(PLACES_PER_SLAB * PLACE);
    const first = this.#slabs.length * PLACES_PER_SLAB;
    this.#slabs.push({ data, words: new Uint32Array(data.buffer), address: Number(addressOf(data)) });
    for (let i = PLACES_PER_SLAB - 1; i > 0; i--) this.#free.push(first + i);
    return first;
  }
}

/** Seeded damage to valid frames. The same seed and frame number give the same bytes on every machine. */

/** mulberry32, restarted for every frame so that one frame can be repeated without those before it. */
export class Random {
  #state = 0;

  restart(seed: number, frame: number): void {
    this.#state = (seed ^ Math.imul(frame, 0x9e3779b9)) >>> 0;
  }

  /** 0 … limit−1 */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
}

/** Where lengths, types and offsets are: EtherType, IHL, lengths, next header, fragment, data offset, options. */
const TELLING_OFFSETS = [12, 13, 14, 16, 17, 18, 19, 20, 21, 23, 34, 38, 39, 46, 54, 55, 56, 57, 58, 66, 74, 75, 76];
const TELLING_VALUES = [0, 1, 2, 3, 4, 5, 6, 8, 20, 34, 40, 43, 44, 45, 58, 60, 0x50, 0x60, 0x80, 0xf0, 0xfe, 0xff];

/** Puts a damaged frame into `out` and gives its length. `out` holds the longest frame of the corpus and 64 bytes. */
export function mutate(random: Random, corpus: readonly Uint8Array[], out: Uint8Array): number {
  const original = corpus[random.below(corpus.length)]!;
  out.set(original);
  let length = original.length;
  for (let left = random.below(4); left > 0; left--) {
    switch (random.below(6)) {
      case 0:
        out[random.below(length + 1)]! ^= 1 << random.below(8);
        break;
      case 1:
        out[random.below(length + 1)] = random.below(256);
        break;
      case 2:
        out[TELLING_OFFSETS[random.below(TELLING_OFFSETS.length)]!] =
          TELLING_VALUES[random.below(TELLING_VALUES.length)]!;
        break;
      case 3:
        length = random.below(length + 1);
        break;
      case 4: {
        const donor = corpus[random.below(corpus.length)]!;
        const from = random.below(donor.length);
        out.set(donor.subarray(from), from);
        length = donor.length;
        break;
      }
      default: {
        const from = random.below(length + 1);
        length = Math.min(out.length, length + random.below(16));
        for (let i = from; i < length; i++) out[i] = random.below(256);
      }
    }
  }
  return length;
}

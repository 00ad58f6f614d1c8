/** Random numbers that come again with the same seed, and netem's way of having each lean on the one before it. */

/** xoshiro128** (Blackman and Vigna), started by splitmix32 so that near seeds give far streams. */
export class Random {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    let mixed = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      this.#state[i] = word ^ (word >>> 15);
    }
  }

  /** 0 … 2^32−1 */
  whole(): number {
    const s = this.#state;
    const [a, b, c, d] = [s[0] ?? 0, s[1] ?? 0, s[2] ?? 0, s[3] ?? 0];
    const scrambled = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    s[2] = c ^ a;
    s[3] = d ^ b;
    s[1] = b ^ (c ^ a);
    s[0] = a ^ (d ^ b);
    s[2] = (s[2] ?? 0) ^ (b << 9);
    s[3] = rotated(s[3] ?? 0, 11);
    return scrambled;
  }

  /** 0 … 1, without 1. */
  share(): number {
    return this.whole() / 2 ** 32;
  }
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** A stream in which each number is so much of the last one and the rest of a new one (sch_netem.c, get_crandom). */
export class CorrelatedRandom {
  readonly #random: Random;
  readonly #correlation: number;
  #last: number;

  constructor(random: Random, correlation: number) {
    this.#random = random;
    this.#correlation = correlation;
    this.#last = random.share();
  }

  /** 0 … 1; spread evenly only when nothing leans on anything. */
  share(): number {
    const fresh = this.#random.share();
    if (this.#correlation === 0) return fresh;
    this.#last = fresh * (1 - this.#correlation) + this.#last * this.#correlation;
    return this.#last;
  }
}

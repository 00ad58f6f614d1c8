/** Columns of numbers that grow: a session of a million segments as objects would not fit in a page. */

/** Four kinds and no more: an engine treats a place in code that has met five as one that may meet anything. */
type Column = Float64Array | Uint32Array | Uint16Array | Uint8Array;

const FIRST_CAPACITY = 1024;

class Growing<T extends Column> {
  #column: T;
  #length = 0;
  readonly #make: (capacity: number) => T;

  constructor(make: (capacity: number) => T) {
    this.#make = make;
    this.#column = make(FIRST_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  /** The value in row `i`; 0 beyond the end. */
  at(i: number): number {
    return this.#column[i] ?? 0;
  }

  push(value: number): void {
    this.set(this.#length, value);
  }

  /** Rows between the end and `i` become 0. */
  set(i: number, value: number): void {
    if (i >= this.#column.length) {
      const larger = this.#make(Math.max(i + 1, this.#column.length * 2));
      larger.set(this.#column);
      this.#column = larger;
    }
    this.#column[i] = value;
    if (i >= this.#length) this.#length = i + 1;
  }

  /** How many of the first rows hold a value ≤ `limit`, in a column that never falls. */
  countUpTo(limit: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) <= limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export type Numbers = Growing<Column>;
export const doubles = (): Numbers => new Growing<Column>((capacity) => new Float64Array(capacity));
export const words = (): Numbers => new Growing<Column>((capacity) => new Uint32Array(capacity));
export const shorts = (): Numbers => new Growing<Column>((capacity) => new Uint16Array(capacity));
export const bytes = (): Numbers => new Growing<Column>((capacity) => new Uint8Array(capacity));

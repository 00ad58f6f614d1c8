/** Frames by the time at which they leave; those of one time in the order in which they came. */

export interface Due<T> {
  at: number;
  item: T;
}

export class DueQueue<T> {
  /** Soonest first, from `#head` on. Nearly always a frame comes in after all the others. */
  #waiting: Due<T>[] = [];
  #head = 0;

  get length(): number {
    return this.#waiting.length - this.#head;
  }

  /** When the next one leaves; Infinity when there is none. */
  get next(): number {
    return this.#waiting[this.#head]?.at ?? Infinity;
  }

  /** When the last one leaves; −Infinity when there is none. */
  get last(): number {
    return this.length > 0 ? (this.#waiting.at(-1)?.at ?? -Infinity) : -Infinity;
  }

  add(at: number, item: T): void {
    let low = this.#head;
    let high = this.#waiting.length;
    if (at >= this.last) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#waiting[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    if (low === this.#waiting.length) this.#waiting.push({ at, item });
    else this.#waiting.splice(low, 0, { at, item });
  }

  /** Takes out the next one if it is due at `t`. */
  take(t: number): T | null {
    if (this.next > t) return null;
    const due = this.#waiting[this.#head++];
    if (this.#head > 1024 && 2 * this.#head > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return due?.item ?? null;
  }
}

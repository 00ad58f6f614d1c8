/** How many of the entries, which are in order of time, are not later than lab time `t`. */
export function countUpTo(entries: readonly { t: number }[], t: number): number {
  let [low, high] = [0, entries.length];
  if ((entries[high - 1]?.t ?? Infinity) <= t) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.t ?? Infinity) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What something was, from when to when: values in order of time, looked up by bisection. */
export class Timeline<T extends { t: number }> {
  readonly entries: T[] = [];

  get last(): T | undefined {
    return this.entries.at(-1);
  }

  add(entry: T): void {
    const { entries } = this;
    let place = entries.length;
    // Events of the two ends can be told a moment out of order.
    while (place > 0 && (entries[place - 1]?.t ?? 0) > entry.t) place--;
    if (place === entries.length) entries.push(entry);
    else entries.splice(place, 0, entry);
  }

  /** How many entries there are up to lab time `t`, itself included. */
  countUpTo(t: number): number {
    return countUpTo(this.entries, t);
  }

  /** The entry that holds at `t`: the last one that is not later. */
  at(t: number): T | undefined {
    return this.entries[this.countUpTo(t) - 1];
  }

  /** The last entries that are not later than `t`, at most so many. */
  upTo(t: number, most: number): T[] {
    const count = this.countUpTo(t);
    return this.entries.slice(Math.max(0, count - most), count);
  }
}

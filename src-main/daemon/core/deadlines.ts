import type { End } from './flows.ts';

/** Ends by the moment at which a kernel timer of theirs will have fired: a binary heap with stale entries skipped. */
export class Deadlines {
  readonly #heap: { at: number; end: End }[] = [];

  /** Seconds of lab time of the next deadline; Infinity when there is none. */
  get next(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  set(end: End, at: number): void {
    end.dueAt = at;
    if (at === Infinity) return;
    const heap = this.#heap;
    let i = heap.push({ at, end }) - 1;
    for (let parent = (i - 1) >> 1; i > 0 && heap[parent]!.at > at; parent = (i - 1) >> 1) {
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  /** The next end that is due by `now`, or null. Entries that were set anew since are dropped. */
  take(now: number): End | null {
    for (let top = this.#heap[0]; top && top.at <= now; top = this.#heap[0]) {
      this.#removeTop();
      if (top.end.dueAt !== top.at) continue;
      top.end.dueAt = Infinity;
      return top.end;
    }
    return null;
  }

  #removeTop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let i = 0;
    for (;;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const child = (heap[right]?.at ?? Infinity) < (heap[left]?.at ?? Infinity) ? right : left;
      if ((heap[child]?.at ?? Infinity) >= last.at) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
  }
}

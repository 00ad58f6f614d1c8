/** Gives each thing that is on screen a place among the elements, so that one that has left lends its element to the next. */
export class SlotPool {
  readonly #slots = new Map<number, number>();
  readonly #free: number[] = [];
  #made = 0;

  /** The slots of `keys`, in their order. What is not among them any more gives its slot back. */
  assign(keys: readonly number[]): number[] {
    const wanted = new Set(keys);
    for (const [key, slot] of this.#slots)
      if (!wanted.has(key)) {
        this.#slots.delete(key);
        this.#free.push(slot);
      }
    return keys.map((key) => {
      const slot = this.#slots.get(key) ?? this.#free.pop() ?? this.#made++;
      this.#slots.set(key, slot);
      return slot;
    });
  }
}

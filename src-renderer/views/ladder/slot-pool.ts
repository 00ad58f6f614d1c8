/** Gives each thing that is on screen a place among the elements, so that one that has left lends its element to the next. */

export interface Wanted {
  key: number;
  /** Things of one form differ in texts and places alone. */
  form: string;
}

export class SlotPool {
  readonly #places = new Map<number, { slot: number; form: string }>();
  #made = 0;

  /**
   * A slot for each, in their order. What has just come takes the slot of something of the same form that has just
   * left, the uppermost first: a browser changes an element's text many times faster than it makes or moves elements.
   */
  assign(wanted: readonly Wanted[]): number[] {
    const keys = new Set(wanted.map(({ key }) => key));
    const free = new Map<string, number[]>();
    for (const [key, { slot, form }] of this.#places) {
      if (keys.has(key)) continue;
      this.#places.delete(key);
      const slots = free.get(form);
      if (slots) slots.push(slot);
      else free.set(form, [slot]);
    }
    return wanted.map(({ key, form }) => {
      const slot = this.#places.get(key)?.slot ?? free.get(form)?.shift() ?? this.#made++;
      this.#places.set(key, { slot, form });
      return slot;
    });
  }
}

/** The order in which a person wants what is held to go on, and which one is in hand. */
import { arranged, moved, type Stay } from '../../src-main/common/session/held.ts';

export class HeldOrder {
  /** Empty while nothing was moved. */
  #ids = $state.raw<readonly number[]>([]);
  /** Let go already, though nobody has told yet what became of it. */
  readonly #asked = new Set<number>();
  /** The segment that the verbs are for, once one was picked. */
  picked = $state<number | null>(null);

  of(held: readonly Stay[]): readonly Stay[] {
    return arranged(held, this.#ids);
  }

  /** Whether it is another order than that in which they came. */
  isMoved(held: readonly Stay[]): boolean {
    return this.of(held).some(({ id }, index) => id !== held[index]?.id);
  }

  move(held: readonly Stay[], id: number, by: -1 | 1): void {
    this.#ids = moved(this.of(held), id, by);
  }

  /** Those that were not taken before: keys come quicker than the lab can answer. */
  notYet(held: readonly Stay[]): readonly Stay[] {
    return held.filter(({ id }) => !this.#asked.has(id));
  }

  take(id: number): void {
    this.#asked.add(id);
  }
}

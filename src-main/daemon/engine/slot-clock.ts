/** Slots in which frames may leave, as of a channel that many share (tc-netem(8), `slot`; sch_netem.c, get_slot_next). */
import type { Impairment } from '../../common/protocol/wire-control.ts';
import type { Random } from './random.ts';

type Slot = NonNullable<Impairment['slot']>;

export class SlotClock {
  readonly #slot: Slot;
  readonly #random: Random;
  #opensAt = -Infinity;
  #packets = Infinity;
  #bytes = Infinity;

  constructor(slot: Slot, random: Random) {
    this.#slot = slot;
    this.#random = random;
    this.#refill();
  }

  /** When a frame that is due at `at` can leave. */
  due(at: number): number {
    return Math.max(at, this.#opensAt);
  }

  isOpen(t: number, due: number): boolean {
    return due <= t && this.#opensAt <= t;
  }

  /** A frame of so many bytes has left; when the slot is used up the next one opens later. */
  spend(bytes: number, t: number): void {
    this.#packets--;
    this.#bytes -= bytes;
    if (this.#packets > 0 && this.#bytes > 0) return;
    const { min, max = min } = this.#slot;
    this.#opensAt = t + min + this.#random.share() * Math.max(0, max - min);
    this.#refill();
  }

  #refill(): void {
    this.#packets = this.#slot.packets || Infinity;
    this.#bytes = this.#slot.bytes || Infinity;
  }
}

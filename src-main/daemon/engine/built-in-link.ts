/**
 * One direction of the wire as netem would make it, for kernels that have none: the same parameters, applied in the
 * order of sch_netem.c's netem_enqueue. Seeded, so that the same frames meet the same fates. It knows nothing of
 * frames but their sizes.
 */
import type { Impairment } from '../../common/protocol/wire-control.ts';
import { NEVER, chanceOf, lossOf, type Chance } from './chance.ts';
import { delayOf } from './delay.ts';
import { DueQueue } from './due-queue.ts';
import { Random } from './random.ts';
import { SlotClock } from './slot-clock.ts';

export interface LinkCounts {
  /** Frames and bytes that are waiting. */
  packets: number;
  bytes: number;
  /** Since the link was made: frames that left it, and that it dropped for either reason. */
  sent: number;
  lost: number;
  overLimit: number;
}

/** What a frame meets as it enters. */
export type Entry = 'lost' | 'over-limit' | 'queued';

interface Waiting<T> {
  item: T;
  size: number;
}

export interface LinkHooks<T> {
  /** Another frame like this one, which then has a fate of its own. */
  copy: (item: T) => T;
  /** Turns over the bit with this number, counted from the frame's first. */
  flip: (item: T, bit: number) => void;
}

export class BuiltInLink<T> {
  readonly impairment: Impairment;
  /** Whether frames leave it later than they enter. */
  readonly keepsTime: boolean;
  readonly counts: LinkCounts = { packets: 0, bytes: 0, sent: 0, lost: 0, overLimit: 0 };
  readonly #queue = new DueQueue<Waiting<T>>();
  readonly #random: Random;
  readonly #hooks: LinkHooks<T>;
  readonly #lost: Chance;
  readonly #duplicated: Chance;
  readonly #corrupted: Chance;
  readonly #reordered: Chance;
  readonly #delay: () => number;
  readonly #slots: SlotClock | null;
  /** Frames since one was sent ahead. */
  #sinceAhead = 0;

  constructor(impairment: Impairment, seed: number, hooks: LinkHooks<T>) {
    this.impairment = impairment;
    this.keepsTime = Boolean(impairment.delay ?? impairment.rate ?? impairment.slot);
    this.#hooks = hooks;
    this.#random = new Random(seed);
    // Each has a stream of its own, so that turning one knob leaves the others' fates as they were.
    const stream = (): Random => new Random(this.#random.whole());
    this.#lost = lossOf(impairment.loss, stream());
    this.#duplicated = chanceOf(impairment.duplicate, stream());
    this.#corrupted = chanceOf(impairment.corrupt, stream());
    this.#reordered = chanceOf(impairment.reorder, stream());
    this.#delay = delayOf(impairment.delay, stream());
    this.#slots = impairment.slot ? new SlotClock(impairment.slot, stream()) : null;
  }

  /** When the next frame leaves; Infinity when none waits. */
  get next(): number {
    return this.#slots ? this.#slots.due(this.#queue.next) : this.#queue.next;
  }

  /** Takes up a frame of so many bytes at `t`; a copy of it is told to `onCopy`, with what it meets. */
  enter(item: T, size: number, t: number, onCopy: (copy: T, entry: Entry) => void = () => {}): Entry {
    const isDoubled = this.#duplicated();
    const isLost = this.#lost();
    // Of two, netem loses one: the other goes on.
    if (isLost && !isDoubled) {
      this.counts.lost++;
      return 'lost';
    }
    if (isDoubled && !isLost) {
      const copy = this.#hooks.copy(item);
      onCopy(copy, this.#queueUp(copy, size, t));
    }
    return this.#queueUp(item, size, t);
  }

  /** The frames that are due at `t`, in the order in which they leave. */
  *leave(t: number): Generator<T> {
    for (;;) {
      if (this.#slots && !this.#slots.isOpen(t, this.#queue.next)) return;
      const waiting = this.#queue.take(t);
      if (!waiting) return;
      this.#slots?.spend(waiting.size, t);
      this.counts.packets--;
      this.counts.bytes -= waiting.size;
      this.counts.sent++;
      yield waiting.item;
    }
  }

  #queueUp(item: T, size: number, t: number): Entry {
    if (this.#corrupted()) this.#hooks.flip(item, Math.floor(this.#random.share() * size * 8));
    if (this.#queue.length >= this.impairment.limit) {
      this.counts.overLimit++;
      return 'over-limit';
    }
    this.counts.packets++;
    this.counts.bytes += size;
    this.#queue.add(this.#leavesAt(size, t), { item, size });
    return 'queued';
  }

  #leavesAt(size: number, t: number): number {
    const { reorder, rate } = this.impairment;
    if (reorder && this.#sinceAhead >= reorder.gap - 1 && this.#reordered()) {
      this.#sinceAhead = 0;
      return t;
    }
    this.#sinceAhead++;
    const delay = this.#delay();
    if (rate === undefined) return t + delay;
    // One after the other: what is ahead has to be out before this one's bits begin, which its delay counts from.
    const begins = Math.max(t + delay, this.#queue.last);
    return begins + (8 * size) / rate;
  }
}

/** A link that does nothing. */
export const isPlain = (impairment: Impairment): boolean =>
  !impairment.delay &&
  lossOf(impairment.loss, new Random(0)) === NEVER &&
  !impairment.duplicate?.share &&
  !impairment.corrupt?.share &&
  !impairment.reorder &&
  impairment.rate === undefined &&
  !impairment.slot;

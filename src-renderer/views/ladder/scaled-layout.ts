/** Time to scale: a height is a moment. Silences that would fill a screen are cut to a marked break. */
import { doubles } from '../../../src-main/common/session/growing.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import { silenceBefore, type Layout, type RowBox } from './layout.ts';

/** In rem. */
const HEAD = 2;
const LABEL = 1.75;
const ROW = 2.4;
const BREAK = 5.5;
/** More time than this without anything is a break, whatever the zoom. */
const LONGEST = 28;
/** Arrows nearer to each other than so many pixels cannot be told apart. */
const FINEST = 2;
const CROWD = 600;

export class ScaledLayout implements Layout {
  readonly #session: Session;
  readonly #rem: number;
  /** Pixels for a second. */
  readonly #zoom: number;
  readonly #ys = doubles();

  constructor(session: Session, rem: number, zoom: number) {
    this.#session = session;
    this.#rem = rem;
    this.#zoom = zoom;
  }

  extend(): void {
    const { rows } = this.#session;
    for (let index = this.#ys.length; index < rows.length; index++) {
      if (index === 0) this.#ys.push(this.#px(HEAD));
      else this.#ys.push(this.#ys.at(index - 1) + this.#between(rows.t(index) - rows.t(index - 1)));
    }
  }

  height(count: number): number {
    if (count === 0) return 0;
    const end = this.#y(Math.min(this.#session.end, this.#nextT(count)));
    return Math.max(this.#ys.at(count - 1), end) + this.#px(ROW - LABEL);
  }

  rowAt(y: number): number {
    return Math.max(0, Math.min(this.#ys.countUpTo(y), this.#ys.length) - 1);
  }

  box(index: number): RowBox {
    const gap = this.#isBreak(index) ? this.#px(BREAK - LABEL) : 0;
    const anchor = gap + this.#px(LABEL);
    return { index, top: this.#ys.at(index) - anchor, height: gap + this.#px(ROW), gap, anchor };
  }

  anchorY(index: number): number {
    return this.#ys.at(index);
  }

  arrivalY(segment: number): number | null {
    const arrived = this.#session.segments.deliveredAt(segment);
    return Number.isNaN(arrived) ? null : this.#y(arrived);
  }

  /** From the top down whatever has room, but what tells more first: steps and states before segments. */
  labelled(from: number, to: number, count: number): number[] {
    const { rows } = this.#session;
    const chosen: number[] = [];
    const room = this.#px(ROW);
    let last = -Infinity;
    for (const index of this.#spread(from - room, to + room, count)) {
      const y = this.#ys.at(index);
      const previous = chosen.at(-1);
      if (y - last >= room) chosen.push(index);
      else if (previous !== undefined && rank(rows.at(index)) > rank(rows.at(previous))) {
        chosen[chosen.length - 1] = index;
        const before = chosen.at(-2);
        if (before !== undefined && y - this.#ys.at(before) < room) chosen.pop();
      } else continue;
      last = this.#ys.at(chosen.at(-1) ?? index);
    }
    return chosen;
  }

  segments(from: number, to: number, count: number): number[] {
    const { rows } = this.#session;
    const [first, last] = [this.rowAt(from), Math.min(this.rowAt(to), count - 1)];
    if (last - first < CROWD) return count === 0 ? [] : rows.segmentsIn(first, last);
    const found: number[] = [];
    for (const index of this.#spread(from, to, count)) {
      const { kind, ref } = rows.at(index);
      if (kind === 'segment') found.push(ref);
    }
    return found;
  }

  /** Every row, but of a crowd only those that are a hair apart: a screen may stand for a hundred thousand. */
  *#spread(from: number, to: number, count: number): Generator<number> {
    const [first, last] = [this.rowAt(from), Math.min(this.rowAt(to), count - 1)];
    const isCrowd = last - first >= CROWD;
    for (let index = first; index <= last;) {
      yield index;
      const apart = isCrowd ? this.#ys.countUpTo(this.#ys.at(index) + FINEST) : 0;
      index = Math.max(index + 1, apart);
    }
  }

  #y(t: number): number {
    const { rows } = this.#session;
    const index = Math.max(0, rows.countUpTo(t) - 1);
    const after = Math.max(0, t - rows.t(index));
    const next = index + 1 < this.#ys.length ? this.#ys.at(index + 1) : Infinity;
    return Math.min(this.#ys.at(index) + this.#between(after), next);
  }

  #nextT(count: number): number {
    const { rows } = this.#session;
    return count < rows.length ? rows.t(count - 1) : Infinity;
  }

  #between(seconds: number): number {
    const px = seconds * this.#zoom;
    return px > this.#px(LONGEST) ? this.#px(BREAK) : px;
  }

  #isBreak(index: number): boolean {
    const { rows } = this.#session;
    if (index === 0) return false;
    const quiet = rows.t(index) - rows.t(index - 1);
    return quiet * this.#zoom > this.#px(LONGEST) || silenceBefore(this.#session, index) * this.#zoom > this.#px(BREAK);
  }

  #px(rem: number): number {
    return Math.round(rem * this.#rem);
  }
}

const rank = ({ kind, marks }: { kind: string; marks: readonly unknown[] }): number =>
  kind === 'step' ? 3 : marks.length > 0 ? 2 : kind === 'segment' ? 1 : 0;

/** Rows below each other, each as high as what it says. */
import { doubles } from '../../../src-main/common/session/growing.ts';
import type { RowKind } from '../../../src-main/common/session/ladder-rows.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import { hasOwnLine, silenceBefore, type Layout, type RowBox } from './layout.ts';

/** In rem. */
const HEIGHT: Record<RowKind, number> = {
  segment: 2.9,
  arrival: 2.6,
  call: 1.9,
  return: 1.9,
  state: 1.9,
  step: 3.1,
  difference: 2.2,
  refusal: 4.2,
  warning: 2.2,
};
const OPTIONS_LINE = 1.1;
const GAP = 2.6;
/** What a segment says stands above its arrow. */
const LABEL = 1.75;
/** An arrow that arrives in its own row still falls a little: time passes on the wire. */
const FALL = 0.6;

export class EvenLayout implements Layout {
  readonly #session: Session;
  readonly #rem: number;
  readonly #bottoms = doubles();

  constructor(session: Session, rem: number) {
    this.#session = session;
    this.#rem = rem;
  }

  extend(): void {
    const { rows } = this.#session;
    let bottom = this.#bottom(this.#bottoms.length - 1);
    for (let index = this.#bottoms.length; index < rows.length; index++) {
      const row = rows.at(index);
      bottom += this.#px(HEIGHT[row.kind]) + this.#gap(index);
      if (hasOwnLine(this.#session, row)) bottom += this.#px(OPTIONS_LINE);
      this.#bottoms.push(bottom);
    }
  }

  height(count: number): number {
    return this.#bottom(count - 1);
  }

  rowAt(y: number): number {
    return Math.min(this.#bottoms.countUpTo(y), Math.max(0, this.#bottoms.length - 1));
  }

  box(index: number): RowBox {
    const top = this.#bottom(index - 1);
    return {
      index,
      top,
      height: this.#bottom(index) - top,
      gap: this.#gap(index),
      anchor: this.anchorY(index) - top,
    };
  }

  anchorY(index: number): number {
    const top = this.#bottom(index - 1) + this.#gap(index);
    const { kind } = this.#session.rows.at(index);
    return top + (kind === 'segment' ? this.#px(LABEL) : Math.round((this.#bottom(index) - top) / 2));
  }

  arrivalY(segment: number): number | null {
    const { start, end } = this.#session.rows.spanOf(segment);
    if (end === null) return null;
    return end === start ? this.anchorY(start) + this.#px(FALL) : this.anchorY(end);
  }

  labelled(from: number, to: number, count: number): number[] {
    const first = this.rowAt(from);
    const last = Math.min(this.rowAt(to), count - 1);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  }

  segments(from: number, to: number, count: number): number[] {
    if (count === 0) return [];
    return this.#session.rows.segmentsIn(this.rowAt(from), Math.min(this.rowAt(to), count - 1));
  }

  #gap(index: number): number {
    return silenceBefore(this.#session, index) > 0 ? this.#px(GAP) : 0;
  }

  #bottom(index: number): number {
    return this.#bottoms.at(index);
  }

  /** Whole pixels, so that lines stay crisp. */
  #px(rem: number): number {
    return Math.round(rem * this.#rem);
  }
}

/** Where the rows of the ladder stand, in pixels from its top. Even spacing and time to scale both answer this. */
import type { LadderRow } from '../../../src-main/common/session/ladder-rows.ts';
import type { Session } from '../../../src-main/common/session/session.ts';

/** A silence longer than this, in seconds, is shown as a gap. */
export const SILENCE = 0.5;

export interface RowBox {
  index: number;
  top: number;
  height: number;
  /** Room at its top for the silence before it; 0 when there was none. */
  gap: number;
  /** From `top` to where the row touches the life line of the host that acted. */
  anchor: number;
}

export interface Layout {
  /** Takes in the rows that have come since. Rows never move once they are laid out. */
  extend(): void;
  /** Of the first `count` rows. */
  height(count: number): number;
  /** The row at a height; the nearest one beyond the ends. */
  rowAt(y: number): number;
  box(index: number): RowBox;
  /** Where a row touches the life line of the host that acted. */
  anchorY(index: number): number;
  /** Where a segment reaches the receiver's life line; null while it has not. */
  arrivalY(segment: number): number | null;
  /** Rows of which there is room to say something, between two heights. */
  labelled(from: number, to: number, count: number): number[];
  /** Rows of the segment table whose arrows show between two heights. */
  segments(from: number, to: number, count: number): number[];
}

/** Seconds in which nothing happened before a row; 0 when that is not worth showing. */
export function silenceBefore({ rows }: Session, index: number): number {
  if (index === 0) return 0;
  const quiet = rows.t(index) - rows.t(index - 1);
  return quiet > SILENCE ? quiet : 0;
}

/** Options that do not come with every segment have a line of their own. */
export function hasOwnLine(session: Session, row: LadderRow): boolean {
  return row.kind === 'segment' && session.segments.hasTellingOptions(row.ref);
}

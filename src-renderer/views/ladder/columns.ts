/** What stands where across the ladder, in pixels from its left edge. */
import type { Host } from '../../../src-main/common/protocol/events.ts';

export interface Columns {
  width: number;
  /** Width of the times at the left; 0 when there is no room for them. */
  time: number;
  /** The two life lines. */
  line: Record<Host, number>;
}

/** In rem: `102.3 ms`, and the longest state in its large type with its dot. */
const TIME = 4.6;
const STATE = 9.6;
const WIDEST_STATE = 13;
/** Below this width, what was said counts more than when. */
const NARROW = 38;
/** The sign of a connection beside a state, when there are several, and each more character of a longer one. */
const TAG = 1.5;
const MORE = 0.65;

/** `tag`: the longest sign of a connection; empty when there is but one. */
export function columnsFor(width: number, rem: number, tag: string): Columns {
  const time = width < NARROW * rem ? 0 : Math.round(TIME * rem);
  const state = STATE + (tag === '' ? 0 : TAG + MORE * (tag.length - 1));
  const side = Math.round(Math.min(WIDEST_STATE * rem, Math.max(state * rem, (width - time) * 0.19)));
  return { width, time, line: { client: time + side, server: Math.max(time + side, width - side) } };
}

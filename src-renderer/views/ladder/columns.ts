/** What stands where across the ladder, in pixels from its left edge. */
import type { Host } from '../../../src-main/common/protocol/events.ts';

export interface Columns {
  width: number;
  /** Width of the times at the left; 0 when there is no room for them. */
  time: number;
  /** The two life lines. */
  line: Record<Host, number>;
  /** Size of the states beside them, in rem. */
  state: number;
}

/** In rem: `102.3 ms`; type of the states, and what is in front of the longest of them. */
const TIME = 4.6;
const LARGE = 1.214;
const SMALL = 1;
const DOT = 1.4;
const WIDEST_STATE = 13;
/** Below this width, what was said counts more than when, and flags more than the size of states. */
const NARROW = 38;
/** So much sooner where each segment is told with its connection. */
const SOONER = 4;
/** In the type of the states: the longest one, the sign of a connection, when there are several, and each more character of it. */
const STATE = 6.75;
const TAG = 1.25;
const MORE = 0.55;

/** `tag`: the longest sign of a connection; empty when there is but one. */
export function columnsFor(width: number, rem: number, tag: string): Columns {
  const isNarrow = width < (NARROW + (tag === '' ? 0 : SOONER)) * rem;
  const time = isNarrow ? 0 : Math.round(TIME * rem);
  const state = isNarrow ? SMALL : LARGE;
  const longest = DOT + state * (STATE + (tag === '' ? 0 : TAG + MORE * (tag.length - 1)));
  const side = Math.round(Math.min(WIDEST_STATE * rem, Math.max(longest * rem, (width - time) * 0.19)));
  return { width, time, line: { client: time + side, server: Math.max(time + side, width - side) }, state };
}

/**
 * The ladder's columns: time, the client's states, its life line, the wire, the server's life line, its states.
 *
 *     |  0.001      SYN_SENT ├─[SYN] seq 0 ──────────────────────►● SYN_RECV        |
 *     | time 7 | states    17 | wire 36 …                          | states 17       |
 */
export const MIN_WIDTH = 80;
/** Beyond this an arrow is only longer, and the eye has farther to go. */
const MAX_WIDTH = 120;

export interface Layout {
  width: number;
  time: number;
  /** One side's states, the space towards the life line included. */
  side: number;
  /** Between the two life lines. */
  wire: number;
  /** Room for the state that was left, beside the one that was entered. */
  showFrom: boolean;
}

const TIME = 7;
const LONGEST_CHANGE = 'SYN_SENT → ESTABLISHED'.length;

export function layoutFor(columns: number): Layout {
  const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Math.floor(columns) || MIN_WIDTH));
  const side = 17 + Math.floor((width - MIN_WIDTH) / 4);
  const wire = width - TIME - 1 - 2 * side - 2;
  return { width, time: TIME, side, wire, showFrom: side > LONGEST_CHANGE };
}

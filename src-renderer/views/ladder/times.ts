/** The moment that stands at the left of a row. */
import type { Units } from '../../../src-main/common/text/quantities.ts';

/** A moment of lab time, with the same number of digits in every row near it. */
export function moment(seconds: number, units: Units): string {
  if (units === 'plain') return seconds.toFixed(4);
  return seconds < 0.99995 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(3)} s`;
}

/** The moment that stands at the left of a row. */
import type { Units } from '../../../src-main/common/text/quantities.ts';

/** A moment of lab time, with the same number of digits in every row near it, and never more than there is room for. */
export function moment(seconds: number, units: Units): string {
  const whole = seconds < 10 ? 1 : Math.floor(Math.log10(seconds)) + 1;
  const decimals = (most: number, digits: number): number => Math.max(0, Math.min(most, digits - whole));
  if (units === 'plain') return seconds.toFixed(decimals(4, 6));
  return seconds < 0.99995 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(decimals(3, 5))} s`;
}

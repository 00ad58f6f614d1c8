/** The time of a delay as the sentences of rules say it: `200 ms`, `1.5 s`, `10 µs`. */
import { told } from '../text/telling.ts';
import { readAmount, shifted, type Unit } from './amounts.ts';
import type { RuleWords } from './rule-words.ts';

/** The micro sign and the Greek letter look the same. */
const UNITS: Readonly<Record<'s' | 'ms' | 'µs', Unit>> = {
  ms: { power: -3, names: ['ms', 'millisecond', 'milliseconds'] },
  s: { power: 0, names: ['s', 'second', 'seconds'] },
  µs: { power: -6, names: ['µs', 'μs', 'us', 'microsecond', 'microseconds'] },
};

/** Longest delay in seconds (protocol/wire-control.ts). */
const MOST = 60;

/** Needs a duration; answers in seconds. */
export function readDuration(words: RuleWords): number {
  const { offset } = words;
  const kind = { what: told('what.time'), unit: told('what.time-unit'), hint: told('hint.time') };
  const seconds = readAmount(words, { units: Object.values(UNITS), ...kind }) ?? 0;
  if (seconds > MOST) words.refuse(offset, told('rule.delay-too-long'), told('hint.time-bounds', { most: MOST }));
  return seconds;
}

/** In the unit that gives it the fewest zeros, and exactly. */
export function durationText(seconds: number): string {
  const unit = seconds === 0 || seconds >= 1 ? 's' : seconds >= 1e-3 ? 'ms' : 'µs';
  const { power } = UNITS[unit];
  const amount = String(shifted(String(seconds), -power));
  // Seventeen digits may not survive the way there and back; as seconds they do.
  return shifted(amount, power) === seconds ? `${amount} ${unit}` : `${seconds} s`;
}

/** The time of a delay as the sentences of rules say it: `200 ms`, `1.5 s`, `10 µs`. */
import { told } from '../text/telling.ts';
import type { RuleWords } from './rule-words.ts';

/** Powers of ten of a second. The micro sign and the Greek letter look the same. */
const UNITS: Readonly<Record<'s' | 'ms' | 'µs', { power: number; names: readonly [string, ...string[]] }>> = {
  ms: { power: -3, names: ['ms', 'millisecond', 'milliseconds'] },
  s: { power: 0, names: ['s', 'second', 'seconds'] },
  µs: { power: -6, names: ['µs', 'μs', 'us', 'microsecond', 'microseconds'] },
};

/** Longest delay in seconds (protocol/wire-control.ts). */
const MOST = 60;

/** A number, and its unit if no space is between them. */
const AMOUNT = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(\D*)$/;

/** Times a power of ten, by way of the digits: 0.3 ms is exactly the number 0.0003. */
function shifted(digits: string, power: number): number {
  const [mantissa = '', exponent = '0'] = digits.split('e');
  return Number(`${mantissa}e${Number(exponent) + power}`);
}

/** Needs a duration; answers in seconds. */
export function readDuration(words: RuleWords): number {
  const offset = words.offset;
  const [, digits, glued = ''] = AMOUNT.exec(words.peek()) ?? [];
  if (digits === undefined) {
    words.fail(told('what.time'), told('hint.time'));
    return 0;
  }
  let unit = Object.values(UNITS).find(({ names }) => names.includes(glued));
  if (glued !== '' && unit === undefined) {
    words.fail(told('what.time'), told('hint.time'));
    return 0;
  }
  words.skip();
  unit ??= Object.values(UNITS).find(({ names }) => words.takes(...names));
  if (unit === undefined) {
    words.fail(told('what.time-unit'));
    return 0;
  }
  const seconds = shifted(digits, unit.power);
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

/** Amounts with a unit as sentences about the wire say them: `200 ms`, `0.5 %`, `1 Mbit/s`. */
import type { Told } from '../text/telling.ts';
import type { RuleWords } from './rule-words.ts';

export interface Unit {
  /** Of ten: so many of what is counted it is. */
  power: number;
  /** In lower case, the one that is written first. */
  names: readonly [string, ...string[]];
}

interface Kind {
  units: readonly Unit[];
  what: Told;
  unit: Told;
  /** How such an amount looks. */
  hint: Parameters<RuleWords['fail']>[1];
}

/** A number, and its unit if no space is between them. */
const AMOUNT = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(\D*)$/;

/** Times a power of ten, by way of the digits: 0.3 ms is exactly the number 0.0003. */
export function shifted(digits: string, power: number): number {
  const [mantissa = '', exponent = '0'] = digits.split('e');
  return Number(`${mantissa}e${Number(exponent) + power}`);
}

/** Needs such an amount; answers in what is counted, or undefined after a problem. */
export function readAmount(words: RuleWords, { units, what, unit: unitWhat, hint }: Kind): number | undefined {
  const [, digits, glued = ''] = AMOUNT.exec(words.peek()) ?? [];
  const unit = units.find(({ names }) => names.includes(glued));
  if (digits === undefined || (glued !== '' && unit === undefined)) {
    words.fail(what, hint);
    return undefined;
  }
  words.skip();
  const found = unit ?? units.find(({ names }) => words.takes(...names));
  if (found) return shifted(digits, found.power);
  words.fail(unitWhat);
  return undefined;
}

/** A number of such units, whose power of ten this is, with all its digits. */
export function unitsText(value: number, power: number): string {
  const text = String(shifted(String(value), -power));
  if (shifted(text, power) === value) return text;
  // Seventeen digits may not survive the way there and back.
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return `${mantissa}e${Number(exponent) - power}`;
}

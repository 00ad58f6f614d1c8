/** Shares and rates as the sentences of impairments say them: `5 %`, `1.5 Mbit/s`. */
import { readAmount, unitsText, type Unit } from '../rules/amounts.ts';
import type { RuleWords } from '../rules/rule-words.ts';
import { told } from '../text/telling.ts';

const PERCENT: Unit = { power: -2, names: ['%', 'percent'] };

/** Needs a part of all frames; answers 0 … 1. */
export function readShare(words: RuleWords): number {
  const { offset } = words;
  const hint = told('hint.share');
  const share = readAmount(words, { units: [PERCENT], what: told('what.share'), unit: '"%"', hint }) ?? 0;
  if (share > 1) words.refuse(offset, told('impairment.above-all'), hint);
  return share;
}

export const shareText = (share: number): string => `${unitsText(share, PERCENT.power)} %`;

/** Of bits per second, the greatest first; the short names are tc(8)'s. */
const RATES = [
  { power: 9, names: ['gbit/s', 'gbit'], text: 'Gbit/s' },
  { power: 6, names: ['mbit/s', 'mbit'], text: 'Mbit/s' },
  { power: 3, names: ['kbit/s', 'kbit'], text: 'kbit/s' },
  { power: 0, names: ['bit/s', 'bit'], text: 'bit/s' },
] as const satisfies (Unit & { text: string })[];

/** Bounds in bits per second (protocol/wire-control.ts). */
const LEAST = 1000;
const MOST = 100e9;

/** Needs a rate; answers in bits per second. */
export function readRate(words: RuleWords): number {
  const { offset } = words;
  const hint = told('hint.rate');
  const kind = { what: told('what.rate'), unit: told('what.rate-unit'), hint };
  const rate = readAmount(words, { units: RATES, ...kind }) ?? LEAST;
  if (rate < LEAST || rate > MOST) words.refuse(offset, told('impairment.rate-bounds'), hint);
  return rate;
}

export function rateText(rate: number): string {
  const { power, text } = RATES.find((unit) => rate >= 10 ** unit.power) ?? RATES[3];
  return `${unitsText(rate, power)} ${text}`;
}

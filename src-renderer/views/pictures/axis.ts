/** Axes with round numbers on them. */
import { ticksOf, type Span } from '../../../src-main/common/session/lines/trace.ts';
import type { Axis } from './pen.ts';

/** Of a span of time so much is left free at either end. */
const MARGIN = 0.02;
const SHORTEST = 0.001;

/** As many digits as tell one from the next. */
const digitsOf = (ticks: readonly number[]): number =>
  Math.max(0, -Math.floor(Math.log10((ticks[1] ?? 1) - (ticks[0] ?? 0)) + 1e-9));

export function timeAxis({ from, to }: Span, most = 7): Axis {
  const margin = Math.max(SHORTEST, (to - from) * MARGIN);
  const span = { from: from - margin, to: to + margin };
  const ticks = ticksOf(span, most).filter((tick) => tick >= 0);
  return { ...span, ticks: ticks.map((at) => ({ at, text: `${at.toFixed(digitsOf(ticks))} s` })) };
}

/** Powers of a thousand, as they are written after a number. */
const POWERS = ['', '·10³', '·10⁶', '·10⁹', '·10¹²'];

/** From 0 to what there is. */
export function countAxis(largest: number, most = 5): Axis {
  const span = { from: 0, to: Math.max(1, largest) };
  const ticks = ticksOf(span, most);
  const power = Math.max(0, Math.floor(Math.log10(ticks[1] ?? 1) / 3 + 1e-9));
  const scaled = ticks.map((at) => at / 1000 ** power);
  const digits = digitsOf(scaled);
  const textOf = (value: number): string => (value === 0 ? '0' : `${value.toFixed(digits)}${POWERS[power] ?? ''}`);
  return { ...span, ticks: ticks.map((at, i) => ({ at, text: textOf(scaled[i] ?? 0) })) };
}

const LENGTHS = { µs: 1e-6, ms: 1e-3, s: 1 };

/** Lengths of time, seconds, by powers of ten. */
export function lengthAxis(lengths: readonly number[]): Axis {
  const positive = lengths.filter((length) => length > 0);
  const power = (round: (value: number) => number, length: number): number => 10 ** round(Math.log10(length));
  const from = power(
    Math.floor,
    positive.reduce((a, b) => Math.min(a, b), positive[0] ?? 1),
  );
  const to = Math.max(
    from * 10,
    power(
      Math.ceil,
      positive.reduce((a, b) => Math.max(a, b), 0),
    ),
  );
  const ticks = Array.from({ length: Math.round(Math.log10(to / from)) + 1 }, (_, i) => from * 10 ** i);
  return { from, to, ticks: ticks.map((at) => ({ at, text: lengthText(at) })), isLogarithmic: true };
}

function lengthText(seconds: number): string {
  const [unit, one] = Object.entries(LENGTHS).findLast(([, one]) => seconds >= one * 0.999) ?? ['µs', 1e-6];
  return `${Math.round(seconds / one)} ${unit}`;
}

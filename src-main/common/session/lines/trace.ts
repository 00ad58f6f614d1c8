/** A line as so many columns of pixels show it: what it was in each, however many points fall into one. */
import type { SessionLine } from './session-lines.ts';

/** A stretch of lab time, seconds. */
export interface Span {
  from: number;
  to: number;
}

export interface Trace {
  /** In each column the least and the largest value and the last one; NaN before the line begins. */
  least: Float64Array;
  most: Float64Array;
  last: Float64Array;
}

type Column = (point: number) => number;

/** Costs a look at each point within the span. */
export function traceOf(line: SessionLine, read: Column, { from, to }: Span, width: number): Trace {
  const [least, most, last] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  const scale = to > from ? width / (to - from) : 0;
  let point = line.countUpTo(from);
  let value = point > 0 ? read(point - 1) : NaN;
  const end = line.countUpTo(to);
  for (let column = 0; column < width; column++) {
    let [low, high] = [value, value];
    for (; point < end && columnOf(line.t(point), from, scale, width) <= column; point++) {
      value = read(point);
      // NaN is neither less nor more.
      if (!(low <= value)) low = value;
      if (!(high >= value)) high = value;
    }
    [least[column], most[column], last[column]] = [low, high, value];
  }
  return { least, most, last };
}

const columnOf = (t: number, from: number, scale: number, width: number): number =>
  Math.min(width - 1, Math.max(0, Math.floor((t - from) * scale)));

/** What a line has come to at one moment. */
export interface LineAt {
  value: number;
  limit: number | null;
  /** The largest value up to then, and since when. */
  most: number;
  mostAt: number;
  /** How often it changed. */
  changes: number;
}

/** The line at lab time `t`; null before it begins. */
export function lineAt(line: SessionLine, t: number): LineAt | null {
  const count = line.countUpTo(t);
  if (count === 0) return null;
  let largest = line.isCount ? count - 1 : 0;
  if (!line.isCount)
    for (let point = 1; point < count; point++) if (line.value(point) > line.value(largest)) largest = point;
  return {
    value: line.value(count - 1),
    limit: line.limit(count - 1),
    most: line.value(largest),
    mostAt: line.t(largest),
    changes: count,
  };
}

/** Round times within a span, at most so many, to be written beside it. */
export function ticksOf({ from, to }: Span, most: number): number[] {
  const least = (to - from) / most;
  if (!(least > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10);
  const ticks: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to; i++) ticks.push(i * step);
  return ticks;
}

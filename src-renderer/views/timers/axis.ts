/** The common axis of all lanes: lab time from left to right. */
import type { TimerLane } from '../../../src-main/common/session/timer-lanes.ts';

/** Seconds that are in sight; `all`: every firing that is shown. */
export const SPANS = ['all', 60, 10, 2] as const;
export type Span = (typeof SPANS)[number];

export interface Axis {
  from: number;
  to: number;
}

/** Of a span, so much lies before the moment shown; the rest is what is to come. */
const PAST_SHARE = 0.6;
const MARGIN = 0.02;

export function axisOf(lanes: readonly TimerLane[], span: Span, clock: number): Axis {
  if (span !== 'all') return { from: clock - span * PAST_SHARE, to: clock + span * (1 - PAST_SHARE) };
  const firings = lanes.flatMap(({ firings }) => firings);
  const from = Math.min(clock, ...firings.map(({ setAt }) => setAt));
  const to = Math.max(
    clock,
    ...firings.map((firing) => (firing.outcome.kind === 'fired' ? firing.outcome.t : firing.latest)),
  );
  const margin = Math.max(0.05, (to - from) * MARGIN);
  return { from: from - margin, to: to + margin };
}

/** Where a moment stands, in percent of the width. */
export const placeOf = ({ from, to }: Axis, t: number): number => (100 * (t - from)) / (to - from);

export const isInSight = ({ from, to }: Axis, t: number): boolean => t >= from && t <= to;

const STEPS = [1, 2, 5];
const MOST_TICKS = 8;

/** Round moments to write on it. */
export function ticksOf({ from, to }: Axis): number[] {
  const least = (to - from) / MOST_TICKS;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = (STEPS.find((each) => each * power >= least) ?? 10) * power;
  const first = Math.max(0, Math.ceil(from / step));
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => (first + i) * step);
}

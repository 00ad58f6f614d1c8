/** How late the timers of each kind have fired, in one line each. */
import { TIMED_KINDS, type TimedKind } from './timed-segments.ts';
import { lateness, verdictOf, type Firing, type TimerLane } from './timer-lanes.ts';

export interface TimerSummary {
  kind: TimedKind;
  fired: number;
  /** Seconds, and shares of what was predicted. */
  median: number;
  most: number;
  medianShare: number;
  mostShare: number;
  /** How many fired outside of their window. */
  outside: number;
}

const middle = (sorted: readonly number[]): number => sorted[(sorted.length - 1) >> 1] ?? NaN;

/** Of the kinds that have fired, in the order of a connection's life. */
export function summarise(lanes: readonly TimerLane[]): TimerSummary[] {
  return TIMED_KINDS.flatMap((kind) => {
    const firings = lanes.flatMap(({ series, firings }) => (series.kind === kind ? firings : []));
    return summaryOf(kind, firings) ?? [];
  });
}

export function summaryOf(kind: TimedKind, firings: readonly Firing[]): TimerSummary | null {
  const fired = firings.filter(({ outcome }) => outcome.kind === 'fired');
  if (fired.length === 0) return null;
  const late = fired.map((firing) => lateness(firing) ?? 0).sort((a, b) => a - b);
  const shares = fired.map((firing) => (lateness(firing) ?? 0) / firing.seconds).sort((a, b) => a - b);
  return {
    kind,
    fired: fired.length,
    median: middle(late),
    most: late.at(-1) ?? NaN,
    medianShare: middle(shares),
    mostShare: shares.at(-1) ?? NaN,
    outside: fired.filter((firing) => verdictOf(firing) !== 'in-time').length,
  };
}

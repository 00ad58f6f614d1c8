/**
 * Initial sequence numbers over time. RFC 6528 3 makes them from a clock and a hash of the four-tuple, so those of one
 * four-tuple lie on a line, and all lines have one slope.
 */
import { distance } from './sequence.ts';

/** When a SYN was sent, seconds, and with which number. */
export interface IsnPoint {
  readonly t: number;
  readonly isn: number;
}

/** The points of one four-tuple and one sender, in the order in which they were sent. */
export type IsnLine = readonly IsnPoint[];

const SPACE = 2 ** 32;

/**
 * Numbers a second that the lines rise by; null where no line has two points. It is the median of the slopes between points that
 * are half a line apart, so that a SYN that left late does not count for more than one (after Theil and Sen), nor one whose
 * number is not from the clock. Forward, as the clock goes: between a point and the next must be less than a turn of the
 * number space.
 */
export function slopeOf(lines: readonly IsnLine[]): number | null {
  const roughly = medianSlope(lines, () => 1, forward);
  if (roughly === null) return null;
  const withTurns = (rise: number, seconds: number): number => {
    const expected = Math.round(roughly * seconds);
    return expected + distance(rise, expected);
  };
  return medianSlope(lines, ({ length }) => Math.max(Math.floor(length / 2), 1), withTurns);
}

const forward = (rise: number): number => rise >>> 0;

/** `apart`: how many points from one to the other; `read`: a rise modulo the number space as what it is. */
function medianSlope(
  lines: readonly IsnLine[],
  apart: (line: IsnLine) => number,
  read: (rise: number, seconds: number) => number,
): number | null {
  const slopes = lines.flatMap((line) =>
    line.slice(apart(line)).flatMap(({ t, isn }, i) => {
      const before = line[i];
      return before && t > before.t ? [read(isn - before.isn, t - before.t) / (t - before.t)] : [];
    }),
  );
  slopes.sort((a, b) => a - b);
  return slopes[slopes.length >> 1] ?? null;
}

/** Seconds: points this near to one line may be on it, for a SYN leaves a moment after its number was made. */
const NEAR = 0.001;

/** On how many lines of this slope the first points of these lie, by where each would be at time 0. */
export function offsetsApart(lines: readonly IsnLine[], slope: number): number {
  const offsets = lines.flatMap(([first]) => (first ? [offsetOf(first, slope)] : [])).sort((a, b) => a - b);
  const apart = offsets.filter((offset, i) => Math.abs(distance(offset, offsets.at(i - 1) ?? 0)) > NEAR * slope);
  return offsets.length > 0 ? Math.max(apart.length, 1) : 0;
}

/** The number that a line through this point has at time 0. */
export const offsetOf = ({ t, isn }: IsnPoint, slope: number): number =>
  (((isn - Math.round(t * slope)) % SPACE) + SPACE) % SPACE;

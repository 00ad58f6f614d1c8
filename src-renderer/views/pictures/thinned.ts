/** A line of many points in few columns of pixels. */

/** Of a line over time. */
export interface Point {
  t: number;
  value: number;
}

/**
 * What is to be seen of the points, which are in order of time: in each column the first, the lowest, the highest and the
 * last. A gap (NaN) stays one.
 */
export function thinned(points: readonly Point[], columnOf: (t: number) => number): Point[] {
  const kept: Point[] = [];
  let begin = 0;
  while (begin < points.length) {
    let [low, high, end] = [begin, begin, begin + 1];
    const { t, value } = points[begin]!;
    const column = columnOf(t);
    for (; end < points.length; end++) {
      const next = points[end]!;
      if (Number.isNaN(value) || Number.isNaN(next.value) || columnOf(next.t) !== column) break;
      if (next.value < points[low]!.value) low = end;
      if (next.value > points[high]!.value) high = end;
    }
    for (const place of new Set([begin, Math.min(low, high), Math.max(low, high), end - 1])) kept.push(points[place]!);
    begin = end;
  }
  return kept;
}

/** Few, plain statistics: what was measured, and how far chance alone may put it from what was asked for. */

/** Of a standard normal distribution: 99 % lie within so many deviations. */
const Z99 = 2.576;
/** A cell of the chi-square test needs so many in both rows together. */
const LEAST_COUNT = 10;
/** Chi-square's 99 % point, by degrees of freedom. */
const CHI_SQUARE_99 = [0, 6.63, 9.21, 11.34, 13.28, 15.09];

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
export const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** Half the width of the 99 % confidence interval of a proportion, and of a mean. */
export const boundOfShare = (share: number, count: number): number => Z99 * Math.sqrt((share * (1 - share)) / count);
export const boundOfMean = (spread: number, count: number): number => (Z99 * spread) / Math.sqrt(count);

/** Of the difference of two counts of rare things. */
export const boundOfDifference = (one: number, other: number): number => Z99 * Math.sqrt(one + other);

/** Of a uniform distribution's deviation: its fourth moment is 1.8 times the square of its second. */
export const boundOfUniformDeviation = (spread: number, count: number): number => Z99 * spread * Math.sqrt(0.2 / count);

/** The farthest that the shares below a value lie apart (Kolmogorov and Smirnov). */
export function distance(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((values) => [...values].sort((x, y) => x - y)) as [number[], number[]];
  let [i, j, farthest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    farthest = Math.max(farthest, Math.abs(i / a.length - j / b.length));
  }
  return farthest;
}

/** Two samples of one distribution lie no farther apart in 99 % of all cases. */
export const boundOfDistance = (one: number, other: number): number => 1.628 * Math.sqrt((one + other) / (one * other));

/** How many runs of `true` are 1, 2, … long; the last count is of all that are so long or longer. */
export function runLengths(values: readonly boolean[], longest: number): number[] {
  const counts = new Array<number>(longest).fill(0);
  let run = 0;
  for (const value of [...values, false]) {
    if (value) run++;
    else if (run > 0) {
      counts[Math.min(run, longest) - 1]! += 1;
      run = 0;
    }
  }
  return counts;
}

/** Whether two rows of counts can be of one distribution: chi-square, and the most that it is in 99 % of all cases. */
export function chiSquare(one: readonly number[], other: readonly number[]): { value: number; bound: number } {
  const cells = enough(one.map((count, i) => [count, other[i] ?? 0]));
  const [all, others] = [sum(cells.map(([a]) => a)), sum(cells.map(([, b]) => b))];
  const value = sum(
    cells.map(([a, b]) => {
      const expected = ((a + b) * all) / (all + others);
      const expectedOther = a + b - expected;
      return (a - expected) ** 2 / expected + (b - expectedOther) ** 2 / expectedOther;
    }),
  );
  return { value, bound: CHI_SQUARE_99[cells.length - 1] ?? Infinity };
}

/** Cells with few counts go together with those before them. */
function enough(cells: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const [before, last] = cells.slice(-2);
  if (!before || !last || sum(last) >= LEAST_COUNT) return cells;
  return enough([...cells.slice(0, -2), [before[0] + last[0], before[1] + last[1]]]);
}

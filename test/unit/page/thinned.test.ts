import { expect, test } from 'vitest';
import { thinned, type Point } from '../../../src-renderer/views/pictures/thinned.ts';

const points = (...values: number[]): Point[] => values.map((value, i) => ({ t: i / 10, value }));
const values = (all: Point[]): number[] => all.map(({ value }) => value);
const bySecond = (t: number): number => Math.floor(t);

test('of many points in one column the first, the lowest, the highest and the last are drawn, in order of time', () => {
  expect(values(thinned(points(3, 4, 9, 5, 1, 6, 7), bySecond))).toEqual([3, 9, 1, 7]);
});

test('a few points stay as they are', () => {
  expect(values(thinned(points(3, 4), bySecond))).toEqual([3, 4]);
  expect(values(thinned(points(5, 4, 3), (t) => t))).toEqual([5, 4, 3]);
  expect(thinned([], bySecond)).toEqual([]);
});

test('a gap stays a gap', () => {
  expect(values(thinned(points(1, 2, 3, NaN, NaN, 4, 5, 6), bySecond))).toEqual([1, 3, NaN, NaN, 4, 6]);
});

test('a hundred thousand points in a thousand columns are four thousand at most', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => ({ t: i, value: (i * 7919) % 1009 }));
  const drawn = thinned(many, (t) => Math.floor(t / 100));
  expect(drawn.length).toBeLessThanOrEqual(4000);
  expect(drawn.every(({ t }, i) => i === 0 || t > drawn[i - 1]!.t)).toBe(true);
});

import { describe, expect, it } from 'vitest';
import { Random } from '../../../src-main/daemon/engine/random.ts';
import * as statistics from '../../guest/support/statistics.ts';

const random = new Random(5);
const numbers = (count: number, from = 0, to = 1): number[] =>
  Array.from({ length: count }, () => from + (to - from) * random.share());

describe('The statistics of the guest', () => {
  it('find quantiles wherever the values stand', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 0.5, 0.99, 1].map((share) => statistics.quantile(values, share))).toEqual([1, 3, 5, 5]);
  });

  it('bound a share as the normal distribution does', () => {
    expect(statistics.boundOfShare(0.5, 10_000)).toBeCloseTo(0.01288, 5);
    expect(statistics.boundOfShare(0.01, 1000)).toBeCloseTo(0.0081, 4);
  });

  it('find how far two samples lie apart', () => {
    expect(statistics.distance([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0);
    expect(statistics.distance([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
    expect(statistics.distance([1, 2], [3, 4])).toBe(1);
  });

  it('tell one distribution from one that is a little wider', () => {
    const bound = statistics.boundOfDistance(1000, 1000);
    expect(statistics.distance(numbers(1000), numbers(1000))).toBeLessThan(bound);
    expect(statistics.distance(numbers(1000), numbers(1000, -0.15, 1.15))).toBeGreaterThan(bound);
  });

  it('count runs, the long ones together', () => {
    const runs = [...'x.xx.xxxxx.x..xxx'].map((mark) => mark === 'x');
    expect(statistics.runLengths(runs, 3)).toEqual([2, 1, 2]);
    expect(statistics.runLengths([], 3)).toEqual([0, 0, 0]);
  });

  it('tell rows of like counts from others, and put few counts together', () => {
    const like = statistics.chiSquare([100, 50, 25, 3], [95, 55, 22, 4]);
    expect(like.bound).toBe(9.21);
    expect(like.value).toBeLessThan(like.bound);
    const unlike = statistics.chiSquare([100, 50, 25, 3], [60, 60, 40, 20]);
    expect(unlike.bound).toBe(11.34);
    expect(unlike.value).toBeGreaterThan(unlike.bound);
  });
});

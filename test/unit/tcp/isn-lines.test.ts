import { describe, expect, it } from 'vitest';
import { offsetOf, offsetsApart, slopeOf, type IsnPoint } from '../../../src-main/common/tcp/isn-lines.ts';

/** Linux's clock: one in 64 ns. */
const LINUX = 1e9 / 64;
const line = (offset: number, times: readonly number[], slope = LINUX): IsnPoint[] =>
  times.map((t) => ({ t, isn: Math.round(offset + t * slope) % 2 ** 32 }));
const TIMES = Array.from({ length: 20 }, (_, i) => i * 0.03);

describe('The slope of initial sequence numbers', () => {
  it('is measured along each line, not from one to another', () => {
    expect(slopeOf([line(7, TIMES), line(3e9, TIMES)])).toBeCloseTo(LINUX, -2);
  });

  it('is not bent by one SYN that left late', () => {
    const late = line(7, TIMES).map((point, i) => (i === 9 ? { ...point, t: point.t + 0.01 } : point));
    expect(slopeOf([late])).toBeCloseTo(LINUX, -2);
  });

  it('is not bent by a number that is not from the clock', () => {
    const odd = line(2e9, TIMES).map((point, i) => (i === 10 ? { ...point, isn: 5 } : point));
    expect(slopeOf([odd])).toBeCloseTo(LINUX, -2);
  });

  it('counts the turns of the number space between two points', () => {
    expect(slopeOf([line(7, [0, 200, 400, 600, 800])])).toBeCloseTo(LINUX, -2);
  });

  it('goes on where the number space ends', () => {
    expect(slopeOf([line(2 ** 32 - 1e6, TIMES)])).toBeCloseTo(LINUX, -2);
  });

  it('is 0 for a fixed number, and none where no four-tuple was used twice', () => {
    expect(slopeOf([line(7, TIMES, 0)])).toBe(0);
    expect(slopeOf([line(7, [0]), line(9, [1])])).toBeNull();
  });
});

describe('The offset of a line', () => {
  it('is its number at time 0', () => {
    expect(offsetOf({ t: 1, isn: 100 }, 250)).toBe(2 ** 32 - 150);
  });

  it('tells lines apart, also where the number space ends', () => {
    const [near, far] = [line(2 ** 32 - 3, [0.5]), line(1e9, [0.2])];
    expect(offsetsApart([near, far, line(4, [0.1])], LINUX)).toBe(2);
    expect(offsetsApart([near, line(2 ** 32 - 3, [0.9])], LINUX)).toBe(1);
    expect(offsetsApart([], LINUX)).toBe(0);
  });
});

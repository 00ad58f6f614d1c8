import { afterEach, expect, it, vi } from 'vitest';
import { LabTime } from '../../../src-main/daemon/lab-time.ts';

/** ms of the clock that can be set, and of the one that counts. */
const clock = { set: 0, counted: 0 };
const pass = (ms: number): void => {
  clock.set += ms;
  clock.counted += ms;
};

/** Lab time 0 is now. Each look at a clock takes 10 µs. */
function labTime(off = 0): LabTime {
  Object.assign(clock, { set: performance.timeOrigin + 500.25 + off, counted: 500.25 });
  vi.spyOn(Date, 'now').mockImplementation(() => (pass(0.01), Math.floor(clock.set)));
  vi.spyOn(performance, 'now').mockImplementation(() => (pass(0.01), clock.counted));
  const time = new LabTime();
  time.startedAt = clock.set / 1000;
  return time;
}
afterEach(() => void vi.restoreAllMocks());

it.each([0, 16, -16])('counts in parts of a millisecond, also where Node began %i ms off', (off) => {
  const time = labTime(off);
  pass(0.5);
  expect(Math.abs(time.now() - 0.0005)).toBeLessThan(0.0001);
  pass(1000.25);
  expect(Math.abs(time.now() - 1.00075)).toBeLessThan(0.0001);
});

it.each([5000, -5000, 2, -2])('goes with the clock of the PC when that is set by %i ms', (ms) => {
  const time = labTime();
  clock.set += ms;
  expect(Math.abs(time.now() - ms / 1000)).toBeLessThanOrEqual(0.0011);
});

import { expect, test } from 'vitest';
import {
  finWait2,
  latestOf,
  mayBePruned,
  modelTimeout,
  synAckWait,
  synWait,
  tailWait,
  type TailSettings,
  type Wait,
} from '../../../src-main/common/tcp/retransmission-schedule.ts';

/** When it is sent, and when it is given up, if every timer fires just when it is due. */
function schedule(wait: (sent: number, times: readonly number[]) => Wait): { sent: number[]; gone: number } {
  const times = [0];
  for (;;) {
    const { seconds, effect } = wait(times.length, times);
    const next = (times.at(-1) ?? 0) + seconds;
    if (effect === 'gives-up') return { sent: times, gone: next };
    times.push(next);
  }
}
const syn = (retries: number, linear: number, longest = 120) =>
  schedule((sent, times) => synWait(sent, times.at(-1) ?? 0, { retries, linear, longest }));
const tail = (settings: Partial<TailSettings>) =>
  schedule((sent, times) => {
    const all = { rtt: 0.0001, rto: 0.204, shortest: 0.2, longest: 120, probes: true, retries: 8, ...settings };
    const first = times[all.probes ? 2 : 1];
    return tailWait(sent, first === undefined ? 0 : (times.at(-1) ?? 0) - first, all);
  });
const rounded = (times: number[]) => times.map((time) => Number(time.toFixed(2)));

test('a SYN without linear timeouts is sent after 1, 2, 4 … s, and given up after 127 s', () => {
  expect(syn(6, 0)).toEqual({ sent: [0, 1, 3, 7, 15, 31, 63], gone: 127 });
  expect(syn(2, 0)).toEqual({ sent: [0, 1, 3], gone: 7 });
});

test('linear timeouts come before those that double, and the time ends it as well as the count', () => {
  expect(syn(6, 4)).toEqual({ sent: [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67], gone: 131 });
  expect([1, 2, 3, 4, 5].map((retries) => syn(retries, 4).gone)).toEqual([3, 7, 19, 35, 67]);
  expect(syn(2, 4).sent).toEqual([0, 1, 2, 3, 4, 5]);
});

test('the longest timeout that is set bounds those that double', () => {
  expect(syn(3, 0, 1).sent).toEqual([0, 1, 2, 3]);
  expect(synWait(3, 2, { retries: 6, linear: 0, longest: 1 }).rule).toBe('longest');
});

test('a SYN,ACK is sent after 1, 2, 4 … s and its entry is gone after 63 s', () => {
  expect(schedule((sent) => synAckWait(sent - 1, 5))).toEqual({ sent: [0, 1, 3, 7, 15, 31], gone: 63 });
  expect(schedule((sent) => synAckWait(sent - 1, 0))).toEqual({ sent: [0], gone: 1 });
});

test('a lone FIN is probed for, then sent by timeouts that double, nine times in all for an orphan', () => {
  const { sent, gone } = tail({});
  expect(rounded(sent)).toEqual([0, 0.2, 0.4, 0.81, 1.63, 3.26, 6.52, 13.05, 26.11, 52.22]);
  expect(gone).toBeGreaterThan(102.2);
  expect(rounded(tail({ probes: false }).sent).slice(0, 4)).toEqual([0, 0.2, 0.61, 1.43]);
});

test('the probe does not come after the timeout, and without a round-trip time it comes after a second', () => {
  expect(tailWait(1, 0, { rtt: 0.1, rto: 0.304, shortest: 0.2, longest: 120, probes: true, retries: 8 })).toEqual({
    seconds: 0.304,
    rule: 'rto',
    effect: 'again',
  });
  expect(rounded(tail({ rtt: 0, rto: 3 }).sent).slice(0, 3)).toEqual([0, 1, 4]);
});

test('with the socket held open, data is given up after a quarter of an hour', () => {
  expect(modelTimeout(15, 0.2, 120)).toBeCloseTo(924.6);
  expect(modelTimeout(8, 0.2, 120)).toBeCloseTo(102.2);
});

test('an orphan in FIN_WAIT2 waits as long as is set, but beyond a minute twice what is beyond it', () => {
  expect([5, 60, 61, 90].map(finWait2)).toEqual([5, 60, 2, 60]);
});

test('old entries are given up sooner when more than half of the backlog, and more than four, are half-open', () => {
  expect(mayBePruned(4, 1)).toBe(false);
  expect(mayBePruned(5, 1)).toBe(true);
  expect(mayBePruned(8, 16)).toBe(false);
  expect(mayBePruned(9, 16)).toBe(true);
});

test('a timer may be an eighth late, and 50 ms', () => {
  expect(latestOf(10, 8)).toBeCloseTo(19.05);
});

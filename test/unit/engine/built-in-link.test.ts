import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Impairment } from '../../../src-main/common/protocol/wire-control.ts';
import { deviation } from '../../../src-main/daemon/engine/delay.ts';
import { BuiltInLink, type Entry } from '../../../src-main/daemon/engine/built-in-link.ts';

type Asked = v.InferInput<typeof Impairment>;
interface Fate {
  frame: number;
  entry: Entry;
  leftAt: number | null;
}

const SIZE = 1000;

/** Sends so many frames, one each `gap` seconds, through a link; copies have the original's number plus a half. */
function fates(asked: Asked, { frames = 20_000, gap = 0.001, seed = 7 } = {}): Fate[] {
  const told = new Map<number, Fate>();
  const link = new BuiltInLink<number>(v.parse(Impairment, asked), seed, {
    copy: (frame) => frame + 0.5,
    flip: (frame) => void told.set(-frame, { frame: -frame, entry: 'queued', leftAt: 0 }),
  });
  const note = (frame: number, entry: Entry): void => void told.set(frame, { frame, entry, leftAt: null });
  const leave = (until: number): void => {
    for (let next = link.next; next <= until; next = link.next)
      for (const frame of link.leave(next)) told.get(frame)!.leftAt = next;
  };
  for (let frame = 1; frame <= frames; frame++) {
    leave(frame * gap);
    note(frame, link.enter(frame, SIZE, frame * gap, note));
  }
  leave(1e9);
  expect(link.counts).toMatchObject({ packets: 0, bytes: 0 });
  return [...told.values()];
}

const shareOf = (all: Fate[], fits: (fate: Fate) => boolean): number => all.filter(fits).length / all.length;
const delays = (all: Fate[], gap = 0.001): number[] =>
  all.flatMap(({ frame, leftAt }) => (leftAt === null ? [] : [leftAt - frame * gap])).sort((a, b) => a - b);
const quantile = (sorted: number[], q: number): number => sorted[Math.floor(q * (sorted.length - 1))] ?? NaN;
/** Half the width of the 99 % confidence interval of a proportion. */
const bound = (share: number, of = 20_000): number => 2.576 * Math.sqrt((share * (1 - share)) / of);

test.each([
  // What stands at these places of iproute2's tables, in jitters.
  ['normal', { 0.01: -2.3341, 0.16: -0.9948, 0.25: -0.6744, 0.5: 0, 0.75: 0.6746, 0.93: 1.4755, 0.99: 2.3271 }],
  ['pareto', { 0.01: -0.6624, 0.16: -0.5869, 0.25: -0.5325, 0.5: -0.3201, 0.75: 0.1166, 0.93: 1.2341, 0.99: 3.9999 }],
  ['paretonormal', { 0.01: -1.0802, 0.16: -0.6888, 0.5: -0.24, 0.75: 0.256, 0.93: 1.2944, 0.99: 3.5817 }],
] as const)('A delay deviates as in the table of %s', (distribution, table) => {
  for (const [share, expected] of Object.entries(table))
    expect(Math.abs(deviation(distribution, Number(share)) - expected)).toBeLessThan(0.01);
});

describe('The built-in link', () => {
  test.each([0.01, 0.1, 0.5])('loses the share that was asked for: %d', (share) => {
    const lost = shareOf(fates({ loss: { model: 'random', share } }), ({ entry }) => entry === 'lost');
    expect(Math.abs(lost - share)).toBeLessThan(bound(share));
  });

  test('loses in bursts as long as Gilbert and Elliott say', () => {
    const all = fates({ loss: { model: 'gilbert-elliott', toBad: 0.02, toGood: 0.25 } });
    const runs =
      all
        .map(({ entry }) => (entry === 'lost' ? 'x' : '.'))
        .join('')
        .match(/x+/g) ?? [];
    const mean = runs.reduce((sum, run) => sum + run.length, 0) / runs.length;
    expect(mean).toBeGreaterThan(3.4);
    expect(mean).toBeLessThan(4.6);
    expect(shareOf(all, ({ entry }) => entry === 'lost')).toBeCloseTo(0.02 / 0.27, 1);
  });

  test('goes through the four states: alone in state 4, in bursts in state 3', () => {
    const alone = fates({ loss: { model: '4-state', p13: 0, p31: 1, p32: 0, p23: 0, p14: 0.1 } });
    const runs = alone.map(({ entry }) => (entry === 'lost' ? 'x' : '.')).join('');
    expect(runs).not.toContain('xx');
    // A lost one is always followed by one that gets through.
    expect(shareOf(alone, ({ entry }) => entry === 'lost')).toBeCloseTo(0.1 / 1.1, 2);
  });

  test('doubles and damages the shares that were asked for', () => {
    const all = fates({ duplicate: { share: 0.1 }, corrupt: { share: 0.05 } });
    const copies = all.filter(({ frame }) => frame > 0 && !Number.isInteger(frame)).length / 20_000;
    const damaged = all.filter(({ frame }) => frame < 0).length / 22_000;
    expect(Math.abs(copies - 0.1)).toBeLessThan(bound(0.1));
    expect(Math.abs(damaged - 0.05)).toBeLessThan(bound(0.05, 22_000));
  });

  test('delays every frame by the time, and spreads it evenly over twice the jitter', () => {
    const sorted = delays(fates({ delay: { time: 0.05, jitter: 0.02 } }));
    expect([0, 0.25, 0.5, 0.75, 1].map((q) => Math.round(quantile(sorted, q) * 1000))).toEqual([30, 40, 50, 60, 70]);
  });

  test.each([
    ['normal', [30, 37, 50, 63, 80]],
    ['pareto', [38, 39, 44, 52, 75]],
    ['paretonormal', [36, 39, 45, 55, 76]],
  ] as const)('spreads it as iproute2 spreads %s: jitter 20 ms about 50', (distribution, expected) => {
    const sorted = delays(fates({ delay: { time: 0.05, jitter: 0.02, distribution } }));
    const found = [0.16, 0.25, 0.5, 0.75, 0.93].map((q) => quantile(sorted, q) * 1000);
    for (const [i, ms] of found.entries()) expect(Math.abs(ms - expected[i]!)).toBeLessThan(2.5);
  });

  test('sends frames ahead of those that wait', () => {
    const all = fates({ delay: { time: 0.05 }, reorder: { share: 0.25 } });
    const ahead = shareOf(all, ({ frame, leftAt }) => (leftAt ?? 0) - frame * 0.001 < 0.001);
    expect(Math.abs(ahead - 0.25)).toBeLessThan(bound(0.25));
  });

  test('lets through no more than its rate, one after the other', () => {
    // 8,000 bits each at 1 Mbit/s: 8 ms.
    const left = fates({ rate: 1e6, limit: 100_000 }, { frames: 1000 }).map(({ leftAt }) => leftAt ?? NaN);
    for (let i = 1; i < left.length; i++) expect(left[i]! - left[i - 1]!).toBeCloseTo(0.008, 9);
  });

  test('takes up no more than its limit', () => {
    const all = fates({ delay: { time: 1 }, limit: 10 }, { frames: 1000 });
    expect(all.filter(({ entry }) => entry === 'queued')).toHaveLength(10);
    expect(all.filter(({ entry }) => entry === 'over-limit')).toHaveLength(990);
  });

  test('opens for so many frames at a time', () => {
    const all = fates({ slot: { min: 0.01, max: 0.01, packets: 3 } }, { frames: 300 });
    const bySlot = new Map<number, number>();
    for (const { leftAt } of all) bySlot.set(leftAt ?? NaN, (bySlot.get(leftAt ?? NaN) ?? 0) + 1);
    expect(Math.max(...bySlot.values())).toBeLessThanOrEqual(3);
  });

  test('gives the same fates for the same seed, and others for another', () => {
    const asked: Asked = {
      delay: { time: 0.02, jitter: 0.01, correlation: 0.3, distribution: 'normal' },
      loss: { model: 'random', share: 0.1, correlation: 0.2 },
      duplicate: { share: 0.05 },
      reorder: { share: 0.1, gap: 3 },
    };
    const once = fates(asked, { frames: 2000 });
    for (let i = 0; i < 20; i++) expect(fates(asked, { frames: 2000 })).toEqual(once);
    expect(fates(asked, { frames: 2000, seed: 8 })).not.toEqual(once);
  });

  test('loses no frame between entering and leaving, whatever is asked', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const asked = fc.record(
      {
        delay: fc.record({ time: fc.double({ min: 0, max: 0.1, noNaN: true }), jitter: share, correlation: share }),
        loss: fc.record({ model: fc.constant('random' as const), share, correlation: share }),
        duplicate: fc.record({ share, correlation: share }),
        reorder: fc.record({ share, correlation: share, gap: fc.integer({ min: 1, max: 5 }) }),
        rate: fc.double({ min: 1e5, max: 1e9, noNaN: true }),
        limit: fc.integer({ min: 1, max: 50 }),
        slot: fc.record({ min: share, packets: fc.nat(3), bytes: fc.nat(3000) }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(asked, (impairment) => {
        for (const { entry, leftAt } of fates(impairment as Asked, { frames: 50 }))
          expect(leftAt !== null).toBe(entry === 'queued');
      }),
    );
  });
});

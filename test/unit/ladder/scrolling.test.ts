import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScrollRange } from '../../../src-renderer/views/ladder/scroll-range.ts';
import { SlotPool } from '../../../src-renderer/views/ladder/slot-pool.ts';

const VIEW = 600;
const HIGHEST = 10_000;

describe('Scrolling over more than an element may be high', () => {
  test('is plain scrolling as long as it fits', () => {
    const range = new ScrollRange(HIGHEST);
    range.resize(5000, VIEW);
    expect([range.goTo(1234), range.shift, range.elementHeight]).toEqual([1234, 0, 5000]);
    expect(range.scrolled(1300)).toBe(1300);
  });

  test('moves by as many pixels as a person does, also far down', () => {
    const range = new ScrollRange(HIGHEST);
    range.resize(1_000_000, VIEW);
    const top = range.goTo(500_000);
    expect(range.scrolled(top + 60)).toBe(500_060);
    expect(range.scrolled(top)).toBe(500_000);
  });

  test('a large movement goes to the same fraction of the whole', () => {
    const range = new ScrollRange(HIGHEST);
    range.resize(1_000_000, VIEW);
    range.goTo(0);
    expect(range.scrolled((HIGHEST - VIEW) / 2)).toBeCloseTo(range.end / 2, -2);
  });

  test('the first and the last pixel are at the ends of the element', () => {
    const range = new ScrollRange(HIGHEST);
    range.resize(1_000_000, VIEW);
    expect(range.goTo(range.end)).toBe(HIGHEST - VIEW);
    expect(range.goTo(0)).toBe(0);
  });

  test('what follows the newest row is neither made higher nor scrolled for each of them', () => {
    const range = new ScrollRange();
    range.resize(10_000, VIEW);
    const top = range.goTo(range.end);
    for (let height = 10_000; height <= 12_000; height += 28) {
      range.resize(height, VIEW);
      expect([range.goTo(range.end), range.elementHeight]).toEqual([top, 10_000]);
    }
    expect(range.scrolled(top - 60)).toBe(range.end - 60);
    expect(range.goTo(0)).toBe(0);
  });

  test('a person who goes on scrolling never meets an end of the element before that of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -900, max: 900 }), { maxLength: 400 }), (steps) => {
        const range = new ScrollRange(HIGHEST);
        range.resize(50_000, VIEW);
        let [top, position] = [range.goTo(25_000), 25_000];
        for (const step of steps) {
          const moved = Math.max(0, Math.min(HIGHEST - VIEW, top + step));
          const meant = range.scrolled(moved) ?? position;
          expect(meant).toBe(Math.max(0, Math.min(range.end, position + step)));
          [position, top] = [meant, range.goTo(meant)];
        }
      }),
    );
  });
});

describe('Elements that are lent on', () => {
  test('what stays keeps its own, what comes takes one of its form', () => {
    const pool = new SlotPool();
    const form = (key: number): string => (key % 2 === 0 ? 'even' : 'odd');
    const assign = (keys: number[]): number[] => pool.assign(keys.map((key) => ({ key, form: form(key) })));
    expect(assign([1, 2, 3])).toEqual([0, 1, 2]);
    expect(assign([2, 3, 5])).toEqual([1, 2, 0]);
    expect(assign([8, 5])).toEqual([1, 0]);
  });

  test('no two share one', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(40))), (screens) => {
        const pool = new SlotPool();
        for (const keys of screens) {
          const slots = pool.assign(keys.map((key) => ({ key, form: String(key % 3) })));
          expect(new Set(slots).size).toBe(keys.length);
        }
      }),
    );
  });
});

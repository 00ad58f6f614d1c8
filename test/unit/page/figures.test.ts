import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { PRESET_NAMES, PRESETS as LINES } from '../../../src-main/common/impairment/presets.ts';
import { faultOfImpairment } from '../../../src-main/common/impairment/problem.ts';
import { Impairment } from '../../../src-main/common/protocol/wire-control.ts';
import {
  countOfOthers,
  impairmentOf,
  outOfBounds,
  PRESETS,
  type Figures,
} from '../../../src-renderer/views/wire/figures.ts';

const figures = (more: Partial<Figures>): Figures => ({ ...PRESETS.lan, ...more });

test.each(PRESET_NAMES)('the preset %s is taken by the lab as it is', (name) => {
  expect(outOfBounds(PRESETS[name])).toBeUndefined();
  const impairment = impairmentOf(PRESETS[name]);
  expect(impairment).toEqual(LINES[name]);
  if (impairment === null) return expect(name).toBe('lan');
  expect(v.parse(Impairment, impairment)).toEqual(impairment);
  expect(faultOfImpairment(impairment)).toBeNull();
});

describe('Figures', () => {
  test('that are left as they were ask for nothing, also when fields were emptied', () => {
    expect(impairmentOf(PRESETS.lan)).toBeNull();
    expect(impairmentOf(figures({ delay: null, loss: null, limit: null, gap: null, slotMax: null }))).toBeNull();
  });

  test('ask for the loss of the model that was chosen, and of no other', () => {
    const all = { loss: 10, toBad: 1, toGood: 25, p13: 2, p31: 30 };
    expect(impairmentOf(figures(all))?.loss).toEqual({ model: 'random', share: 0.1, correlation: 0 });
    expect(impairmentOf(figures({ ...all, model: 'gilbert-elliott' }))?.loss).toEqual({
      model: 'gilbert-elliott',
      toBad: 0.01,
      toGood: 0.25,
      lossInBad: 1,
      lossInGood: 0,
    });
    expect(impairmentOf(figures({ ...all, model: '4-state' }))?.loss).toEqual({
      model: '4-state',
      p13: 0.02,
      p31: 0.3,
      p32: 0,
      p23: 0,
      p14: 0,
    });
  });

  test('within their bounds are taken by the lab at either end', () => {
    const least = figures({ delay: 0.001, rate: 0.001, limit: 1, gap: 1 });
    const most = figures({ delay: 60_000, loss: 100, rate: 100_000, limit: 100_000, reorder: 100, gap: 1_000_000 });
    for (const asked of [least, most]) {
      expect(outOfBounds(asked)).toBeUndefined();
      expect(v.is(Impairment, impairmentOf(asked))).toBe(true);
    }
  });

  test.each([
    [{ loss: 101 }, 'loss'],
    [{ delay: -1 }, 'delay'],
    [{ rate: 0.0005 }, 'rate'],
    [{ limit: 0 }, 'limit'],
    [{ gap: 1.5 }, 'gap'],
    [{ slotBytes: 2 ** 31 }, 'slotBytes'],
  ] as const)('out of their bounds are named: %o', (more, name) => {
    expect(outOfBounds(figures(more))).toBe(name);
  });

  test('out of sight are counted when they say something', () => {
    expect(countOfOthers(PRESETS.lan)).toBe(0);
    expect(countOfOthers(figures({ delay: 5, distribution: 'normal', limit: 10 }))).toBe(2);
  });
});

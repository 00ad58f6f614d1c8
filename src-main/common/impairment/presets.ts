/** Lines that everybody knows, by name: for the form of the app and for sentences. Times in seconds, shares 0 … 1, rates in bit/s. */
import { DEFAULT_LIMIT, type Impairment } from '../protocol/wire-control.ts';

const random = (share: number) => ({ model: 'random' as const, share, correlation: 0 });
const late = (time: number, jitter: number) => ({ time, jitter, correlation: 0, distribution: 'uniform' as const });
const limit = DEFAULT_LIMIT;

/** Null: the wire of the lab as it is by itself. */
export const PRESETS = {
  lan: null,
  'wi-fi': { delay: late(0.005, 0.003), loss: random(0.005), limit },
  '4g': { delay: { ...late(0.04, 0.015), distribution: 'normal' }, loss: random(0.005), rate: 20e6, limit },
  satellite: { delay: late(0.3, 0.005), rate: 10e6, limit },
  'bad-line': {
    delay: late(0.1, 0.05),
    loss: random(0.1),
    duplicate: { share: 0.01, correlation: 0 },
    reorder: { share: 0.05, correlation: 0, gap: 1 },
    limit,
  },
} as const satisfies Record<string, Impairment | null>;
export type Preset = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as [Preset, ...Preset[]];

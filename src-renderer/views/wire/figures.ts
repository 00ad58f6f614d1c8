/** Impairments as a person types them: presets, bounds, and the way to what the lab is asked for. */
import { PRESETS as LINES, type Preset } from '../../../src-main/common/impairment/presets.ts';
import {
  DEFAULT_LIMIT,
  type Distribution,
  type Impairment,
  type Loss,
} from '../../../src-main/common/protocol/wire-control.ts';

/** Times in ms, shares in %, rate in Mbit/s. Nothing is 0, and so is a field that was emptied: null. */
const NUMBERS = {
  ...{ delay: 0, jitter: 0, delayCorrelation: 0 },
  ...{ loss: 0, lossCorrelation: 0 },
  ...{ toBad: 0, toGood: 0, lossInBad: 100, lossInGood: 0 },
  ...{ p13: 0, p31: 0, p32: 0, p23: 0, p14: 0 },
  ...{ duplicate: 0, duplicateCorrelation: 0 },
  ...{ corrupt: 0, corruptCorrelation: 0 },
  ...{ reorder: 0, reorderCorrelation: 0, gap: 1 },
  ...{ rate: 0, limit: DEFAULT_LIMIT },
  ...{ slotMin: 0, slotMax: 0, slotPackets: 0, slotBytes: 0 },
};
export type NumberName = keyof typeof NUMBERS;
export interface Figures extends Record<NumberName, number | null> {
  distribution: Distribution;
  model: Loss['model'];
}

/** As decimal fractions are: 0.7 % is 0.007, not a neighbour of it. */
const decimal = (value: number): number => Number(value.toPrecision(12));
const times = (value: number, by: number): number => decimal(value * by);

const NOTHING: Figures = { ...NUMBERS, distribution: 'uniform', model: 'random' };

/** What a person needs mostly; the others are behind "All settings". */
export const SIMPLE = ['delay', 'jitter', 'loss', 'duplicate', 'reorder', 'rate'] as const;

export const LOSS_MODELS: readonly Loss['model'][] = ['random', 'gilbert-elliott', '4-state'];

/** The probabilities that a model of loss is made of. */
export const OF_MODEL: Record<Loss['model'], readonly NumberName[]> = {
  random: ['lossCorrelation'],
  'gilbert-elliott': ['toBad', 'toGood', 'lossInBad', 'lossInGood'],
  '4-state': ['p13', 'p31', 'p32', 'p23', 'p14'],
};

/** The lines that everybody knows, as a person would type them. */
export const PRESETS = Object.fromEntries(
  Object.entries<Impairment | null>(LINES).map(([name, line]) => [name, figuresOf(line)]),
) as Record<Preset, Figures>;

function figuresOf(line: Impairment | null): Figures {
  const { delay, loss, duplicate, reorder, rate } = line ?? {};
  return {
    ...NOTHING,
    ...(delay && {
      delay: times(delay.time, 1000),
      jitter: times(delay.jitter, 1000),
      distribution: delay.distribution,
    }),
    ...(loss?.model === 'random' && { loss: times(loss.share, 100) }),
    ...(duplicate && { duplicate: times(duplicate.share, 100) }),
    ...(reorder && { reorder: times(reorder.share, 100), gap: reorder.gap }),
    ...(rate !== undefined && { rate: times(rate, 1e-6) }),
  };
}

const ALL = Object.keys(NOTHING) as (keyof Figures)[];

export const isSame = (a: Figures, b: Figures): boolean => ALL.every((name) => a[name] === b[name]);

/** How many of the figures behind "All settings" are not as they would be by themselves. */
export const countOfOthers = (figures: Figures): number =>
  ALL.filter((name) => !SIMPLE.some((simple) => simple === name) && figures[name] !== NOTHING[name]).length;

export interface Bounds {
  unit: 'ms' | '%' | 'Mbit/s' | '';
  least: number;
  most: number;
  isWhole?: boolean;
}

const TIME: Bounds = { unit: 'ms', least: 0, most: 60_000 };
const SHARE: Bounds = { unit: '%', least: 0, most: 100 };
/** The bounds of the protocol's schema; what they leave out is in SHARE's. */
const BOUNDS: Partial<Record<NumberName, Bounds>> = {
  delay: TIME,
  jitter: TIME,
  slotMin: TIME,
  slotMax: TIME,
  rate: { unit: 'Mbit/s', least: 0.001, most: 100_000 },
  gap: { unit: '', least: 1, most: 1_000_000, isWhole: true },
  limit: { unit: '', least: 1, most: 100_000, isWhole: true },
  slotPackets: { unit: '', least: 0, most: 1_000_000, isWhole: true },
  slotBytes: { unit: '', least: 0, most: 1 << 30, isWhole: true },
};
export const boundsOf = (name: NumberName): Bounds => BOUNDS[name] ?? SHARE;

/** The first figure that is out of its bounds; one whose 0 means nothing may be 0. */
export const outOfBounds = (figures: Figures): NumberName | undefined =>
  (Object.keys(NUMBERS) as NumberName[]).find((name) => {
    const value = figures[name];
    const { least, most, isWhole } = boundsOf(name);
    if (value === null || (value === 0 && NUMBERS[name] === 0)) return false;
    return !(value >= least && value <= most) || (isWhole === true && !Number.isInteger(value));
  });

const part = (value: number | null, of: number): number => decimal((value ?? 0) / of);
const seconds = (ms: number | null): number => part(ms, 1000);
const share = (percent: number | null): number => part(percent, 100);
const chance = (percent: number | null, correlation: number | null): { share: number; correlation: number } => ({
  share: share(percent),
  correlation: share(correlation),
});

/** null when the figures leave every frame as it is. */
export function impairmentOf(figures: Figures): Impairment | null {
  const { delay, jitter, delayCorrelation, distribution, duplicate, corrupt, reorder, rate } = figures;
  const { slotMin, slotMax, slotPackets, slotBytes } = figures;
  const loss = lossOf(figures);
  const limit = figures.limit ?? DEFAULT_LIMIT;
  const made: Impairment = {
    ...((delay || jitter) && {
      delay: { time: seconds(delay), jitter: seconds(jitter), correlation: share(delayCorrelation), distribution },
    }),
    ...(loss && { loss }),
    ...(duplicate && { duplicate: chance(duplicate, figures.duplicateCorrelation) }),
    ...(corrupt && { corrupt: chance(corrupt, figures.corruptCorrelation) }),
    ...(reorder && { reorder: { ...chance(reorder, figures.reorderCorrelation), gap: figures.gap ?? 1 } }),
    ...(rate && { rate: Math.round(rate * 1e6) }),
    limit,
    ...((slotMin || slotMax) && {
      slot: {
        min: seconds(slotMin),
        ...(slotMax && { max: seconds(slotMax) }),
        packets: slotPackets ?? 0,
        bytes: slotBytes ?? 0,
      },
    }),
  };
  return Object.keys(made).length === 1 && limit === DEFAULT_LIMIT ? null : made;
}

function lossOf(figures: Figures): Loss | null {
  const { model, loss, toBad, toGood, lossInBad, lossInGood, p13, p31, p32, p23, p14 } = figures;
  switch (model) {
    case 'random':
      return loss ? { model, ...chance(loss, figures.lossCorrelation) } : null;
    case 'gilbert-elliott': {
      const ways = { toBad: share(toBad), toGood: share(toGood) };
      return toBad || lossInGood
        ? { model, ...ways, lossInBad: share(lossInBad), lossInGood: share(lossInGood) }
        : null;
    }
    case '4-state': {
      const ways = { p13: share(p13), p31: share(p31), p32: share(p32), p23: share(p23), p14: share(p14) };
      return p13 || p14 ? { model, ...ways } : null;
    }
  }
}

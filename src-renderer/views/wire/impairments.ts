/** Impairments as a person types them, and as one line says them. */
import type { Distribution, Impairment } from '../../../src-main/common/protocol/wire-control.ts';
import { timeText, type Units } from '../../../src-main/common/text/quantities.ts';
import { say } from '../../state/words.svelte.ts';

/** Times in ms, shares in %, rate in Mbit/s with 0 for any. A field that was emptied is null. */
export interface Figures {
  delay: number | null;
  jitter: number | null;
  distribution: Distribution;
  loss: number | null;
  duplicate: number | null;
  reorder: number | null;
  rate: number | null;
  limit: number | null;
}

export const FRAMES = 1000;
const NOTHING: Figures = {
  delay: 0,
  jitter: 0,
  distribution: 'uniform',
  loss: 0,
  duplicate: 0,
  reorder: 0,
  rate: 0,
  limit: FRAMES,
};

export const PRESETS = {
  lan: NOTHING,
  wifi: { ...NOTHING, delay: 5, jitter: 3, loss: 0.5 },
  '4g': { ...NOTHING, delay: 40, jitter: 15, distribution: 'normal', loss: 0.5, rate: 20 },
  satellite: { ...NOTHING, delay: 300, jitter: 5, rate: 10 },
  bad: { ...NOTHING, delay: 100, jitter: 50, loss: 10, duplicate: 1, reorder: 5 },
} as const satisfies Record<string, Figures>;
export type Preset = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as Preset[];

export const isSame = (a: Figures, b: Figures): boolean =>
  (Object.keys(NOTHING) as (keyof Figures)[]).every((name) => a[name] === b[name]);

/** Divided as decimal fractions are: 0.7 % is 0.007, not a neighbour of it. */
const part = (value: number | null, of: number): number => Number(((value ?? 0) / of).toPrecision(12));
const chance = (percent: number | null): { share: number; correlation: number } => ({
  share: part(percent, 100),
  correlation: 0,
});

/** null when the figures leave every frame as it is. */
export function impairmentOf(figures: Figures): Impairment | null {
  const { delay, jitter, distribution, loss, duplicate, reorder, rate } = figures;
  const limit = figures.limit ?? FRAMES;
  const made: Impairment = {
    ...((delay || jitter) && {
      delay: { time: part(delay, 1000), jitter: part(jitter, 1000), correlation: 0, distribution },
    }),
    ...(loss && { loss: { model: 'random' as const, ...chance(loss) } }),
    ...(duplicate && { duplicate: chance(duplicate) }),
    ...(reorder && { reorder: { ...chance(reorder), gap: 1 } }),
    ...(rate && { rate: Math.round(rate * 1e6) }),
    limit,
  };
  return Object.keys(made).length === 1 && limit === FRAMES ? null : made;
}

/** All that is in force in one line, in the order of the fields. */
export function impairmentText(impairment: Impairment, units: Units): string {
  const { delay, loss, duplicate, corrupt, reorder, rate, slot, limit } = impairment;
  return [
    ...(delay ? [delayText(delay, units)] : []),
    ...(loss ? [lossText(loss)] : []),
    ...(duplicate ? [say('impair.said.duplicate', { share: percentText(duplicate.share) })] : []),
    ...(corrupt ? [say('impair.said.corrupt', { share: percentText(corrupt.share) })] : []),
    ...(reorder ? [say('impair.said.reorder', { share: percentText(reorder.share) })] : []),
    ...(rate === undefined ? [] : [rateText(rate)]),
    ...(slot ? [say('impair.said.slot')] : []),
    say('impair.said.limit', { limit }),
  ].join(say('impair.said.and'));
}

function delayText({ time, jitter, distribution }: NonNullable<Impairment['delay']>, units: Units): string {
  if (jitter === 0) return say('impair.said.delay', { time: shortTime(time, units) });
  const values = {
    time: shortTime(time, units),
    jitter: shortTime(jitter, units),
    distribution: say(`impair.distribution.${distribution}`),
  };
  return say(distribution === 'uniform' ? 'impair.said.jitter' : 'impair.said.spread', values);
}

function lossText(loss: NonNullable<Impairment['loss']>): string {
  if (loss.model !== 'random') return say('impair.said.model', { model: loss.model });
  return say('impair.said.loss', { share: percentText(loss.share) });
}

/** A figure that was set has as many digits as it was set with. */
const shortTime = (seconds: number, units: Units): string =>
  units === 'plain' || seconds >= 1 ? timeText(seconds, 'plain') : `${part(seconds, 1e-3)} ms`;
const percentText = (share: number): string => `${part(share, 0.01)} %`;
const rateText = (rate: number): string => (rate < 1e6 ? `${part(rate, 1e3)} kbit/s` : `${part(rate, 1e6)} Mbit/s`);

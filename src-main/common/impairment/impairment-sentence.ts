/** Impairments as a sentence that parse-impairment.ts reads as the same. */
import { DEFAULT_LIMIT, type Impairment, type Loss } from '../protocol/wire-control.ts';
import { durationText } from '../rules/durations.ts';
import type { Impairing } from './parse-impairment.ts';
import { rateText, shareText } from './quantities.ts';

export function impairmentSentence({ from, impairment, seed, preset }: Impairing): string {
  const clauses = [...(from ? [`from ${from}`] : []), ...(seed === undefined ? [] : [`seed ${seed}`])];
  const what = preset === undefined ? partsText(impairment) : `preset ${preset}`;
  return [what, ...clauses].join(' ');
}

function partsText(impairment: Impairment | null): string {
  if (impairment === null) return 'no impairment';
  const { delay, loss, duplicate, corrupt, reorder, rate, limit, slot } = impairment;
  const parts = [
    ...(delay ? [`delay ${delayText(delay)}`] : []),
    ...(loss ? [`loss ${lossText(loss)}`] : []),
    ...(duplicate ? [`duplicate ${chanceText(duplicate)}`] : []),
    ...(corrupt ? [`corrupt ${chanceText(corrupt)}`] : []),
    ...(reorder ? [`reorder ${chanceText(reorder)}${reorder.gap === 1 ? '' : ` gap ${reorder.gap}`}`] : []),
    ...(rate === undefined ? [] : [`rate ${rateText(rate)}`]),
    ...(slot ? [`slot ${slotText(slot)}`] : []),
  ];
  return [...parts, ...(limit === DEFAULT_LIMIT && parts.length > 0 ? [] : [`limit ${limit}`])].join(', ');
}

const correlationText = (correlation: number): string =>
  correlation === 0 ? '' : ` correlation ${shareText(correlation)}`;

const chanceText = ({ share, correlation }: { share: number; correlation: number }): string =>
  shareText(share) + correlationText(correlation);

function delayText({ time, jitter, correlation, distribution }: NonNullable<Impairment['delay']>): string {
  const spread = jitter === 0 ? '' : ` jitter ${durationText(jitter)}`;
  const shape = distribution === 'uniform' ? '' : ` distribution ${distribution}`;
  return durationText(time) + spread + correlationText(correlation) + shape;
}

function lossText(loss: Loss): string {
  switch (loss.model) {
    case 'random':
      return chanceText(loss);
    case 'gilbert-elliott': {
      const { toBad, toGood, lossInBad, lossInGood } = loss;
      return `gemodel ${waysText({ p: toBad, r: toGood, '1-h': lossInBad, '1-k': lossInGood })}`;
    }
    case '4-state': {
      const { p13, p31, p32, p23, p14 } = loss;
      return `state ${waysText({ p13, p31, p32, p23, p14 })}`;
    }
  }
}

const waysText = (ways: Readonly<Record<string, number>>): string =>
  Object.entries(ways)
    .map(([name, share]) => `${name} ${shareText(share)}`)
    .join(' ');

function slotText({ min, max, packets, bytes }: NonNullable<Impairment['slot']>): string {
  const to = max === undefined ? '' : ` to ${durationText(max)}`;
  return `${durationText(min)}${to}${packets === 0 ? '' : ` packets ${packets}`}${bytes === 0 ? '' : ` bytes ${bytes}`}`;
}

/** An impairment in the words of tc-netem(8). */
import type { Impairment, Loss } from '../protocol/wire-control.ts';

const percent = (share: number): string => `${Number((share * 100).toPrecision(9))}%`;
const time = (seconds: number): string => `${Math.round(seconds * 1e9) / 1e3}us`;
const chance = ({ share, correlation } = { share: 0, correlation: 0 }): string[] => [
  percent(share),
  percent(correlation),
];

/** Whether the jitter is drawn from one of iproute2's tables. Without one netem spreads it evenly. */
export const hasTable = ({ jitter, distribution }: NonNullable<Impairment['delay']>): boolean =>
  jitter > 0 && distribution !== 'uniform';

function loss(model: Loss | undefined): string[] {
  if (!model) return ['random', '0%'];
  if (model.model === 'random') return ['random', ...chance(model)];
  if (model.model === '4-state')
    return ['state', ...[model.p13, model.p31, model.p32, model.p23, model.p14].map(percent)];
  return ['gemodel', ...[model.toBad, model.toGood, model.lossInBad, model.lossInGood].map(percent)];
}

/**
 * What comes after `netem`. Every option is named, also those that are to be nothing: a netem that is changed, and so
 * keeps what is queued in it, keeps every option that is not named, too.
 */
export function netemArguments({
  delay,
  loss: model,
  duplicate,
  corrupt,
  reorder,
  rate,
  limit,
  slot,
}: Impairment): string[] {
  const { min, max = min, packets, bytes } = slot ?? { min: 0, packets: 0, bytes: 0 };
  const table = delay && hasTable(delay) ? ['distribution', delay.distribution] : [];
  return [
    ...['limit', String(limit)],
    ...['delay', time(delay?.time ?? 0), time(delay?.jitter ?? 0), percent(delay?.correlation ?? 0), ...table],
    ...['loss', ...loss(model)],
    ...['duplicate', ...chance(duplicate)],
    ...['corrupt', ...chance(corrupt)],
    ...['reorder', ...chance(reorder)],
    ...(reorder ? ['gap', String(reorder.gap)] : []),
    ...['rate', `${Math.round(rate ?? 0)}bit`],
    ...['slot', time(min), time(max), 'packets', String(packets), 'bytes', String(bytes)],
  ];
}

/** What `tc -s -j qdisc show dev …` says of a netem: the impairment that is in force, and its queue and counts. */
import * as v from 'valibot';
import { Impairment, type Loss } from '../protocol/wire-control.ts';

const number = v.number();
const Correlated = <K extends string>(key: K) =>
  v.optional(v.object({ [key]: number, correlation: number } as Record<K | 'correlation', typeof number>));

const Netem = v.object({
  kind: v.literal('netem'),
  options: v.object({
    limit: number,
    delay: v.optional(v.object({ delay: number, jitter: number, correlation: number })),
    'loss-random': Correlated('loss'),
    'loss-state': v.optional(v.object({ p13: number, p31: number, p32: number, p23: number, p14: number })),
    'loss-gemodel': v.optional(v.object({ p: number, r: number, '1-h': number, '1-k': number })),
    duplicate: Correlated('duplicate'),
    corrupt: Correlated('corrupt'),
    reorder: Correlated('reorder'),
    rate: v.optional(v.object({ rate: number })),
    slot: v.optional(v.object({ 'min-delay': number, 'max-delay': number, packets: number, bytes: number })),
    gap: v.optional(number, 0),
  }),
  drops: number,
  backlog: number,
  qlen: number,
});
type Options = v.InferOutput<typeof Netem>['options'];

export interface NetemReport {
  impairment: Impairment;
  /** Waiting now. */
  packets: number;
  bytes: number;
  /** By loss and by the limit, which netem counts in one. */
  drops: number;
}

/** Null when there is no netem. `distribution` is what was asked for: netem keeps the table, not its name. */
export function readNetem(json: string, asked: Impairment): NetemReport | null {
  const list = v.parse(v.array(v.looseObject({ kind: v.string() })), JSON.parse(json));
  const found = list.find(({ kind }) => kind === 'netem');
  if (!found) return null;
  const { options, drops, backlog, qlen } = v.parse(Netem, found);
  return { impairment: impairmentOf(options, asked), packets: qlen, bytes: backlog, drops };
}

function impairmentOf(options: Options, asked: Impairment): Impairment {
  const { limit, delay, duplicate, corrupt, reorder, rate, slot, gap } = options;
  const loss = lossOf(options);
  return v.parse(Impairment, {
    limit,
    ...(delay && {
      delay: {
        time: delay.delay,
        jitter: delay.jitter,
        correlation: delay.correlation,
        ...(asked.delay && { distribution: asked.delay.distribution }),
      },
    }),
    ...(loss && { loss }),
    ...(duplicate && { duplicate: { share: duplicate.duplicate, correlation: duplicate.correlation } }),
    ...(corrupt && { corrupt: { share: corrupt.corrupt, correlation: corrupt.correlation } }),
    ...(reorder && { reorder: { share: reorder.reorder, correlation: reorder.correlation, gap } }),
    // tc tells bytes a second.
    ...(rate && { rate: rate.rate * 8 }),
    ...(slot && {
      slot: { min: slot['min-delay'], max: slot['max-delay'], packets: slot.packets, bytes: slot.bytes },
    }),
  });
}

function lossOf(options: Options): Loss | undefined {
  const { 'loss-random': random, 'loss-state': state, 'loss-gemodel': bursts } = options;
  if (random) return { model: 'random', share: random.loss, correlation: random.correlation };
  if (state) return { model: '4-state', ...state };
  if (!bursts) return undefined;
  const { p, r, '1-h': lossInBad, '1-k': lossInGood } = bursts;
  return { model: 'gilbert-elliott', toBad: p, toGood: r, lossInBad, lossInGood };
}

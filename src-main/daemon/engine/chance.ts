/** Whether a frame is lost, by the models of tc-netem(8) as sch_netem.c goes through them. */
import type { Impairment, Loss } from '../../common/protocol/wire-control.ts';
import { CorrelatedRandom, type Random } from './random.ts';

/** Says for each frame in turn whether it happens to it. */
export type Chance = () => boolean;

export const NEVER: Chance = () => false;

/** duplicate, corrupt, reorder and random loss: the same share of all, each time anew. */
export function chanceOf(chance: { share: number; correlation: number } | undefined, random: Random): Chance {
  if (!chance || chance.share === 0) return NEVER;
  const numbers = new CorrelatedRandom(random, chance.correlation);
  return () => numbers.share() < chance.share;
}

export function lossOf(loss: Impairment['loss'], random: Random): Chance {
  if (!loss) return NEVER;
  if (loss.model === 'random') return chanceOf(loss, random);
  return loss.model === 'gilbert-elliott' ? gilbertElliott(loss, random) : fourStates(loss, random);
}

function gilbertElliott(
  { toBad, toGood, lossInBad, lossInGood }: Extract<Loss, { model: 'gilbert-elliott' }>,
  random: Random,
): Chance {
  let isBad = false;
  return () => {
    const wasBad = isBad;
    if (random.share() < (wasBad ? toGood : toBad)) isBad = !wasBad;
    return random.share() < (wasBad ? lossInBad : lossInGood);
  };
}

/** States by their numbers in tc-netem(8): 1 and 2 receive, 3 and 4 lose. */
function fourStates(loss: Extract<Loss, { model: '4-state' }>, random: Random): Chance {
  let state: 1 | 2 | 3 | 4 = 1;
  return () => {
    const number = random.share();
    if (state === 4) state = 1;
    else if (state === 1) state = number < loss.p14 ? 4 : number < loss.p14 + loss.p13 ? 3 : 1;
    else if (state === 2) state = number < loss.p23 ? 3 : 2;
    else state = number < loss.p32 ? 2 : number < loss.p32 + loss.p31 ? 1 : 3;
    return state >= 3;
  };
}

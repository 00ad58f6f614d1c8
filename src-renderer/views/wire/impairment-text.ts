/** What is in force, in one line. */
import type { Impairment, Loss } from '../../../src-main/common/protocol/wire-control.ts';
import { timeText, type Units } from '../../../src-main/common/text/quantities.ts';
import { say } from '../../state/words.svelte.ts';

/** In the order of netem's own parameters. */
export function impairmentText(impairment: Impairment, units: Units): string {
  const { delay, loss, duplicate, corrupt, reorder, rate, slot, limit } = impairment;
  return [
    ...(delay ? [delayText(delay, units)] : []),
    ...(loss ? [lossText(loss)] : []),
    ...(duplicate ? [chanceText('duplicate', duplicate)] : []),
    ...(corrupt ? [chanceText('corrupt', corrupt)] : []),
    ...(reorder ? [reorderText(reorder)] : []),
    ...(rate === undefined ? [] : [rateText(rate)]),
    ...(slot ? [slotText(slot, units)] : []),
    say('impair.said.limit', { limit }),
  ].join(say('impair.said.and'));
}

function delayText(
  { time, jitter, correlation, distribution }: NonNullable<Impairment['delay']>,
  units: Units,
): string {
  if (jitter === 0) return say('impair.said.delay', { time: shortTime(time, units) });
  const values = {
    time: shortTime(time, units),
    jitter: shortTime(jitter, units),
    distribution: say(`impair.distribution.${distribution}`),
  };
  return correlated(say(distribution === 'uniform' ? 'impair.said.jitter' : 'impair.said.spread', values), correlation);
}

function lossText(loss: Loss): string {
  switch (loss.model) {
    case 'random':
      return chanceText('loss', loss);
    case 'gilbert-elliott': {
      const { toBad, toGood, lossInBad, lossInGood } = loss;
      return say('impair.said.bursts', {
        toBad: percentText(toBad),
        toGood: percentText(toGood),
        lossInBad: percentText(lossInBad),
        lossInGood: percentText(lossInGood),
      });
    }
    case '4-state': {
      const ways = (['p13', 'p31', 'p32', 'p23', 'p14'] as const).map((way) => `${way} ${percentText(loss[way])}`);
      return say('impair.said.states', { ways: ways.join(' ') });
    }
  }
}

const chanceText = (
  what: 'loss' | 'duplicate' | 'corrupt' | 'reorder',
  { share, correlation }: { share: number; correlation: number },
): string => correlated(say(`impair.said.${what}`, { share: percentText(share) }), correlation);

function reorderText(reorder: NonNullable<Impairment['reorder']>): string {
  const said = chanceText('reorder', reorder);
  return reorder.gap > 1 ? say('impair.said.gap', { said, gap: reorder.gap }) : said;
}

function slotText({ min, max = min, packets, bytes }: NonNullable<Impairment['slot']>, units: Units): string {
  const [least, most] = [shortTime(min, units), shortTime(max, units)];
  const said = say('impair.said.slot', { time: min === max ? least : `${least} … ${most}` });
  const holds = [
    ...(packets > 0 ? [say('impair.said.packets', { packets })] : []),
    ...(bytes > 0 ? [`${bytes} B`] : []),
  ];
  return holds.length > 0 ? `${said} (${holds.join(say('impair.said.and'))})` : said;
}

const correlated = (said: string, correlation: number): string =>
  correlation === 0 ? said : say('impair.said.correlated', { said, share: percentText(correlation) });

/** A figure that was set has as many digits as it was set with. */
const digits = (value: number, unit: number): number => Number((value / unit).toPrecision(12));
const shortTime = (seconds: number, units: Units): string =>
  units === 'plain' || seconds >= 1 ? timeText(seconds, 'plain') : `${digits(seconds, 1e-3)} ms`;
const percentText = (share: number): string => `${digits(share, 0.01)} %`;
const rateText = (rate: number): string => (rate < 1e6 ? `${digits(rate, 1e3)} kbit/s` : `${digits(rate, 1e6)} Mbit/s`);

/** The parts of the sentences of impairments, one for each of netem's parameters, in its words (tc-netem(8)). */
import { DISTRIBUTIONS, type Impairment, type Loss } from '../protocol/wire-control.ts';
import { readDuration } from '../rules/durations.ts';
import type { RuleWords } from '../rules/rule-words.ts';
import { told } from '../text/telling.ts';
import { readRate, readShare } from './quantities.ts';

export type Part = keyof Impairment;

/** Most frames of a queue and of a gap, and of frames and bytes of a slot (protocol/wire-control.ts). */
const MOST_QUEUED = 100_000;
const MOST_FRAMES = 1_000_000;
const MOST_BYTES = 1 << 30;

/** What may stand between two parts, and says nothing. */
export function passSeparators(words: RuleWords): void {
  while (words.passes(',', 'and', 'with'));
}

/** What may follow a part, each once and in any order, by the word that it starts with. */
function readOptions<T>(words: RuleWords, readers: { [K in keyof T]: () => T[K] }): Partial<T> {
  const found: Partial<T> = {};
  for (;;) {
    passSeparators(words);
    const names = Object.keys(readers) as (keyof T & string)[];
    const name = names.find((each) => !(each in found) && words.takes(each));
    if (name === undefined) return found;
    found[name] = readers[name]();
  }
}

const readChance = (words: RuleWords): { share: number; correlation: number } => {
  const share = readShare(words);
  return { share, correlation: 0, ...readOptions(words, { correlation: () => readShare(words) }) };
};

/** The probabilities of a model of loss, all of them. */
function readWays<const N extends string>(words: RuleWords, names: readonly N[]): Record<N, number> {
  const readers = Object.fromEntries(names.map((name) => [name, () => readShare(words)]));
  const found = readOptions(words, readers);
  const missing = names.find((name) => !(name in found));
  if (missing !== undefined) words.fail(`"${missing}"`);
  return { ...Object.fromEntries(names.map((name) => [name, 0])), ...found } as Record<N, number>;
}

function readLoss(words: RuleWords): Loss {
  if (words.takes('gemodel')) {
    const ways = readWays(words, ['p', 'r', '1-h', '1-k']);
    return {
      model: 'gilbert-elliott',
      toBad: ways.p,
      toGood: ways.r,
      lossInBad: ways['1-h'],
      lossInGood: ways['1-k'],
    };
  }
  if (words.takes('state')) return { model: '4-state', ...readWays(words, ['p13', 'p31', 'p32', 'p23', 'p14']) };
  return { model: 'random', ...readChance(words) };
}

export const PARTS: { [P in Part]-?: (words: RuleWords) => NonNullable<Impairment[P]> } = {
  delay: (words) => {
    const time = readDuration(words);
    const options = readOptions(words, {
      jitter: () => readDuration(words),
      correlation: () => readShare(words),
      distribution: () => words.oneOf(told('what.distribution'), DISTRIBUTIONS),
    });
    return { time, jitter: 0, correlation: 0, distribution: 'uniform', ...options };
  },
  loss: readLoss,
  duplicate: readChance,
  corrupt: readChance,
  reorder: (words) => {
    const share = readShare(words);
    const options = readOptions(words, {
      correlation: () => readShare(words),
      gap: () => words.integer(told('what.frames'), 1, MOST_FRAMES),
    });
    return { share, correlation: 0, gap: 1, ...options };
  },
  rate: readRate,
  limit: (words) => {
    const limit = words.integer(told('what.frames'), 1, MOST_QUEUED);
    words.passes('frames', 'frame');
    return limit;
  },
  slot: (words) => {
    const min = readDuration(words);
    const options = readOptions(words, {
      to: () => readDuration(words),
      packets: () => words.integer(told('what.frames'), 0, MOST_FRAMES),
      bytes: () => words.integer(told('what.bytes'), 0, MOST_BYTES),
    });
    const { to: max, ...holds } = options;
    return { min, ...(max !== undefined && { max }), packets: 0, bytes: 0, ...holds };
  },
};

export const PART_NAMES = Object.keys(PARTS) as [Part, ...Part[]];

/** From a sentence such as "delay 50 ms, loss 5 % from client" to impairments of the wire. docs/rules.md has the whole language. */
import { HOSTS, type Host } from '../protocol/hosts.ts';
import { DEFAULT_LIMIT, type Impairment } from '../protocol/wire-control.ts';
import { ordinalValue } from '../rules/ordinals.ts';
import { RuleWords, type SentenceProblem } from '../rules/rule-words.ts';
import { VERB_NAMES } from '../rules/verbs.ts';
import { nearest } from '../text/nearest.ts';
import { told } from '../text/telling.ts';
import { passSeparators, PART_NAMES, PARTS, type Part } from './parts.ts';
import { PRESET_NAMES, PRESETS, type Preset } from './presets.ts';
import { faultOfImpairment, type ImpairmentFault } from './problem.ts';

export interface Impairing {
  /** Absent: in both directions. */
  from?: Host;
  /** Null: nothing befalls the frames any more. */
  impairment: Impairment | null;
  /** The name by which it was asked for, where nothing of it was changed. */
  preset?: Preset;
  /** Of the built-in engine's chance. */
  seed?: number;
}

export const IMPAIRMENT_EXAMPLE = 'delay 50 ms, loss 5 % from client';
const MOST_SEED = 0xffffffff;

/** Words with which no rule begins, and those that begin either: `delay 50 ms`, `delay SYN by 50 ms`. */
const OWN = [
  ...PART_NAMES.filter((part) => !VERB_NAMES.some((verb) => verb === part)),
  'no',
  'preset',
  ...PRESET_NAMES,
];

/** Whether it begins as a sentence of impairments and not as one of a rule, be it with a word that is mistyped. */
export function isOfImpairments(sentence: string): boolean {
  const words = new RuleWords(sentence, IMPAIRMENT_EXAMPLE);
  const [first, second] = [words.peek(), words.peek(1)];
  const isAmount = /^[+-]?[.\d]/.test(second) && ordinalValue(second) === undefined;
  if (VERB_NAMES.some((verb) => verb === first)) return isAmount && PART_NAMES.some((part) => part === first);
  const isPreset = PRESET_NAMES.some((preset) => preset === second) && nearest(first, ['preset']) !== undefined;
  return OWN.includes(first) || isPreset || (isAmount && nearest(first, PART_NAMES) !== undefined);
}

/** Never throws. */
export function parseImpairment(sentence: string): Impairing | { problem: SentenceProblem } {
  const words = new RuleWords(sentence, IMPAIRMENT_EXAMPLE);
  const places: Partial<Record<Part, number>> = {};
  const what = readWhat(words, places);
  const impairing = { ...readClauses(words), ...what };
  const { impairment } = what;
  words.end();
  const fault = impairment && faultOfImpairment(impairment);
  if (fault) {
    const [part, example] = FAULTS[fault.words];
    words.refuse(places[part] ?? 0, fault, told('hint.example', { example }));
  }
  return words.problem === undefined ? impairing : { problem: words.problem };
}

/** The part that is to blame, and how it would be right. */
const FAULTS: Readonly<Record<ImpairmentFault['words'], readonly [Part, string]>> = {
  'impairment.reorder-without-delay': ['reorder', 'delay 50 ms, reorder 5 %'],
  'impairment.jitter-without-delay': ['delay', 'delay 50 ms jitter 10 ms'],
  'impairment.ways-out': ['loss', 'loss state p13 2 % p31 40 % p32 10 % p23 50 % p14 1 %'],
  'impairment.slot-swapped': ['slot', 'slot 10 ms to 20 ms'],
  'impairment.slow-queue': ['rate', 'rate 1 Mbit/s, limit 100'],
};

type What = Pick<Impairing, 'impairment' | 'preset'>;

function readWhat(words: RuleWords, places: Partial<Record<Part, number>>): What {
  if (words.takes('no')) return { impairment: readNone(words) };
  if (!words.takes('preset')) return { impairment: readParts(words, places, {}) };
  const preset = words.oneOf(told('what.preset'), PRESET_NAMES);
  passSeparators(words);
  if (isAtEnd(words)) return { impairment: PRESETS[preset], preset };
  // Of what the name stands for, the parts that follow take the place.
  return { impairment: readParts(words, places, PRESETS[preset] ?? {}) };
}

const isAtEnd = (words: RuleWords): boolean => ['', 'from', 'seed'].includes(words.peek());

function readNone(words: RuleWords): null {
  words.example = 'no impairment from client';
  words.needs('impairment', 'impairments');
  return null;
}

function readParts(words: RuleWords, places: Partial<Record<Part, number>>, base: Partial<Impairment>): Impairment {
  const found: Partial<Impairment> = {};
  do {
    const { offset } = words;
    const part = words.oneOf(told('what.impairment'), PART_NAMES);
    if (part in found) words.refuse(offset, told('impairment.twice', { part }), told('hint.take-one-away'));
    places[part] = offset;
    Object.assign(found, { [part]: PARTS[part](words) });
    passSeparators(words);
  } while (!isAtEnd(words));
  return { limit: DEFAULT_LIMIT, ...base, ...found };
}

/** `from client` and `seed 7`, in any order. */
function readClauses(words: RuleWords): Pick<Impairing, 'from' | 'seed'> {
  const clauses: Pick<Impairing, 'from' | 'seed'> = {};
  for (;;) {
    passSeparators(words);
    if (clauses.from === undefined && words.takes('from')) clauses.from = words.oneOf(told('what.host'), HOSTS);
    else if (clauses.seed === undefined && words.takes('seed'))
      clauses.seed = words.integer(told('what.seed'), 0, MOST_SEED);
    else return clauses;
  }
}

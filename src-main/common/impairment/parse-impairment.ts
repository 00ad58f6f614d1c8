/** From a sentence such as "delay 50 ms, loss 5 % from client" to impairments of the wire. docs/rules.md has the whole language. */
import { HOSTS, type Host } from '../protocol/hosts.ts';
import { DEFAULT_LIMIT, type Impairment } from '../protocol/wire-control.ts';
import { ordinalValue } from '../rules/ordinals.ts';
import { RuleWords, type SentenceProblem } from '../rules/rule-words.ts';
import { VERB_NAMES } from '../rules/verbs.ts';
import { nearest } from '../text/nearest.ts';
import { told } from '../text/telling.ts';
import { passSeparators, PART_NAMES, PARTS, type Part } from './parts.ts';
import { faultOfImpairment, type ImpairmentFault } from './problem.ts';

export interface Impairing {
  /** Absent: in both directions. */
  from?: Host;
  /** Null: nothing befalls the frames any more. */
  impairment: Impairment | null;
  /** Of the built-in engine's chance. */
  seed?: number;
}

export const IMPAIRMENT_EXAMPLE = 'delay 50 ms, loss 5 % from client';
const MOST_SEED = 0xffffffff;

/** Words with which no rule begins, and those that begin either: `delay 50 ms`, `delay SYN by 50 ms`. */
const OWN = [...PART_NAMES.filter((part) => !VERB_NAMES.some((verb) => verb === part)), 'no'];

/** Whether it begins as a sentence of impairments and not as one of a rule, be it with a word that is mistyped. */
export function isOfImpairments(sentence: string): boolean {
  const words = new RuleWords(sentence, IMPAIRMENT_EXAMPLE);
  const [first, second] = [words.peek(), words.peek(1)];
  const isAmount = /^[+-]?[.\d]/.test(second) && ordinalValue(second) === undefined;
  if (VERB_NAMES.some((verb) => verb === first)) return isAmount && PART_NAMES.some((part) => part === first);
  return OWN.includes(first) || (isAmount && nearest(first, PART_NAMES) !== undefined);
}

/** Never throws. */
export function parseImpairment(sentence: string): Impairing | { problem: SentenceProblem } {
  const words = new RuleWords(sentence, IMPAIRMENT_EXAMPLE);
  const places: Partial<Record<Part, number>> = {};
  const impairment = words.takes('no') ? readNone(words) : readParts(words, places);
  const impairing = { ...readClauses(words), impairment };
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

function readNone(words: RuleWords): null {
  words.example = 'no impairment from client';
  words.needs('impairment', 'impairments');
  return null;
}

function readParts(words: RuleWords, places: Partial<Record<Part, number>>): Impairment {
  const found: Partial<Impairment> = {};
  do {
    const { offset } = words;
    const part = words.oneOf(told('what.impairment'), PART_NAMES);
    if (part in found) words.refuse(offset, told('impairment.twice', { part }), told('hint.take-one-away'));
    places[part] = offset;
    Object.assign(found, { [part]: PARTS[part](words) });
    passSeparators(words);
  } while (!['', 'from', 'seed'].includes(words.peek()));
  return { limit: DEFAULT_LIMIT, ...found };
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

/** The entries under `predict:`. A new kind of question is a new row here, a new kind in `Question`, and its truth. */
import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { TCP_STATES } from '../../protocol/events.ts';
import { fieldsOf, need, offsetOf, readGroup, readTranslated } from '../fields.ts';
import type { Field } from '../fields.ts';
import type { Prediction, Question } from '../lesson.ts';
import { told } from '../../text/telling.ts';
import type { Problems } from '../problems.ts';
import {
  readConnections,
  readCounted,
  readCounter,
  readFlags,
  readHost,
  readNth,
  readQueue,
  readTerm,
  readTwice,
} from './parts.ts';
import { PROGRAM_CALLS } from '../schema/parts.ts';
import { COMPARED, NO_ERROR, NOTHING } from '../judge/truth.ts';
import { Sentence } from './sentence.ts';

interface Kind {
  example: string;
  /** How a choice looks, for its hint. */
  choices: string;
  read(sentence: Sentence): Question;
  readChoice(sentence: Sentence): string;
}

const KINDS: Record<string, Kind> = {
  state: {
    example: 'state: server, or state: client on connection 2',
    choices: 'choices: SYN_SENT, ESTABLISHED, CLOSED',
    read: (s) => ({ kind: 'state', host: readHost(s), connection: s.connection() }),
    readChoice: (s) => s.oneOf(told('what.state'), TCP_STATES),
  },
  segment: {
    example: 'segment: first from server',
    choices: 'choices: SYN,ACK, RST,ACK, nothing',
    read: (s) => {
      s.words('first', 'from');
      return { kind: 'segment', host: readHost(s), connection: s.connection() };
    },
    readChoice: (s) => (s.takes(NOTHING) ? NOTHING : readFlags(s)),
  },
  number: {
    example:
      'number: of SYN,ACK from server, in server SYN queue, ticks of ListenDrops of server, or ack of ACK from client - isn of server',
    choices: 'choices: 0, 1, 5',
    read: readNumber,
    readChoice: (s) => String(s.integer(told('what.number'), 0, 0xffffffff)),
  },
  compare: {
    example: 'compare: isn of client in connections 1 and 2',
    choices: `choices: ${COMPARED.join(', ')}`,
    read: (s) => {
      const compared = readTwice(s);
      s.end();
      return { kind: 'compare', ...compared };
    },
    readChoice: (s) => s.oneOf(told('what.comparison'), COMPARED),
  },
  time: {
    example: 'time: from SYN from client to 2nd SYN from client',
    choices: 'choices: 200 ms, 1 s, 3 s',
    read: (s) => {
      s.words('from');
      const from = { nth: readNth(s), segment: readCounted(s) };
      s.words('to');
      return { kind: 'time', from, to: { nth: readNth(s), segment: readCounted(s) }, connection: s.connection() };
    },
    readChoice: (s) => {
      const value = s.seconds();
      return value < 1 ? `${Math.round(value * 1000)} ms` : `${value} s`;
    },
  },
  outcome: {
    example: 'outcome: client connect',
    choices: `choices: ${NO_ERROR}, ECONNREFUSED, ETIMEDOUT`,
    read: (s) => ({
      kind: 'outcome',
      host: readHost(s),
      call: s.oneOf(told('what.call'), PROGRAM_CALLS),
      connection: s.connection(),
    }),
    readChoice: (s) =>
      s.takes(NO_ERROR)
        ? NO_ERROR
        : s.matching(told('what.error'), /^E[A-Z0-9]{2,20}$/, told('hint.error', { none: NO_ERROR })),
  },
};

const KIND_NAMES = Object.keys(KINDS);

/** For editors: how each kind of question is written. */
export const PREDICTION_EXAMPLES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(KINDS).map(([name, { example }]) => [name, example]),
);
const CHOICES = { least: 2, most: 6 };

/** One entry of a `predict:` list. */
export function readPrediction(
  node: Node | null,
  source: string,
  problems: Problems,
  whereEmpty: number,
): { value: Prediction; offset: number } | undefined {
  const what = told('part.prediction');
  const group = readGroup(node, what, ['ask', ...KIND_NAMES, 'choices', 'answer', 'why'], problems, whereEmpty);
  if (group === undefined || !isMap(node)) return undefined;
  const where = offsetOf(node);
  const askField = need(group, 'ask', what, where, problems);
  const ask = askField && readTranslated(askField, problems);
  const whyField = need(group, 'why', what, where, problems);
  const why = whyField && readTranslated(whyField, problems);
  const choicesField = need(group, 'choices', what, where, problems);
  const answerField = need(group, 'answer', what, where, problems);
  const [field, second] = fieldsOf(node).filter(({ name }) => KIND_NAMES.includes(name));
  if (second) problems.add(second.offset, told('entry.prediction'), told('entry.new'));
  const kind = field && KINDS[field.name];
  if (field === undefined || kind === undefined) {
    if (node.items.length > group.size) return undefined;
    const hint = told('hint.one-of-as', { names: KIND_NAMES.join(', '), example: KINDS['state']?.example ?? '' });
    problems.add(where, told('entry.no-question'), hint);
    return undefined;
  }
  const question = readSentence(field, kind.example, source, problems, kind.read);
  const choices = choicesField && readChoices(choicesField, kind, source, problems);
  const answer = answerField && readSentence(answerField, kind.choices, source, problems, ending(kind.readChoice));
  if (choices && answer !== undefined && !choices.includes(answer))
    problems.add(
      offsetOf(answerField?.value ?? null),
      told('choices.unknown'),
      told('choices.are', { choices: choices.join(', ') }),
    );
  if (!ask || !why || !question || !choices || answer === undefined) return undefined;
  return { value: { ask, question, choices, answer, why }, offset: field.offset };
}

function readChoices(field: Field, kind: Kind, source: string, problems: Problems): string[] | undefined {
  const choices = readSentence(
    field,
    kind.choices,
    source,
    problems,
    ending((s) => s.listOf(() => kind.readChoice(s))),
  );
  if (choices === undefined) return undefined;
  const { least, most } = CHOICES;
  const at = offsetOf(field.value);
  if (choices.length < least || choices.length > most)
    problems.add(at, told('choices.count', { count: choices.length }), told('choices.most', { least, most }));
  if (new Set(choices).size < choices.length) problems.add(at, told('choices.twice'), told('hint.take-one-away'));
  return choices;
}

const ending =
  <T>(read: (s: Sentence) => T) =>
  (s: Sentence): T => {
    const value = read(s);
    s.end();
    return value;
  };

function readSentence<T>(
  { offset, value }: Field,
  example: string,
  source: string,
  problems: Problems,
  read: (s: Sentence) => T,
): T | undefined {
  const sentence = Sentence.from(value, value === null ? offset : offsetOf(value), source, example, problems);
  if (sentence === undefined) return undefined;
  const result = read(sentence);
  return sentence.ok ? result : undefined;
}

function readNumber(s: Sentence): Question {
  if (s.takes('of')) {
    const segments = readCounted(s);
    return { kind: 'count', segments, connection: s.connection() };
  }
  if (s.takes('in')) {
    const queue = readQueue(s);
    s.end();
    return { kind: 'queue', queue };
  }
  if (s.takesAll('ticks of')) {
    const counter = readCounter(s);
    s.end();
    return { kind: 'counter', counter };
  }
  const left = readTerm(s);
  const right = s.takes('-') ? readTerm(s) : null;
  return { kind: 'number', left, right, connection: readConnections(s, 1) ?? 1 };
}

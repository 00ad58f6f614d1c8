/** The sentences under `do:`. A new verb is a new row here, a new kind in `Action`, and its wording. */
import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { KNOB_NAMES } from '../knobs/catalogue.ts';
import { faultOfValue } from '../knobs/problem.ts';
import type { Host } from '../protocol/events.ts';
import { ALGORITHM_NAME, SOCKET_OPTIONS } from '../protocol/requests.ts';
import type { Action, Option, Write } from './lesson.ts';
import { fieldsOf, offsetOf, readGroup } from './fields.ts';
import type { Problems } from './problems.ts';
import { CROWD_EXAMPLES, FLOOD_EXAMPLES, readCrowd, readFlood } from './read/crowds.ts';
import { readPort } from './read/parts.ts';
import { isOfImpairments, parseImpairment } from '../impairment/parse-impairment.ts';
import { parseRule } from '../rules/parse-rule.ts';
import type { SentenceProblem } from '../rules/rule-words.ts';
import { told, type Telling } from '../text/telling.ts';
import { Sentence } from './read/sentence.ts';
import { readWait, WAIT_EXAMPLES } from './read/waits.ts';

/** A part of a lesson and where in the file it stands. */
export interface Placed<T> {
  value: T;
  offset: number;
}

interface Verb {
  example: string;
  read(sentence: Sentence, host: Host): Action;
}

const VERBS = {
  listen: {
    example: 'server: listen on 80 with backlog 4',
    read: (s, host) => {
      s.words('on');
      const port = readPort(s);
      s.words('with', 'backlog');
      const backlog = s.integer(told('what.backlog'), 0, 65535);
      const options = s.takes('and') ? { options: readOptions(s) } : {};
      s.end();
      return { kind: 'listen', host, port, backlog, ...options };
    },
  },
  connect: {
    example: 'client: connect to 80, or client: connect to 80 from port 40000 with TCP_NODELAY 1',
    read: (s, host) => {
      s.words('to');
      const port = readPort(s);
      const from = s.takesAll('from port') ? { from: readPort(s) } : {};
      const options = s.takes('with') ? { options: readOptions(s) } : {};
      return { kind: 'connect', host, port, ...from, ...options, connection: s.connection() };
    },
  },
  accept: {
    example: 'server: accept',
    read: (s, host) => ({ kind: 'accept', host, connection: s.connection() }),
  },
  send: {
    example: 'client: send "hello", or client: send 1000 bytes, or client: send 100 bytes with MSG_MORE, 50 bytes',
    read: (s, host) => ({ kind: 'send', host, writes: s.listOf(() => readWrite(s)), connection: s.connection() }),
  },
  receive: {
    example: 'server: receive, or server: receive 2000 bytes, or server: receive the end',
    read: (s, host) => {
      if (s.hasNumber) return { kind: 'receive', host, bytes: readBytes(s), connection: s.connection() };
      if (!s.takes('the')) return { kind: 'receive', host, connection: s.connection() };
      s.words('end');
      return { kind: 'receive-end', host, connection: s.connection() };
    },
  },
  close: {
    example: 'client: close, or server: close at the end',
    read: (s, host) => {
      const kind = s.takesAll('at the end') ? 'close-at-end' : 'close';
      return { kind, host, connection: s.connection() };
    },
  },
  abort: {
    example: 'client: abort',
    read: (s, host) => ({ kind: 'abort', host, connection: s.connection() }),
  },
  option: {
    example: 'client: option TCP_NODELAY 1, or client: option TCP_CONGESTION reno',
    read: (s, host) => ({ kind: 'option', host, set: readOption(s), connection: s.connection() }),
  },
  set: {
    example: 'server: set tcp_syncookies to 0, or client: set tcp_syn_linear_timeouts to 0 if there is one',
    read: (s, host) => {
      const name = s.oneOf(told('what.knob'), KNOB_NAMES);
      s.words('to');
      const value = s.textBefore('if', told('what.value'), (text) => faultOfValue(name, text));
      const ifThere = s.takes('if');
      if (ifThere) s.words('there', 'is', 'one');
      s.end();
      return { kind: 'set', host, name, value, ifThere };
    },
  },
  shut: {
    example: 'client: shut down sending',
    read: (s, host) => {
      s.words('down', 'sending');
      return { kind: 'shut-down-sending', host, connection: s.connection() };
    },
  },
} satisfies Record<string, Verb>;

/** A sentence of each verb. */
export const VERB_EXAMPLES: readonly string[] = Object.values(VERBS).map(({ example }) => example);

const VERB_NAMES = Object.keys(VERBS) as [keyof typeof VERBS, ...(keyof typeof VERBS)[]];

/** What stands before the colon, and a sentence that may follow it. */
export const ACTION_EXAMPLES = {
  client: 'client: close',
  server: 'server: close',
  wire: 'wire: drop 2nd SYN,ACK from server, or wire: delay 50 ms from client, or wire: preset satellite, or wire: stop',
  crowd: CROWD_EXAMPLES,
  flood: FLOOD_EXAMPLES,
  wait: WAIT_EXAMPLES,
};
const ACTORS = Object.keys(ACTION_EXAMPLES) as (keyof typeof ACTION_EXAMPLES)[];

/** One entry of a `do:` list: `client: …`, `server: …`, `wire: …` or `wait: …`. */
export function readAction(
  node: Node | null,
  source: string,
  problems: Problems,
  whereEmpty: number,
): Placed<Action> | undefined {
  const group = readGroup(node, told('part.action'), ACTORS, problems, whereEmpty);
  if (group === undefined || !isMap(node)) return undefined;
  const [field, second] = fieldsOf(node);
  if (second !== undefined) {
    problems.add(second.offset, told('entry.action'), told('entry.new'));
  }
  if (field === undefined || !group.has(field.name)) return undefined;
  const { offset, value } = field;
  const actor = ACTORS.find((known) => known === field.name) ?? 'wait';
  const where = value === null ? offset : offsetOf(value);
  const sentence = Sentence.from(value, where, source, ACTION_EXAMPLES[actor], problems);
  if (sentence === undefined) return undefined;
  const action = readSentence(sentence, actor);
  return sentence.ok ? { value: action, offset } : undefined;
}

function readSentence(sentence: Sentence, actor: keyof typeof ACTION_EXAMPLES): Action {
  switch (actor) {
    case 'wait':
      return readWait(sentence);
    case 'wire':
      return readWire(sentence);
    case 'crowd':
      return readCrowd(sentence);
    case 'flood':
      return readFlood(sentence);
    default:
      return readVerb(sentence, actor);
  }
}

/** `stop`, `step`, `run`, `lift the rules`, a rule, or impairments. */
function readWire(sentence: Sentence): Action {
  const word = sentence.text.trim();
  if (word === 'stop' || word === 'step' || word === 'run') return { kind: 'wire', do: word };
  if (word === 'lift the rules') return { kind: 'wire', do: 'lift' };
  if (isOfImpairments(sentence.text)) {
    const parsed = parseImpairment(sentence.text);
    return 'problem' in parsed ? refused(sentence, parsed.problem) : { kind: 'impair', ...parsed };
  }
  const parsed = parseRule(sentence.text);
  if ('problem' in parsed) return refused(sentence, parsed.problem);
  return { kind: 'rule', rule: parsed.rule, sentence: sentence.text };
}

/** Stands for an action whose problem was reported. */
function refused(sentence: Sentence, { column, told: said }: SentenceProblem): Action {
  sentence.failAt(column, said.message, said.hint);
  return { kind: 'wire', do: 'run' };
}

function readVerb(sentence: Sentence, host: Host): Action {
  const verb: Verb = VERBS[sentence.oneOf(told('what.verb'), VERB_NAMES)];
  sentence.example = verb.example;
  return verb.read(sentence, host);
}

/** `"hello"` or `1000 bytes`, and `with MSG_MORE`. */
function readWrite(s: Sentence): Write {
  const text = s.takesMatching(/^"[^"]+"$/);
  const data = text === undefined ? { bytes: readBytes(s, told('what.text')) } : { text: text.slice(1, -1) };
  return s.takesAll('with MSG_MORE') ? { ...data, more: true } : data;
}

/** `1000 bytes`; `or`: what else could stand there. */
function readBytes(s: Sentence, ...or: Telling[]): number {
  const bytes = s.integer([...or, told('what.bytes')], 1, 1 << 20);
  s.words('bytes');
  return bytes;
}

/** `TCP_NODELAY 1 and TCP_MAXSEG 500`. */
function readOptions(s: Sentence): Option[] {
  const options = [readOption(s)];
  while (s.takes('and')) options.push(readOption(s));
  return options;
}

function readOption(s: Sentence): Option {
  const option = s.oneOf(told('what.option'), [...SOCKET_OPTIONS, 'TCP_CONGESTION']);
  if (option === 'TCP_CONGESTION') {
    return { option, value: s.matching(told('what.algorithm'), ALGORITHM_NAME, told('hint.algorithm')) };
  }
  return { option, value: s.integer(told('what.its-value'), 0, 0x7fffffff) };
}

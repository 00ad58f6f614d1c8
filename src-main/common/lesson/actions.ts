/** The sentences under `do:`. A new verb is a new row here, a new kind in `Action`, and its wording. */
import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { KNOB_NAMES } from '../knobs/catalogue.ts';
import { faultOfValue } from '../knobs/problem.ts';
import { HOSTS, TCP_STATES } from '../protocol/events.ts';
import type { Host } from '../protocol/events.ts';
import type { Action } from './lesson.ts';
import { fieldsOf, offsetOf, readGroup } from './fields.ts';
import type { Problems } from './problems.ts';
import { parseRule } from '../rules/parse-rule.ts';
import { inEnglish } from '../text/telling.ts';
import { Sentence } from './sentence.ts';

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
      const backlog = s.integer('the backlog', 0, 65535);
      s.end();
      return { kind: 'listen', host, port, backlog };
    },
  },
  connect: {
    example: 'client: connect to 80',
    read: (s, host) => {
      s.words('to');
      return { kind: 'connect', host, port: readPort(s), connection: s.connection() };
    },
  },
  accept: {
    example: 'server: accept',
    read: (s, host) => ({ kind: 'accept', host, connection: s.connection() }),
  },
  send: {
    example: 'client: send "hello", or client: send 1000 bytes',
    read: (s, host) => {
      const text = s.takesMatching(/^"[^"]+"$/);
      if (text !== undefined) {
        return { kind: 'send', host, data: { text: text.slice(1, -1) }, connection: s.connection() };
      }
      const bytes = s.integer('a text or a number of bytes', 1, 1 << 20);
      s.words('bytes');
      return { kind: 'send', host, data: { bytes }, connection: s.connection() };
    },
  },
  receive: {
    example: 'server: receive, or server: receive the end',
    read: (s, host) => {
      if (!s.takes('the')) return { kind: 'receive', host, connection: s.connection() };
      s.words('end');
      return { kind: 'receive-end', host, connection: s.connection() };
    },
  },
  close: {
    example: 'client: close',
    read: (s, host) => ({ kind: 'close', host, connection: s.connection() }),
  },
  abort: {
    example: 'client: abort',
    read: (s, host) => ({ kind: 'abort', host, connection: s.connection() }),
  },
  set: {
    example: 'server: set tcp_syncookies to 0, or client: set tcp_syn_linear_timeouts to 0 if there is one',
    read: (s, host) => {
      const name = s.oneOf('a kernel setting', KNOB_NAMES);
      s.words('to');
      const value = s.textBefore('if', 'a value', (text) => {
        const fault = faultOfValue(name, text);
        return fault && inEnglish(fault);
      });
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

const VERB_NAMES = Object.keys(VERBS) as [keyof typeof VERBS, ...(keyof typeof VERBS)[]];

/** What stands before the colon, and a sentence that may follow it. */
const EXAMPLES = {
  client: 'client: close',
  server: 'server: close',
  wire: 'wire: drop 2nd SYN,ACK from server, or wire: stop',
  wait: 'wait: server is ESTABLISHED, or wait: 50 ms',
};
const ACTORS = Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[];

/** One entry of a `do:` list: `client: …`, `server: …`, `wire: …` or `wait: …`. */
export function readAction(
  node: Node | null,
  source: string,
  problems: Problems,
  whereEmpty: number,
): Placed<Action> | undefined {
  const group = readGroup(node, 'An action', ACTORS, problems, whereEmpty);
  if (group === undefined || !isMap(node)) return undefined;
  const [field, second] = fieldsOf(node);
  if (second !== undefined) {
    problems.add(second.offset, 'An action is one sentence.', 'Start a new entry with "- " for the next one.');
  }
  if (field === undefined || !group.has(field.name)) return undefined;
  const { offset, value } = field;
  const actor = ACTORS.find((known) => known === field.name) ?? 'wait';
  const where = value === null ? offset : offsetOf(value);
  const sentence = Sentence.from(value, where, source, EXAMPLES[actor], problems);
  if (sentence === undefined) return undefined;
  const action = readSentence(sentence, actor);
  return sentence.ok ? { value: action, offset } : undefined;
}

function readSentence(sentence: Sentence, actor: keyof typeof EXAMPLES): Action {
  if (actor === 'wait') return readWait(sentence);
  return actor === 'wire' ? readWire(sentence) : readVerb(sentence, actor);
}

/** `stop`, `step`, `run`, or a rule. */
function readWire(sentence: Sentence): Action {
  const word = sentence.text.trim();
  if (word === 'stop' || word === 'step' || word === 'run') return { kind: 'wire', do: word };
  const parsed = parseRule(sentence.text);
  if ('rule' in parsed) return { kind: 'rule', rule: parsed.rule, sentence: sentence.text };
  const { column, message, hint } = parsed.problem;
  sentence.failAt(column, message, hint);
  return { kind: 'wire', do: 'run' };
}

function readVerb(sentence: Sentence, host: Host): Action {
  const verb: Verb = VERBS[sentence.oneOf('a verb', VERB_NAMES)];
  sentence.example = verb.example;
  return verb.read(sentence, host);
}

function readWait(sentence: Sentence): Action {
  if (sentence.startsWithNumber) {
    const seconds = sentence.seconds();
    sentence.end();
    return { kind: 'wait-for-time', seconds };
  }
  const host = sentence.oneOf('a host or a time', HOSTS);
  sentence.words('is');
  return {
    kind: 'wait-for-state',
    host,
    state: sentence.oneOf('a TCP state', TCP_STATES),
    connection: sentence.connection(),
  };
}

function readPort(sentence: Sentence): number {
  return sentence.integer('the port', 1, 65535);
}

/** The sentences under `do:`. A new verb is a new row here, a new kind in `Action`, and its wording. */
import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { HOSTS, TCP_STATES } from '../protocol/events.ts';
import type { Host } from '../protocol/events.ts';
import type { Action } from './lesson.ts';
import { fieldsOf, offsetOf, readGroup } from './fields.ts';
import type { Problems } from './problems.ts';
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
  shut: {
    example: 'client: shut down sending',
    read: (s, host) => {
      s.words('down', 'sending');
      return { kind: 'shut-down-sending', host, connection: s.connection() };
    },
  },
} satisfies Record<string, Verb>;

const VERB_NAMES = Object.keys(VERBS) as [keyof typeof VERBS, ...(keyof typeof VERBS)[]];

/** One entry of a `do:` list: `client: …`, `server: …` or `wait: …`. */
export function readAction(
  node: Node | null,
  source: string,
  problems: Problems,
  whereEmpty: number,
): Placed<Action> | undefined {
  const group = readGroup(node, 'An action', [...HOSTS, 'wait'], problems, whereEmpty);
  if (group === undefined || !isMap(node)) return undefined;
  const [field, second] = fieldsOf(node);
  if (second !== undefined) {
    problems.add(second.offset, 'An action is one sentence.', 'Start a new entry with "- " for the next one.');
  }
  if (field === undefined || !group.has(field.name)) return undefined;
  const { name, offset, value } = field;
  const example = name === 'wait' ? 'wait: server is ESTABLISHED, or wait: 50 ms' : `${name}: close`;
  const sentence = Sentence.from(value, value === null ? offset : offsetOf(value), source, example, problems);
  if (sentence === undefined) return undefined;
  const action = name === 'wait' ? readWait(sentence) : readVerb(sentence, name === 'client' ? 'client' : 'server');
  return sentence.ok ? { value: action, offset } : undefined;
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

/** The sentences under `expect:`. A new kind is a new row here, a new kind in `Claim`, its judge and its wording. */
import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { KNOB_NAMES } from '../knobs/catalogue.ts';
import { TCP_STATES, type Host, type TcpState } from '../protocol/events.ts';
import type { Placed } from './actions.ts';
import type { Amount, Claim, Condition, Expectation } from './lesson.ts';
import { fieldsOf, offsetOf, readFull, readGroup, readTranslated } from './fields.ts';
import type { Field } from './fields.ts';
import type { Problems } from './problems.ts';
import {
  readConnections,
  readCounted,
  readCounter,
  readHost,
  readQueue,
  readSegmentKind,
  readState,
  readStep,
  readTerm,
  readTimes,
  readTwice,
} from './read/parts.ts';
import { readRefused } from './read/refusals.ts';
import { PROGRAM_CALLS } from './schema/parts.ts';
import { asExample, Sentence } from './read/sentence.ts';
import { told } from '../text/telling.ts';

interface Kind {
  example: string;
  read(sentence: Sentence): Claim;
}

const KINDS: Record<string, Kind> = {
  'client goes': {
    example: 'client goes: CLOSED, SYN_SENT, ESTABLISHED',
    read: (s) => readStates(s, 'client'),
  },
  'server goes': {
    example: 'server goes: LISTEN, SYN_RECV, ESTABLISHED',
    read: (s) => readStates(s, 'server'),
  },
  'first segments': {
    example: 'first segments: SYN from client, SYN,ACK from server',
    read: (s) => readSegments(s, 'first'),
  },
  'last segments': {
    example: 'last segments: FIN,ACK from server, ACK from client',
    read: (s) => readSegments(s, 'last'),
  },
  number: {
    example: 'number: ack of 1st SYN,ACK from server = isn of client + 1',
    read: (s) => {
      const left = readTerm(s);
      s.words('=');
      const right = s.hasNumber ? s.integer(told('what.number'), 0, 0xffffffff) : readTerm(s);
      const plus = s.takes('+') ? s.integer(told('what.number-to-add'), 0, 0xffffffff) : 0;
      return { kind: 'number', left, right, plus, connection: s.connection() };
    },
  },
  differ: {
    example: 'differ: isn of client in connections 1 and 2',
    read: (s) => {
      const twice = readTwice(s);
      s.end();
      return { kind: 'differ', ...twice };
    },
  },
  isn: {
    example: 'isn: of client rises 15625000 a second, or isn: of client has an offset for each four-tuple',
    read: (s) => {
      s.words('of');
      const host = readHost(s);
      if (s.takesAll('has an offset for each four-tuple')) return { kind: 'isn-offsets', host, ...readStep(s) };
      s.words('rises');
      const perSecond = s.integer(told('what.number'), 0, 0xffffffff);
      s.words('a', 'second');
      return { kind: 'isn-slope', host, perSecond, ...readStep(s) };
    },
  },
  timer: {
    example: 'timer: client TIME_WAIT about 60 s, or timer: client FIN_WAIT2 none',
    read: (s) => {
      const [host, state] = [readHost(s), readState(s)];
      if (s.takes('none')) return { kind: 'no-timer', host, state, connection: s.connection() };
      return { kind: 'timer', host, state, seconds: readAbout(s), connection: s.connection() };
    },
  },
  lasts: {
    example: 'lasts: client TIME_WAIT about 60 s',
    read: (s) => {
      const [host, state] = [readHost(s), readState(s)];
      return { kind: 'lasts', host, state, seconds: readAbout(s), connection: s.connection() };
    },
  },
  order: {
    example: 'order: server is ESTABLISHED before accept returns',
    read: (s) => {
      const host = readHost(s);
      s.words('is');
      const state = readState(s);
      s.words('before', 'accept', 'returns');
      return { kind: 'before-accept', host, state, connection: s.connection() };
    },
  },
  never: {
    example: 'never: server is SYN_RECV',
    read: (s) => ({ kind: 'never', ...readIs(s) }),
  },
  ends: {
    example: 'ends: client is SYN_SENT',
    read: (s) => ({ kind: 'ends', ...readIs(s) }),
  },
  count: {
    example: 'count: 3 SYN,ACK from server, or count: no RST from client on all connections',
    read: (s) => {
      const times = readTimes(s) ?? { least: 1, most: null };
      const segments = readCounted(s);
      return { kind: 'count', segments, times, connection: readConnections(s, 1), ...readStep(s) };
    },
  },
  gaps: {
    example: 'gaps: SYN,ACK from server 1, 2, 4 s, or gaps: FIN,ACK from server 1, 1, 2 RTO',
    read: (s) => {
      const segments = readCounted(s);
      const numbers = s.listOf(() => s.integer(told('what.time'), 1, 100_000));
      const unit = s.oneOf(['"ms"', '"s"', '"RTO"'], ['ms', 's', 'RTO']);
      if (unit === 'RTO') return { kind: 'timeouts', segments, multiples: numbers, connection: s.connection() };
      const seconds = numbers.map((n) => (unit === 'ms' ? n / 1000 : n));
      return { kind: 'gaps', segments, seconds, connection: s.connection() };
    },
  },
  queue: {
    example: 'queue: server SYN queue reaches 13, or queue: server accept queue never above its limit',
    read: (s) => {
      const queue = readQueue(s);
      const way = s.phrase(told('what.becomes'), QUEUE_WAYS) ?? 'reaches';
      return { kind: 'queue', queue, way, amount: readAmount(s), ...readStep(s) };
    },
  },
  counter: {
    example: 'counter: ListenDrops of server ticks 3 times, or counter: ListenDrops of server never ticks',
    read: (s) => {
      const counter = readCounter(s);
      return { kind: 'counter', counter, times: readTicks(s), ...readStep(s) };
    },
  },
  refused: {
    example: 'refused: SYN of client because the accept queue is full',
    read: readRefused,
  },
  error: {
    example: 'error: client connect ECONNREFUSED, or error: client send none',
    read: (s) => {
      const host = readHost(s);
      const call = s.oneOf(told('what.call'), PROGRAM_CALLS);
      const hint = told('hint.error', { none: 'none' });
      const errno = s.takes('none') ? null : s.matching(told('what.error'), /^E[A-Z0-9]{2,20}$/, hint);
      return { kind: 'error', host, call, errno, connection: s.connection() };
    },
  },
};

const LASTING = [
  ['less than', 'less'],
  ['at least', 'at-least'],
] as const;

const QUEUE_WAYS = [
  ['reaches', 'reaches'],
  ['never above', 'never-above'],
  ['ends with', 'ends-with'],
  ['has room for', 'has-room-for'],
] as const;

const KIND_NAMES = Object.keys(KINDS);

/** A sentence of each kind, by its field. */
export const EXPECTATION_EXAMPLES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(KINDS).map(([name, { example }]) => [name, example]),
);

/** One entry of the `expect:` list: a sentence, and with it `text:` and `full:` if wanted. */
export function readExpectation(
  node: Node | null,
  source: string,
  problems: Problems,
  whereEmpty: number,
): Placed<Expectation> | undefined {
  const group = readGroup(node, told('part.expectation'), [...KIND_NAMES, 'text', 'if', 'full'], problems, whereEmpty);
  if (group === undefined || !isMap(node)) return undefined;
  const [field, second] = fieldsOf(node).filter(({ name }) => KIND_NAMES.includes(name));
  if (second !== undefined) {
    problems.add(second.offset, told('entry.expectation'), told('entry.new'));
  }
  const textField = group.get('text');
  const text = textField && readTranslated(textField, problems);
  const full = readFull(group.get('full'), problems);
  const condition = readCondition(group.get('if'), source, problems);
  const kind = field && KINDS[field.name];
  if (field === undefined || kind === undefined) {
    // A misspelt field was the sentence, and has been reported.
    if (node.items.length > group.size) return undefined;
    problems.add(offsetOf(node), told('entry.no-claim'), asExample(KINDS['number']?.example ?? ''));
    return undefined;
  }
  const { offset, value } = field;
  const where = value === null ? offset : offsetOf(value);
  const sentence = Sentence.from(value, where, source, kind.example, problems);
  if (sentence === undefined) return undefined;
  const claim = kind.read(sentence);
  if (!sentence.ok) return undefined;
  return { value: { claim, full, ...(text && { text }), ...(condition && { if: condition }) }, offset };
}

export const CONDITION_EXAMPLES = [
  'if: client has no tcp_syn_linear_timeouts',
  'if: server CLOSE_WAIT lasts less than 30 ms',
] as const;

/** `client has tcp_syn_linear_timeouts`, or `has no`; `server CLOSE_WAIT lasts less than 30 ms`, or `at least`. */
function readCondition(field: Field | undefined, source: string, problems: Problems): Condition | undefined {
  if (field === undefined) return undefined;
  const { offset, value } = field;
  const where = value === null ? offset : offsetOf(value);
  const s = Sentence.from(value, where, source, CONDITION_EXAMPLES.join(', or '), problems);
  if (s === undefined) return undefined;
  const host = readHost(s);
  if (s.isAtOneOf(TCP_STATES)) {
    const state = readState(s);
    s.words('lasts');
    const way = s.phrase('"less than"', LASTING) ?? 'less';
    return { kind: 'lasts', host, state, way, seconds: s.seconds(), connection: s.connection() };
  }
  s.words('has');
  const there = !s.takes('no');
  const knob = s.oneOf(told('what.knob'), KNOB_NAMES);
  s.end();
  return { kind: 'setting', host, knob, there };
}

function readStates(s: Sentence, host: Host): Claim {
  const states = s.listOf(() => readState(s));
  return { kind: 'states', host, states, connection: s.connection() };
}

function readSegments(s: Sentence, which: 'first' | 'last'): Claim {
  const segments = s.listOf(() => readSegmentKind(s));
  return { kind: 'segments', which, segments, connection: s.connection() };
}

function readIs(s: Sentence): { host: Host; state: TcpState; connection: number } {
  const host = readHost(s);
  s.words('is');
  return { host, state: readState(s), connection: s.connection() };
}

function readAbout(s: Sentence): number {
  s.words('about');
  return s.seconds();
}

/** `13`, or `its limit`. */
function readAmount(s: Sentence): Amount {
  return s.takesAll('its limit') ? 'its-limit' : s.integer([told('what.number'), '"its limit"'], 0, 65536);
}

/** `ticks`, `ticks 3 times`, `ticks at least 3 times` or `never ticks`. */
function readTicks(s: Sentence): Extract<Claim, { kind: 'counter' }>['times'] {
  if (s.takesAll('never ticks')) return { least: 0, most: 0 };
  s.words('ticks');
  const times = readTimes(s);
  if (times !== undefined) s.words('times');
  return times ?? { least: 1, most: null };
}

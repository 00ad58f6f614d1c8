/** The sentences under `expect:`. A new kind is a new row here, a new kind in `Claim`, its judge and its wording. */
import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { HOSTS, TCP_STATES } from '../protocol/events.ts';
import type { Host, TcpState } from '../protocol/events.ts';
import type { Placed } from './actions.ts';
import type { Claim, Expectation, NumberTerm, SegmentKind } from './lesson.ts';
import { fieldsOf, offsetOf, readFull, readGroup, readTranslated } from './fields.ts';
import type { Problems } from './problems.ts';
import { Sentence } from './sentence.ts';

/** In the order of SegmentEvent's flags. */
const FLAGS = ['SYN', 'FIN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];

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
      const right = readTerm(s);
      const plus = s.takes('+') ? s.integer('the number to add', 0, 0xffffffff) : 0;
      return { kind: 'number', left, right, plus, connection: s.connection() };
    },
  },
  differ: {
    example: 'differ: isn of client in connections 1 and 2',
    read: (s) => {
      const term = readTerm(s);
      s.words('in', 'connections');
      const first = s.integer('the number of a connection', 1, 1000);
      s.words('and');
      const second = s.integer('the number of a connection', 1, 1000);
      s.end();
      return { kind: 'differ', term, connections: [first, second] };
    },
  },
  timer: {
    example: 'timer: client TIME_WAIT about 60 s',
    read: (s) => ({ kind: 'timer', ...readDuration(s) }),
  },
  lasts: {
    example: 'lasts: client TIME_WAIT about 60 s',
    read: (s) => ({ kind: 'lasts', ...readDuration(s) }),
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
};

const KIND_NAMES = Object.keys(KINDS);

/** One entry of the `expect:` list: a sentence, and with it `text:` and `full:` if wanted. */
export function readExpectation(
  node: Node | null,
  source: string,
  problems: Problems,
  whereEmpty: number,
): Placed<Expectation> | undefined {
  const group = readGroup(node, 'An expectation', [...KIND_NAMES, 'text', 'full'], problems, whereEmpty);
  if (group === undefined || !isMap(node)) return undefined;
  const [field, second] = fieldsOf(node).filter(({ name }) => KIND_NAMES.includes(name));
  if (second !== undefined) {
    problems.add(second.offset, 'An expectation is one sentence.', 'Start a new entry with "- " for the next one.');
  }
  const textField = group.get('text');
  const text = textField && readTranslated(textField, problems);
  const full = readFull(group.get('full'), problems);
  const kind = field && KINDS[field.name];
  if (field === undefined || kind === undefined) {
    // A misspelt field was the sentence, and has been reported.
    if (node.items.length > group.size) return undefined;
    problems.add(offsetOf(node), 'Here is no sentence to hold against the run.', `As in: ${KINDS['number']?.example}`);
    return undefined;
  }
  const { offset, value } = field;
  const where = value === null ? offset : offsetOf(value);
  const sentence = Sentence.from(value, where, source, kind.example, problems);
  if (sentence === undefined) return undefined;
  const claim = kind.read(sentence);
  if (!sentence.ok) return undefined;
  return { value: { claim, full, ...(text && { text }) }, offset };
}

function readStates(s: Sentence, host: Host): Claim {
  const states = s.listOf(() => readState(s));
  return { kind: 'states', host, states, connection: s.connection() };
}

function readSegments(s: Sentence, which: 'first' | 'last'): Claim {
  const segments = s.listOf(() => readSegmentKind(s));
  return { kind: 'segments', which, segments, connection: s.connection() };
}

function readDuration(s: Sentence): { host: Host; state: TcpState; seconds: number; connection: number } {
  const host = readHost(s);
  const state = readState(s);
  s.words('about');
  return { host, state, seconds: s.seconds(), connection: s.connection() };
}

/** `isn of client`, or `ack of 2nd ACK from client`; without a count the first one is meant. */
function readTerm(s: Sentence): NumberTerm {
  const field = s.oneOf('"isn", "seq" or "ack"', ['isn', 'seq', 'ack']);
  s.words('of');
  if (field === 'isn') return { field, host: readHost(s) };
  const nth = Number.parseInt(s.takesMatching(/^[1-9]\d{0,3}(st|nd|rd|th)$/) ?? '1', 10);
  return { field, nth, segment: readSegmentKind(s) };
}

function readSegmentKind(s: Sentence): SegmentKind {
  const hint = `Flags are joined by commas without a space, as in SYN,ACK; there are ${FLAGS.join(', ')}.`;
  const word = s.matching(
    'the flags of a segment',
    /^(SYN|FIN|RST|PSH|ACK|URG|ECE|CWR)(,(SYN|FIN|RST|PSH|ACK|URG|ECE|CWR)){0,7}$/,
    hint,
  );
  const given = word.split(',');
  s.words('from');
  return { flags: FLAGS.filter((flag) => given.includes(flag)).join(','), from: readHost(s) };
}

function readHost(s: Sentence): Host {
  return s.oneOf('"client" or "server"', HOSTS);
}

function readState(s: Sentence): TcpState {
  return s.oneOf('a TCP state', TCP_STATES);
}

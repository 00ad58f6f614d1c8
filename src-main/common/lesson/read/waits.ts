/** The sentences after `wait:`. */
import type { Host } from '../../protocol/events.ts';
import { told } from '../../text/telling.ts';
import type { Action } from '../lesson.ts';
import { readWhat } from './refusals.ts';
import { readConnections, readCounted, readCounter, readNth, readPortOf, readState } from './parts.ts';
import { COUNTER_NAMES } from '../counter-names.ts';
import { PROGRAM_CALLS, QUEUES } from '../schema/parts.ts';
import type { Sentence } from './sentence.ts';

type Wait = Extract<Action, { kind: `wait-for-${string}` }>;

/** What a person may write, for the hint of a wait that is none. */
export const WAIT_EXAMPLES =
  'wait: server is ESTABLISHED, wait: 50 ms, wait: server SYN queue holds 5, wait: 2nd SYN from client, ' +
  'wait: ListenDrops of server ticks, wait: SYN of client is refused, wait: client connect fails, or wait: flood is over';

export function readWait(s: Sentence): Wait {
  if (s.hasNumber) {
    const seconds = s.seconds();
    s.end();
    return { kind: 'wait-for-time', seconds };
  }
  if (s.takesAll('flood is over')) return { kind: 'wait-for-flood', ...readWithin(s) };
  const host: Host | undefined = s.takes('client') ? 'client' : s.takes('server') ? 'server' : undefined;
  if (host !== undefined) return readHostWait(s, host);
  // A mistyped name as well, which flags never look like.
  if (s.isAtOneOf(COUNTER_NAMES) || s.isLike(/^[A-Z]+[a-z]/)) {
    const counter = readCounter(s);
    s.words('ticks');
    const times = readHowOften(s);
    return { kind: 'wait-for-counter', counter, times, ...readWithin(s) };
  }
  if (s.isAt('SYN of') || s.isAt('ACK of')) {
    const what = readWhat(s);
    s.words('is', 'refused');
    return { kind: 'wait-for-refusal', what, connection: readConnections(s, 1), ...readWithin(s) };
  }
  const nth = readNth(s);
  const segment = readCounted(s);
  return { kind: 'wait-for-segment', segment, nth, ...readEnd(s) };
}

function readHostWait(s: Sentence, host: Host): Wait {
  const which = QUEUES.find((name) => s.takesAll(`${name} queue`));
  if (which !== undefined) {
    const queue = { host, which, ...readPortOf(s) };
    return { kind: 'wait-for-queue', queue, holds: readHolds(s), ...readWithin(s) };
  }
  const word = s.oneOf(['"is"', '"SYN queue"', '"accept queue"', told('what.call')], ['is', ...PROGRAM_CALLS]);
  if (word === 'is') return { kind: 'wait-for-state', host, state: readState(s), ...readEnd(s) };
  s.words('fails');
  return { kind: 'wait-for-failure', host, call: word, ...readEnd(s) };
}

/** `is empty`, `is full`, `holds 5` or `holds at least 5`. */
function readHolds(s: Sentence): Extract<Wait, { kind: 'wait-for-queue' }>['holds'] {
  if (s.takesAll('is empty')) return { least: 0, most: 0 };
  if (s.takesAll('is full')) return 'its-limit';
  s.oneOf(['"holds"', '"is full"', '"is empty"'], ['holds', 'is full', 'is empty']);
  const least = s.takesAll('at least');
  const count = s.integer(told('what.number'), 0, 65536);
  return { least: count, most: least ? null : count };
}

/** `once`, `3 times`, or once where nothing is said. */
function readHowOften(s: Sentence): number {
  if (!s.hasNumber) return 1;
  const times = s.integer(told('what.number'), 1, 1_000_000);
  s.words('times');
  return times;
}

/** `on connection 2 within 30 s`. */
function readEnd(s: Sentence): { connection: number; within?: number } {
  const connection = s.takesAll('on connection') ? s.integer(told('what.connection'), 1, 1000) : 1;
  return { connection, ...readWithin(s) };
}

function readWithin(s: Sentence): { within?: number } {
  const within = s.takes('within') ? s.seconds() : undefined;
  s.end();
  return within === undefined ? {} : { within };
}

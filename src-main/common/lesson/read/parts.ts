/** Parts of sentences that actions and expectations share. */
import { HOSTS, TCP_STATES } from '../../protocol/events.ts';
import type { Host, TcpState } from '../../protocol/events.ts';
import { COUNTER_NAMES } from '../counter-names.ts';
import type { Counted, Counter, NumberTerm, Queue, SegmentKind, Times } from '../lesson.ts';
import { told } from '../../text/telling.ts';
import { QUEUES } from '../schema/parts.ts';
import type { Sentence } from './sentence.ts';

/** In the order of SegmentEvent's flags. */
const FLAGS = ['SYN', 'FIN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];
const FLAG_LIST = /^(SYN|FIN|RST|PSH|ACK|URG|ECE|CWR)(,(SYN|FIN|RST|PSH|ACK|URG|ECE|CWR)){0,7}$/;
const FIELDS = ['isn', 'seq', 'ack', 'win', 'len'] as const;
const MOST = 1_000_000;

const quotedEach = (words: readonly string[]): string[] => words.map((word) => `"${word}"`);

export function readHost(s: Sentence): Host {
  return s.oneOf(['"client"', '"server"'], HOSTS);
}

export function readState(s: Sentence): TcpState {
  return s.oneOf(told('what.state'), TCP_STATES);
}

export function readPort(s: Sentence): number {
  return s.integer(told('what.the-port'), 1, 65535);
}

/** `2nd`; without it the first one is meant. */
export function readNth(s: Sentence): number {
  return Number.parseInt(s.takesMatching(/^[1-9]\d{0,3}(st|nd|rd|th)$/) ?? '1', 10);
}

/** `SYN,ACK`, in the form of SegmentEvent. */
export function readFlags(s: Sentence): string {
  const hint = told('hint.flags', { flags: FLAGS.join(', ') });
  const given = s.matching(told('what.flags'), FLAG_LIST, hint).split(',');
  return FLAGS.filter((flag) => given.includes(flag)).join(',');
}

export function readSegmentKind(s: Sentence): SegmentKind {
  const flags = readFlags(s);
  s.words('from');
  return { flags, from: readHost(s) };
}

/** `isn of client`, or `ack of 2nd new ACK from client`; without a count the first one is meant. */
export function readTerm(s: Sentence): NumberTerm {
  const field = s.oneOf(quotedEach(FIELDS), FIELDS);
  s.words('of');
  if (field === 'isn') return { field, host: readHost(s) };
  const nth = readNth(s);
  const isNew = s.takes('new');
  return { field, nth, segment: readSegmentKind(s), ...(isNew && { isNew }) };
}

/** `isn of client in connections 1 and 2`. */
export function readTwice(s: Sentence): { term: NumberTerm; connections: [number, number] } {
  const term = readTerm(s);
  s.words('in', 'connections');
  const first = s.integer(told('what.connection'), 1, 1000);
  s.words('and');
  return { term, connections: [first, s.integer(told('what.connection'), 1, 1000)] };
}

/** `SYN,ACK from server`, `new data segments from client`, `retransmission from client` or `segments from server`. */
export function readCounted(s: Sentence): Counted {
  const what = readNew(s) ?? kindByWord(s) ?? { by: 'flags', flags: readFlags(s) };
  s.words('from');
  return { what, from: readHost(s) };
}

function readNew(s: Sentence): Counted['what'] | undefined {
  if (!s.takes('new')) return undefined;
  return takesData(s) ? { by: 'data', isNew: true } : { by: 'flags', flags: readFlags(s), isNew: true };
}

const takesData = (s: Sentence): boolean => s.takesAll('data segment') || s.takesAll('data segments');

function kindByWord(s: Sentence): Counted['what'] | undefined {
  if (s.takesAll('data retransmission') || s.takesAll('data retransmissions')) return { by: 'data-retransmission' };
  if (takesData(s)) return { by: 'data' };
  if (s.takes('retransmission') || s.takes('retransmissions')) return { by: 'retransmission' };
  return s.takes('segment') || s.takes('segments') ? { by: 'any' } : undefined;
}

/** `no`, `3`, `at least 3` or `at most 3`; undefined where none of them stands. */
export function readTimes(s: Sentence): Times | undefined {
  if (s.takes('no')) return { least: 0, most: 0 };
  if (s.takesAll('at least')) return { least: s.integer(told('what.number'), 1, MOST), most: null };
  if (s.takesAll('at most')) return { least: 0, most: s.integer(told('what.number'), 0, MOST) };
  const exact = s.takesMatching(/^\d{1,6}$/);
  return exact === undefined ? undefined : { least: Number(exact), most: Number(exact) };
}

/** `server SYN queue of port 80`. */
export function readQueue(s: Sentence): Queue {
  const host = readHost(s);
  const which = s.oneOf(quotedEach(QUEUES), QUEUES);
  s.words('queue');
  return { host, which, ...readPortOf(s) };
}

/** `of port 80`, where there are several. */
export function readPortOf(s: Sentence): { port?: number } {
  return s.takesAll('of port') ? { port: readPort(s) } : {};
}

/** `ListenDrops of server`. */
export function readCounter(s: Sentence): Counter {
  const name = s.oneOf(told('what.counter'), COUNTER_NAMES);
  s.words('of');
  return { host: readHost(s), name };
}

/** `on connection 2`, `on all connections`, or what goes without saying. */
export function readConnections(s: Sentence, unsaid: number | null): number | null {
  if (s.takesAll('on all connections')) return null;
  return s.takesAll('on connection') ? s.integer(told('what.connection'), 1, 1000) : unsaid;
}

/** `in step 2`, and the end of the sentence. */
export function readStep(s: Sentence): { step?: number } {
  const step = s.takesAll('in step') ? s.integer(told('what.step'), 1, 1000) : undefined;
  s.end();
  return step === undefined ? {} : { step };
}

/** The sentence after `refused:`. */
import type { Refusal } from '../../protocol/events.ts';
import { told } from '../../text/telling.ts';
import type { Claim, Refusable } from '../lesson.ts';
import { readConnections, readHost, readStep, readTimes } from './parts.ts';
import type { Sentence } from './sentence.ts';

/** What was full, or stood in the way, as a lesson says it. */
const REASONS: [phrase: string, gauge: Refusal['gauge']][] = [
  ['the SYN queue is full', 'syn'],
  ['the accept queue is full', 'accept'],
  ['three quarters of tcp_max_syn_backlog are taken', 'three-quarters'],
  ['cookies are always sent', 'always-cookies'],
  ['the cookie is wrong', 'cookie'],
  ['the listener waits for data', 'defer-accept'],
  ['too many are in TIME_WAIT', 'time-wait'],
];

const WAYS: [phrase: string, how: Refusal['how']][] = [
  ['dropped', 'dropped'],
  ['answered by a cookie', 'cookie'],
  ['ignored', 'ignored'],
  ['answered by a reset', 'reset'],
  ['forgotten', 'forgotten'],
];

export function readRefused(s: Sentence): Extract<Claim, { kind: 'refused' }> {
  const times = readTimes(s) ?? { least: 1, most: null };
  const what = s.takes('segment') || s.takes('segments') ? null : readWhat(s);
  const gauge = s.takes('because') ? (s.phrase(told('what.reason'), REASONS) ?? null) : null;
  const how = s.takes(',') ? (s.phrase(told('what.became'), WAYS) ?? null) : null;
  const connection = readConnections(s, null);
  return { kind: 'refused', what, gauge, how, times, connection, ...readStep(s) };
}

/** `SYN of client`. */
export function readWhat(s: Sentence): Refusable {
  const word = s.oneOf(['"SYN"', '"ACK"', '"segment"'], ['SYN', 'ACK', 'segment']);
  s.words('of');
  return { segment: word === 'SYN' ? 'syn' : 'ack', from: readHost(s) };
}

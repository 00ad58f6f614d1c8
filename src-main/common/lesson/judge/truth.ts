/** How a run answers what was asked before a step. Pure: the same events give the same answer live and in a replay. */
import type { AnswerEvent, Event, SegmentEvent } from '../../protocol/events.ts';
import { distance } from '../../tcp/sequence.ts';
import { segmentsOf, stateEventsOf, visitsOf } from '../connections.ts';
import { callsOf, errorOf, fillsOf, spanOf, ticksOf } from './during.ts';
import { LATE } from './finding.ts';
import type { Question } from '../lesson.ts';
import { segmentOfTerm, valueIn } from './numbers.ts';
import type { Mark } from '../schema/prediction.ts';
import { countedOf } from './segments-counted.ts';

/** For "no segment at all", and for a call that has given what it should. */
export const NOTHING = 'nothing';
export const NO_ERROR = 'success';

/** How one number is to another. */
export const COMPARED = ['lower', 'equal', 'higher'] as const;

type Evidence = AnswerEvent['evidence'];

export interface Truth {
  /** In the form of a choice; a time is the choice that it fits, or what was measured. */
  answer: string;
  evidence: Evidence;
}

/** Seconds: a timer is set with the kernel's tick of up to 10 ms, and a busy PC is late. */
const TICK = 0.01;
const SLACK = 0.5;

/** The answer of the events so far to a question that was asked before this step; null while there is none. */
export function truthOf(
  question: Question,
  choices: readonly string[],
  events: readonly Event[],
  step: number,
): Truth | null {
  switch (question.kind) {
    case 'state':
      return stateOf(question, events);
    case 'segment':
      return firstSegment(question, events, step);
    case 'count': {
      const seen = countedOf(events, question.segments, question.connection, step);
      return { answer: String(seen.length), evidence: segmentEvidence(seen.at(-1)) };
    }
    case 'queue': {
      const fills = fillsOf(events, question.queue, step);
      const fullest = fills.reduce((most, fill) => (fill.len > most.len ? fill : most), fills[0] ?? { len: 0, t: 0 });
      return fills.length === 0 ? null : { answer: String(fullest.len), evidence: { t: fullest.t } };
    }
    case 'counter':
      return { answer: String(ticksOf(events, question.counter, step)), evidence: null };
    case 'number':
      return difference(question, events);
    case 'compare':
      return comparison(question, events);
    case 'time':
      return timeBetween(question, choices, events, step);
    case 'outcome': {
      const last = callsOf(events, question.host, question.call, question.connection).findLast(
        ({ endedAt }) => endedAt !== null && endedAt >= spanOf(events, step).from,
      );
      return last ? { answer: errorOf(last) ?? NO_ERROR, evidence: { t: last.endedAt ?? last.t } } : null;
    }
  }
}

function stateOf({ host, connection }: Extract<Question, { kind: 'state' }>, events: readonly Event[]): Truth | null {
  const last = visitsOf(events, connection, host).at(-1);
  const event = stateEventsOf(events, connection, host).at(-1);
  if (!last || !event) return null;
  return { answer: last.state, evidence: { state: event.socket, t: event.t } };
}

function firstSegment(
  { host, connection }: Extract<Question, { kind: 'segment' }>,
  events: readonly Event[],
  step: number,
): Truth {
  const [first] = countedOf(events, { what: { by: 'any' }, from: host }, connection, step);
  return { answer: first?.flags ?? NOTHING, evidence: segmentEvidence(first) };
}

const segmentEvidence = (segment: SegmentEvent | undefined): Evidence => (segment ? { segment: segment.id } : null);

function difference(
  { left, right, connection }: Extract<Question, { kind: 'number' }>,
  events: readonly Event[],
): Truth | null {
  const segments = segmentsOf(events, connection);
  const of = segmentOfTerm(left, segments);
  const [a, b] = [valueIn(left, of), right ? valueIn(right, segmentOfTerm(right, segments)) : 0];
  if (a === undefined || b === undefined) return null;
  return { answer: String((a - b) >>> 0), evidence: segmentEvidence(of) };
}

/** A number is higher when it lies less than half the number space ahead (RFC 9293 3.4). */
function comparison(
  { term, connections }: Extract<Question, { kind: 'compare' }>,
  events: readonly Event[],
): Truth | null {
  const [first, second] = connections.map((connection) => segmentOfTerm(term, segmentsOf(events, connection)));
  const [a, b] = [valueIn(term, first), valueIn(term, second)];
  if (a === undefined || b === undefined) return null;
  const ahead = distance(b, a);
  const [lower, equal, higher] = COMPARED;
  return { answer: ahead === 0 ? equal : ahead > 0 ? higher : lower, evidence: segmentEvidence(second) };
}

function timeBetween(
  { from, to, connection }: Extract<Question, { kind: 'time' }>,
  choices: readonly string[],
  events: readonly Event[],
  step: number,
): Truth | null {
  const at = ({ nth, segment }: Mark): SegmentEvent | undefined =>
    countedOf(events, segment, connection, step)[nth - 1];
  const [begin, end] = [at(from), at(to)];
  if (!begin || !end) return null;
  const measured = end.t - begin.t;
  // A kernel's timer is late by up to an eighth, never early: of two that it may be, the longer one.
  const fitting = choices
    .filter((choice) => measured >= secondsOf(choice) - TICK && measured <= LATE * secondsOf(choice) + SLACK)
    .sort((a, b) => secondsOf(b) - secondsOf(a));
  return { answer: fitting[0] ?? timeText(measured), evidence: { segment: end.id } };
}

/** `200 ms` or `3 s`, as a choice is written. */
const secondsOf = (text: string): number => Number.parseFloat(text) / (text.endsWith(' ms') ? 1000 : 1);

const timeText = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`;

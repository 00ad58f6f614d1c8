/** What a trainee is asked before a step runs, and how the run answers it. */
import * as v from 'valibot';
import { NumberTerm } from './claim.ts';
import { connection, Counted, Counter, host, kind, nth, programCall, Queue, Translated } from './parts.ts';

/** The nth segment of a kind, in the step. */
const Mark = v.strictObject({ nth, segment: Counted });
export type Mark = v.InferOutput<typeof Mark>;

export const Question = v.variant('kind', [
  /** The state that this end is in when the step is over. */
  v.strictObject({ kind: kind('state'), host, connection }),
  /** The flags of the first segment that the host sends in the step. */
  v.strictObject({ kind: kind('segment'), host, connection }),
  /** How many such segments there are in the step. */
  v.strictObject({ kind: kind('count'), segments: Counted, connection }),
  /** The most that a queue holds in the step. */
  v.strictObject({ kind: kind('queue'), queue: Queue }),
  /** How often a counter ticks in the step. */
  v.strictObject({ kind: kind('counter'), counter: Counter }),
  /** left − right, modulo 2^32, in the whole run so far. */
  v.strictObject({ kind: kind('number'), left: NumberTerm, right: v.nullable(NumberTerm), connection }),
  /** How the number of the second connection is to that of the first (RFC 9293 3.4). */
  v.strictObject({ kind: kind('compare'), term: NumberTerm, connections: v.tuple([connection, connection]) }),
  /** Seconds from one segment to another of the step. */
  v.strictObject({ kind: kind('time'), from: Mark, to: Mark, connection }),
  /** What the last such call of the step has brought the program. */
  v.strictObject({ kind: kind('outcome'), host, call: programCall, connection }),
]);
export type Question = v.InferOutput<typeof Question>;

export const Prediction = v.strictObject({
  ask: Translated,
  question: Question,
  /** In the words of the file: states, flags, numbers, times, errors. */
  choices: v.array(v.string()),
  /** The one that its author expects; a run may go another way. */
  answer: v.string(),
  /** Told when the run has answered. */
  why: Translated,
});
export type Prediction = v.InferOutput<typeof Prediction>;

/** What is kept of one run of a lesson: how its expectations fared, what was asked, and what the person answered. */
import * as v from 'valibot';
import { ENGINES, HOSTS, TCP_STATES } from '../protocol/events.ts';

const text = v.pipe(v.string(), v.maxLength(2000));
const name = v.pipe(v.string(), v.maxLength(100));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const t = v.number();

/** What proves an answer, with the second of the lab at which it was seen. */
export const Evidence = v.union([
  v.object({ t, segment: v.object({ id: count, from: v.picklist(HOSTS), flags: name }) }),
  v.object({ t, socket: name, from: v.picklist(TCP_STATES), to: v.picklist(TCP_STATES) }),
  v.object({ t }),
]);
export type Evidence = v.InferOutput<typeof Evidence>;

export const ScoredAnswer = v.object({
  /** Counts the lesson's steps from 1. */
  step: count,
  /** In the language of the run. */
  ask: text,
  /** Null when nobody was asked, as with predictions switched off. */
  given: v.nullable(text),
  /** What the run said, in the form of a choice; null when it said nothing. */
  truth: v.nullable(text),
  /** Null when nothing was given, or the run said none of the choices: then it does not count. */
  right: v.nullable(v.boolean()),
  evidence: v.nullable(Evidence),
});
export type ScoredAnswer = v.InferOutput<typeof ScoredAnswer>;

export const Score = v.object({
  lesson: name,
  /** When the run ended, in ISO 8601, UTC. */
  at: v.pipe(v.string(), v.isoTimestamp()),
  kernel: text,
  engine: v.picklist(ENGINES),
  /** Expectations. */
  held: count,
  missed: count,
  /** Somebody stopped it before its end. */
  stopped: v.boolean(),
  answers: v.array(ScoredAnswer),
});
export type Score = v.InferOutput<typeof Score>;

export interface Share {
  right: number;
  /** Of so many answers that count. */
  of: number;
}

export function shareOf({ answers }: Pick<Score, 'answers'>): Share {
  const judged = answers.filter(({ right }) => right !== null);
  return { right: judged.filter(({ right }) => right).length, of: judged.length };
}

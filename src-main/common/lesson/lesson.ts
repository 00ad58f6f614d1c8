/**
 * A lesson as data: what a lesson file means once it was read and found right. Schemas, because a loaded lesson
 * crosses from host to daemon; what the file itself may say is load.ts's business.
 */
import * as v from 'valibot';
import type { Told, Telling } from '../text/telling.ts';
import { Action } from './schema/action.ts';
import { Claim, Condition } from './schema/claim.ts';
import { Translated } from './schema/parts.ts';
import { Prediction, type Question } from './schema/prediction.ts';

export type { Option, Write } from './schema/action.ts';
export type { Amount, NumberTerm } from './schema/claim.ts';
export type { Counted, Counter, ProgramCall, Queue, Refusable, SegmentKind, Times } from './schema/parts.ts';
export type { Action, Claim, Condition, Prediction, Question, Translated };

/** Of a step that is repeated. */
export const MOST_TURNS = 50;

/** Of the pictures that the app draws, those that can belong to a lesson. */
export const LESSON_PICTURES = ['isn', 'cwnd', 'backlog', 'timers', 'lines'] as const;
export type LessonPicture = (typeof LESSON_PICTURES)[number];

const Step = v.strictObject({
  name: Translated,
  /** Runs only when the minute-long parts are asked for. */
  full: v.boolean(),
  /** Asked before its actions, while nothing is under way. */
  predict: v.exactOptional(v.array(Prediction)),
  actions: v.array(Action),
  /** How often they are done, one turn after the other; absent: once. */
  repeat: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(MOST_TURNS))),
  /** Told when it is over. */
  explain: v.exactOptional(Translated),
  /** For the instructor alone, while it is shown. */
  notes: v.exactOptional(Translated),
});
export type Step = v.InferOutput<typeof Step>;

const Expectation = v.strictObject({
  claim: Claim,
  /** The author's own sentence; without it one is made from the claim. */
  text: v.exactOptional(Translated),
  /** Judged only where this is so. */
  if: v.exactOptional(Condition),
  /** Judged only when the minute-long parts were asked for. */
  full: v.boolean(),
});
export type Expectation = v.InferOutput<typeof Expectation>;

export const Lesson = v.strictObject({
  /** Lower-case words joined by hyphens; also the file's name. */
  id: v.string(),
  title: Translated,
  about: Translated,
  /** What textbooks say of it, in one line, and where Linux differs. */
  textbook: v.exactOptional(Translated),
  linux: v.exactOptional(Translated),
  /** What the app opens beside the lesson when it begins. */
  picture: v.exactOptional(v.picklist(LESSON_PICTURES)),
  /** For the instructor alone, of the lesson as a whole. */
  notes: v.exactOptional(Translated),
  steps: v.array(Step),
  expect: v.array(Expectation),
});
export type Lesson = v.InferOutput<typeof Lesson>;

/** What is wrong in a lesson file. Line and column count from 1; columns are UTF-16 units. */
export interface Problem {
  line: number;
  column: number;
  /** What is wrong, and what to write instead ('' where that goes without saying): in English, and for every language. */
  message: string;
  hint: string;
  told: { message: Telling; hint: Told };
}

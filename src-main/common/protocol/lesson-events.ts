/** What the stream of events (events.ts) tells of a lesson. Its texts are in the language in which it was started. */
import type { Host } from './hosts.ts';

export interface StepEvent {
  type: 'step';
  t: number;
  name: string;
  /** Counts the lesson's steps from 1, those that are left out included. */
  number?: number;
}

/** What the lesson is about to do, and whether somebody has to let it. */
export interface ActionEvent {
  type: 'action';
  t: number;
  /** Its id. */
  lesson: string;
  /** As in StepEvent; a lesson that waits between two steps names the next one. */
  step: number;
  /** Counts the step's actions from 1. */
  action: number;
  /** It `waits` to be let go on, `goes-on` after that, and `begins` the action. */
  phase: 'waits' | 'goes-on' | 'begins';
  /** Of a wait that begins: seconds until it is over, or is given up. */
  within?: number;
}

/**
 * What proves something: a segment, a socket's change of state, a counter (without its prefix, as nstat prints it), or what
 * had happened by a moment.
 */
export type Evidence =
  { segment: number } | { state: string; t: number } | { counter: string; host: Host } | { t: number };

export interface ExpectEvent {
  type: 'expect';
  t: number;
  text: string;
  held: boolean;
  /** What was seen instead, or the evidence. */
  observed: string;
  /** Where in the run that is; absent of an action that failed, and in what older versions have saved. */
  evidence?: readonly Evidence[];
}

/** Asked before a step's actions. */
export interface QuestionEvent {
  type: 'question';
  t: number;
  /** Counts the run's questions from 1. */
  question: number;
  /** As in StepEvent. */
  step: number;
  ask: string;
  choices: string[];
  /** Whether the lesson waits for somebody to answer. */
  waits: boolean;
}

/** The step is over, and the run has answered the question. */
export interface AnswerEvent {
  type: 'answer';
  t: number;
  question: number;
  /** The choice that was made; null when nobody was to make one. */
  given: string | null;
  /** What the run says, in the form of a choice; null when it says nothing. */
  truth: string | null;
  /** Null when nothing was given, or when what the run says is none of the choices. */
  right: boolean | null;
  /** What the lesson's author thought it would be. */
  expected: string;
  why: string;
  /** What proves it. */
  evidence: Exclude<Evidence, { counter: string }> | null;
}

/** Last event of a run. */
export interface ResultEvent {
  type: 'result';
  t: number;
  lesson: string;
  ok: boolean;
  held: number;
  missed: number;
}

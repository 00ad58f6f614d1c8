/** The line between a page and the instructor's notes on it. Both are windows of one browser, so no host is asked. */
import type { Language } from '../../src-main/common/protocol/messages.ts';
import type { Theme } from '../../src-main/common/protocol/settings.ts';

export interface NotedStep {
  /** Among those that this run has, from 1. */
  number: number;
  name: string;
  note: string | null;
  /** What is asked before it. */
  asks: readonly string[];
}

export interface NotedQuestion {
  question: number;
  ask: string;
  choices: readonly string[];
  /** What its author expects; null where another page runs a lesson that this one does not know. */
  expected: string | null;
  why: string;
  given: string | null;
  /** What the run has answered; null before that, and where it said nothing. */
  truth: string | null;
  waits: boolean;
}

export interface NotedLesson {
  title: string;
  note: string | null;
  /** What a person needs for it, about. */
  minutes: number;
  isRecorded: boolean;
  /** How many steps there are. */
  of: number;
  /** The one that is read; null before the first. */
  step: NotedStep | null;
  /** Null when nothing more comes. */
  next: NotedStep | null;
  questions: readonly NotedQuestion[];
  state: 'waits' | 'asks' | 'runs' | 'over';
  /** Seconds that it has taken, where it does not go on. */
  passed: number;
  /** When it began, Date.now(); null where it does not go on. */
  since: number | null;
  /** Whether there is something to be turned. */
  turns: { back: boolean; on: boolean };
}

/** All texts are in this language. */
export interface Noted {
  look: Exclude<Theme, 'system'>;
  language: Language;
  size: number;
  shortcuts: boolean;
  lesson: NotedLesson | null;
}

/** What the page says. `here`: it was loaded, perhaps anew; `gone`: it is being closed, or loaded anew. */
export type ToNotes = { kind: 'here' } | { kind: 'noted'; noted: Noted } | { kind: 'gone' };

/** What the notes say. `hello` asks to be told; nobody needs to be after `closed`. */
export type FromNotes =
  | { kind: 'hello' }
  | { kind: 'turn'; by: -1 | 1 }
  | { kind: 'answer'; question: number; choice: string }
  | { kind: 'closed' };

export class NotesLine<Said, Heard> {
  readonly #channel: BroadcastChannel;

  /** `page`: which of several in one browser. Whoever is at the other end hears `farewell` when this window goes. */
  constructor(page: string, farewell: Said, listener: (heard: Heard) => void) {
    this.#channel = new BroadcastChannel(`tcp-lab-notes-${page}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Heard>) => listener(data);
    addEventListener('pagehide', () => this.say(farewell));
  }

  say(said: Said): void {
    this.#channel.postMessage(said);
  }
}

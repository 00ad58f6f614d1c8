/** What a lesson asks before its steps, and how its run then answers. */
import type { Prediction, Step } from '../../common/lesson/lesson.ts';
import { truthOf, type Truth } from '../../common/lesson/judge/truth.ts';
import type { AnswerEvent, Event, QuestionEvent } from '../../common/protocol/events.ts';
import type { Language } from '../../common/protocol/messages.ts';
import type { LessonControl } from './control.ts';

interface Port {
  emit(event: QuestionEvent | AnswerEvent): void;
  now(): number;
  events(): readonly Event[];
}

interface Asked {
  question: number;
  step: number;
  prediction: Prediction;
  given: string | null;
}

export class LessonQuestions {
  readonly #port: Port;
  readonly #control: LessonControl;
  readonly #lang: Language;
  readonly #waits: boolean;
  #count = 0;
  #open: Asked[] = [];

  /** `waits`: for an answer to each question. */
  constructor(port: Port, control: LessonControl, lang: Language, waits: boolean) {
    this.#port = port;
    this.#control = control;
    this.#lang = lang;
    this.#waits = waits;
  }

  /** Asks, one after the other, what the step's author wants to be asked. Rejects when the lesson is stopped. */
  async ask({ predict = [] }: Step, step: number): Promise<void> {
    this.#open = [];
    for (const prediction of predict) {
      const question = ++this.#count;
      const { choices } = prediction;
      const answered = this.#waits ? this.#control.answered(question, choices) : null;
      const event = { question, step, ask: prediction.ask[this.#lang], choices, waits: this.#waits };
      this.#port.emit({ type: 'question', t: this.#port.now(), ...event });
      this.#open.push({ question, step, prediction, given: await answered });
    }
  }

  /** Whether the run has answered as its authors thought: then nothing need be waited for. */
  get isAsExpected(): boolean {
    return this.#open.every((asked) => this.#truthOf(asked)?.answer === asked.prediction.answer);
  }

  /** Tells how the run has answered what was asked before this step. */
  answer(): void {
    for (const asked of this.#open.splice(0)) {
      const { question, prediction, given } = asked;
      const { choices, answer: expected, why } = prediction;
      const truth = this.#truthOf(asked);
      const isJudged = given !== null && truth !== null && choices.includes(truth.answer);
      const said = { given, truth: truth?.answer ?? null, right: isJudged ? given === truth.answer : null };
      const proof = { expected, why: why[this.#lang], evidence: truth?.evidence ?? null };
      this.#port.emit({ type: 'answer', t: this.#port.now(), question, ...said, ...proof });
    }
  }

  #truthOf({ prediction: { question, choices }, step }: Asked): Truth | null {
    return truthOf(question, choices, this.#port.events(), step);
  }
}

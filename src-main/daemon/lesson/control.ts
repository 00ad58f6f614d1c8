import { LabError } from '../../common/protocol/errors.ts';
import type { Pace } from '../../common/protocol/messages.ts';
import { told } from '../../common/text/telling.ts';
import { unlessStopped } from './time.ts';

/** Steers a lesson that runs: holds it between two of its actions, lets it go on, answers its questions, and stops it. */
export class LessonControl {
  readonly #abort = new AbortController();
  #question: { number: number; choices: readonly string[]; take: (choice: string) => void } | null = null;
  /** Where it waits by itself. */
  pace: Pace;
  #pause: { over: Promise<void>; end: () => void } | null = null;

  constructor(pace: Pace = 'through') {
    this.pace = pace;
  }

  /** Aborts when the lesson is stopped. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isPaused(): boolean {
    return this.#pause !== null;
  }

  pause(): void {
    if (this.#pause) return;
    let end = () => {};
    const over = new Promise<void>((resolve) => (end = resolve));
    this.#pause = { over, end };
  }

  resume(): void {
    this.#pause?.end();
    this.#pause = null;
  }

  /** Throws LabError when the lesson does not wait for this answer. */
  answer(question: number, choice: string): void {
    if (this.#question?.number !== question) throw new LabError('not-asked', told('lesson.not-asked', { question }));
    const { choices, take } = this.#question;
    if (!choices.includes(choice))
      throw new LabError('no-choice', told('lesson.no-choice', { choice, list: [...choices] }));
    this.#question = null;
    take(choice);
  }

  /** The choice that is made; rejects with the signal's reason when the lesson is stopped. */
  async answered(question: number, choices: readonly string[]): Promise<string> {
    const answer = new Promise<string>((take) => (this.#question = { number: question, choices, take }));
    return unlessStopped(answer, this.signal);
  }

  stop(): void {
    this.#abort.abort();
  }

  /** Resolves when the lesson is not paused; rejects with the signal's reason when it is stopped. */
  async resumed(): Promise<void> {
    // Paused again before this goes on, it is still paused.
    while (this.#pause) await unlessStopped(this.#pause.over, this.signal);
  }
}

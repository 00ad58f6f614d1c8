import { unlessStopped } from './lesson-time.ts';

/** Steers a lesson that runs: holds it between two of its actions, lets it go on, and stops it. */
export class LessonControl {
  readonly #abort = new AbortController();
  #pause: { over: Promise<void>; end: () => void } | null = null;

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

  stop(): void {
    this.#abort.abort();
  }

  /** Resolves when the lesson is not paused; rejects with the signal's reason when it is stopped. */
  async resumed(): Promise<void> {
    // Paused again before this goes on, it is still paused.
    while (this.#pause) await unlessStopped(this.#pause.over, this.signal);
  }
}

/** The lesson that runs in this lab, or ran last. */
import { LabError } from '../../src-main/common/protocol/errors.ts';
import type { LessonSummary } from '../../src-main/common/protocol/app.ts';
import type { AppState } from './app.svelte.ts';

export type LessonPhase = 'none' | 'running' | 'paused' | 'ended';

export class LessonState {
  readonly #app: AppState;
  #id = $state<string | null>(null);
  #phase = $state<LessonPhase>('none');

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Id of the lesson; null before the first one. */
  get id(): string | null {
    return this.#id;
  }

  /** The lesson of the session on screen; when another page ran it, its steps say which it is. */
  get current(): LessonSummary | undefined {
    const { lessons, session } = this.#app;
    const [first] = session.session.steps;
    const known = lessons.find(({ id }) => id === this.#id);
    if (known || !first) return known;
    return lessons.find(({ steps }) => steps.some(({ name }) => Object.values(name).includes(first.name)));
  }

  get phase(): LessonPhase {
    return this.#phase;
  }

  /** Runs the lesson in a fresh lab, so that its screen shows nothing else; resolves when it has ended. */
  async run(id: string, { full = false } = {}): Promise<void> {
    const { client, settings } = this.#app;
    await this.#app.attempt(async () => {
      const { lab, session } = this.#app;
      if (session.session.rows.length > 0 || lab?.state === 'ended') await client.request('fresh-lab');
      this.#id = id;
      this.#phase = 'running';
      try {
        const { family, language } = settings;
        await client.request('run-lesson', { lesson: id, family, lang: language, full });
      } catch (error) {
        // A fresh lab was asked for meanwhile: nothing went wrong.
        if (!(error instanceof LabError && error.code === 'lab-closed')) throw error;
      } finally {
        this.#phase = 'ended';
      }
    });
  }

  async rerun(): Promise<void> {
    const { current } = this;
    if (current) await this.run(current.id);
  }

  async togglePause(): Promise<void> {
    if (this.#phase !== 'running' && this.#phase !== 'paused') return;
    const pausing = this.#phase === 'running';
    await this.#app.attempt(async () => {
      await this.#app.client.request(pausing ? 'pause-lesson' : 'resume-lesson');
      // It may have ended meanwhile.
      if (this.#phase !== 'ended') this.#phase = pausing ? 'paused' : 'running';
    });
  }

  async stop(): Promise<void> {
    await this.#app.attempt(() => this.#app.client.request('stop-lesson'));
  }
}

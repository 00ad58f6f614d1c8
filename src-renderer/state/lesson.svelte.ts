/** The lesson that runs in this lab, or ran last. */
import { LabError } from '../../src-main/common/protocol/errors.ts';
import type { AnswerEvent, QuestionEvent } from '../../src-main/common/protocol/events.ts';
import type { LessonSummary } from '../../src-main/common/protocol/app.ts';
import { loadLesson } from '../../src-main/common/lesson/load.ts';
import { summaryOf } from '../../src-main/common/lesson/summary.ts';
import type { AppState } from './app.svelte.ts';

/** A question of the session, and what its run has answered. */
export interface Asked {
  asked: QuestionEvent;
  answer: AnswerEvent | null;
}

export type LessonPhase = 'none' | 'running' | 'paused' | 'ended';

export class LessonState {
  readonly #app: AppState;
  #id = $state<string | null>(null);
  #phase = $state<LessonPhase>('none');
  /** A text of the editor, when it is that which runs. */
  #tried = $state.raw<{ text: string; summary: LessonSummary } | null>(null);
  #given = $state.raw<{ question: number; choice: string } | null>(null);

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
    const known = this.#tried?.summary ?? lessons.find(({ id }) => id === this.#id);
    if (known || !first) return known;
    return lessons.find(({ steps }) => steps.some(({ name }) => Object.values(name).includes(first.name)));
  }

  get phase(): LessonPhase {
    // It also pauses by itself, for what it has shown to be read.
    const isHeld = this.#app.session.hosts.warnings.findLast(({ code }) => code === 'paused' || code === 'resumed');
    return this.#phase === 'running' && isHeld?.code === 'paused' ? 'paused' : this.#phase;
  }

  /** What was asked before the step that runs at the moment shown, and what the run has answered by then. */
  get questions(): Asked[] {
    const { hosts, at } = this.#app.session;
    const step = hosts.steps.findLast(({ t }) => t <= at)?.number;
    const asked = hosts.questions.filter((each) => each.asked.t <= at && each.asked.step === step);
    return asked.map((each) => ({ ...each, answer: each.answer && each.answer.t <= at ? each.answer : null }));
  }

  /** The question that waits for a choice now; undefined while none does. */
  get waiting(): QuestionEvent | undefined {
    const last = this.#app.session.hosts.questions.at(-1);
    const waits = last?.asked.waits && !last.answer && this.#given?.question !== last.asked.question;
    return waits && this.#phase === 'running' ? last.asked : undefined;
  }

  /** What was chosen for this question, also before the run has answered it. */
  givenTo({ asked, answer }: Asked): string | null {
    return answer?.given ?? (this.#given?.question === asked.question ? this.#given.choice : null);
  }

  async answer(choice: string): Promise<void> {
    const { waiting } = this;
    if (!waiting) return;
    this.#given = { question: waiting.question, choice };
    await this.#app.attempt(() => this.#app.client.request('answer-lesson', { question: waiting.question, choice }));
  }

  /** Runs the lesson in a fresh lab, so that its screen shows nothing else; resolves when it has ended. */
  async run(id: string, { full = false } = {}): Promise<void> {
    this.#tried = null;
    await this.#run(id, full);
  }

  /** The same for a text of the editor, saved or not; one that is not right runs nothing. */
  async runText(text: string): Promise<void> {
    const loaded = loadLesson(text);
    if ('problems' in loaded) return;
    const summary = { ...summaryOf(loaded.lesson), course: null, own: true, problem: null };
    this.#tried = { text, summary };
    await this.#run(summary.id, false);
  }

  async #run(id: string, full: boolean): Promise<void> {
    const { client, settings } = this.#app;
    await this.#app.attempt(async () => {
      const { lab, session } = this.#app;
      if (session.session.rows.length > 0 || lab?.state === 'ended') await client.request('fresh-lab');
      this.#id = id;
      this.#phase = 'running';
      this.#given = null;
      try {
        const { family, language, predictions } = settings;
        const how = { family, lang: language, full, ask: predictions };
        if (this.#tried) await client.request('try-lesson', { text: this.#tried.text, ...how });
        else await client.request('run-lesson', { lesson: id, ...how });
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
    if (this.#tried) await this.runText(this.#tried.text);
    else if (current) await this.run(current.id);
  }

  async togglePause(): Promise<void> {
    const { phase } = this;
    if (phase !== 'running' && phase !== 'paused') return;
    const pausing = phase === 'running';
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

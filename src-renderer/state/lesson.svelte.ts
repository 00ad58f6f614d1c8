/** The lesson that runs in this lab, or ran last. */
import { LabError } from '../../src-main/common/protocol/errors.ts';
import type { AnswerEvent, QuestionEvent } from '../../src-main/common/protocol/events.ts';
import type { Pace } from '../../src-main/common/protocol/messages.ts';
import type { LessonSummary } from '../../src-main/common/protocol/app.ts';
import { draftName } from '../../src-main/common/lesson/names.ts';
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
  /** A text of the editor, when it is that which runs. */
  #tried = $state.raw<{ text: string; summary: LessonSummary } | null>(null);
  #isFull = $state(false);
  #runs = $state(0);
  /** Whether this page has asked for a run that has not ended. */
  #isAsked = $state(false);
  /** This page has paused it, also before that is told: it first ends what it does. */
  #isPausing = $state(false);
  #given = $state.raw<{ question: number; choice: string } | null>(null);

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Id of the lesson; null before the first one. */
  get id(): string | null {
    return this.#id;
  }

  /** Whether the run that this page began last has the parts that may take minutes. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** How many runs this page has begun. */
  get runs(): number {
    return this.#runs;
  }

  /** The lesson of the session on screen; undefined when another page tries a text of its own. A stream without actions names it by its steps. */
  get current(): LessonSummary | undefined {
    const { lessons, session, recordings } = this.#app;
    if (recordings.shown) return recordings.shown.lesson ?? undefined;
    const { steps: begun, actions } = session.session;
    const [first] = begun;
    const id = actions[0]?.lesson ?? this.#id;
    const known = [this.#tried?.summary, ...lessons].find((lesson) => lesson?.id === id);
    if (known || actions.length > 0 || !first) return known;
    return lessons.find(({ steps }) => steps.some(({ name }) => Object.values(name).includes(first.name)));
  }

  /** By what the session tells, so that a page that was loaded anew, or did not start it, knows too. */
  get phase(): LessonPhase {
    if (this.#app.recordings.shown) return 'ended';
    const { actions, steps, results } = this.#app.session.hosts;
    const hasBegun = actions.length + steps.length > 0;
    const isOver = results.length > 0 || this.#app.lab?.state === 'ended';
    if (!this.#isAsked && (!hasBegun || isOver)) return this.#id !== null || results.length > 0 ? 'ended' : 'none';
    if (this.#isPausing) return 'paused';
    return actions.at(-1)?.phase === 'waits' ? 'paused' : 'running';
  }

  /** What was asked before the step that runs at the moment shown, and what the run has answered by then. */
  get questions(): Asked[] {
    return this.questionsOf(this.#app.guide.step);
  }

  /** What was asked before this step, and what the run had answered by the moment shown. */
  questionsOf(step: number): Asked[] {
    const { hosts, at } = this.#app.session;
    const asked = hosts.questions.filter((each) => each.asked.t <= at && each.asked.step === step);
    return asked.map((each) => ({ ...each, answer: each.answer && each.answer.t <= at ? each.answer : null }));
  }

  /** The question that waits for a choice now; undefined while none does. */
  get waiting(): QuestionEvent | undefined {
    const { questions, actions } = this.#app.session.hosts;
    const last = questions.at(-1);
    if (!last?.asked.waits || last.answer || this.phase !== 'running') return undefined;
    const { question, step } = last.asked;
    // A lesson that does what it asked about has its answer, whoever gave it.
    const isAnswered = actions.some((action) => action.step === step && action.phase === 'begins');
    return isAnswered || this.#given?.question === question ? undefined : last.asked;
  }

  /** What was chosen for this question, also before the run has answered it. */
  givenTo({ asked, answer }: Asked): string | null {
    const isOfLab = this.#app.recordings.shown === null;
    return answer?.given ?? (isOfLab && this.#given?.question === asked.question ? this.#given.choice : null);
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
    const id = draftName(loaded.lesson.id);
    this.#tried = { text, summary: { ...summaryOf(loaded.lesson), id, own: true, problem: null } };
    await this.#run(id, false);
  }

  async #run(id: string, full: boolean): Promise<void> {
    const { client, settings } = this.#app;
    this.#app.recordings.leave();
    await this.#app.attempt(async () => {
      const { lab, session } = this.#app;
      if (session.session.rows.length > 0 || lab?.state === 'ended') await client.request('fresh-lab');
      this.#id = id;
      this.#isFull = full;
      this.#runs++;
      this.#isAsked = true;
      this.#isPausing = false;
      this.#given = null;
      const summary = this.#tried?.summary ?? this.#app.lessons.find((lesson) => lesson.id === id);
      if (summary?.picture) this.#app.view.showPicture(summary.picture);
      try {
        const { family, language, predictions, pace } = settings;
        const how = { family, lang: language, full, ask: predictions, pace };
        if (this.#tried) await client.request('try-lesson', { text: this.#tried.text, ...how });
        else await client.request('run-lesson', { lesson: id, ...how });
      } catch (error) {
        // A fresh lab was asked for meanwhile: nothing went wrong.
        if (!(error instanceof LabError && error.code === 'lab-closed')) throw error;
      } finally {
        this.#isAsked = false;
        this.#isPausing = false;
      }
    });
  }

  async rerun(): Promise<void> {
    const { current } = this;
    if (this.#tried && !this.#app.recordings.shown) await this.runText(this.#tried.text);
    else if (current) await this.run(current.id, { full: this.#isFull && this.#id === current.id });
  }

  async togglePause(): Promise<void> {
    const { phase } = this;
    if (phase !== 'running' && phase !== 'paused') return;
    const isPausing = phase === 'running';
    await this.#app.attempt(async () => {
      await this.#app.client.request(isPausing ? 'pause-lesson' : 'resume-lesson');
      this.#isPausing = isPausing;
    });
  }

  /** Reads on, or back: what a presenter's remote sends. Answers whether there was anything to turn. */
  turn(by: -1 | 1): boolean {
    const { guide, session } = this.#app;
    if (!session.isLive) return false;
    if (guide.isShown && guide.turn(by)) return true;
    if (by < 0 || this.phase !== 'paused') return false;
    void this.togglePause();
    return true;
  }

  /** From the next run on, and in the one that is under way. */
  async setPace(pace: Pace): Promise<void> {
    await this.#app.change({ pace });
    if (this.phase === 'running' || this.phase === 'paused')
      await this.#app.attempt(() => this.#app.client.request('pace-lesson', { pace }));
  }

  async stop(): Promise<void> {
    await this.#app.attempt(() => this.#app.client.request('stop-lesson'));
  }
}

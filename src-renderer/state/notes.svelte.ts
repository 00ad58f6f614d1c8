/** What the page tells the window of the instructor's notes, and does for it. None of it is ever drawn on the page. */
import type { StepSummary } from '../../src-main/common/protocol/app.ts';
import { LabError } from '../../src-main/common/protocol/errors.ts';
import type { AppState } from './app.svelte.ts';
import { turn } from './commands.ts';
import type { Asked } from './lesson.svelte.ts';
import { NotesLine, type FromNotes, type Noted, type NotedLesson, type NotedStep, type ToNotes } from './notes-line.ts';

const WINDOW = 'popup,width=760,height=820';

/** Of this page, also after it was loaded anew: a browser may show several. */
function pageName(): string {
  const fresh = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('');
  const name = sessionStorage.getItem('page') ?? fresh;
  sessionStorage.setItem('page', name);
  return name;
}

export class NotesState {
  readonly #app: AppState;
  readonly #page = pageName();
  readonly #line: NotesLine<ToNotes, FromNotes>;
  /** Whether there is somebody to be told. */
  #isRead = $state(false);
  #told = '';

  constructor(app: AppState) {
    this.#app = app;
    this.#line = new NotesLine(this.#page, { kind: 'gone' }, (heard) => this.#hear(heard));
    this.#line.say({ kind: 'here' });
  }

  /** Opens their window, or brings it forward. */
  open(): void {
    const opened = window.open(`notes.html#${this.#page}`, `notes-${this.#page}`, WINDOW);
    opened?.focus();
    // The shell of the desktop opens it by itself, and gives the page no hold on it.
    if (opened !== null || this.#app.hello?.host === 'desktop') return;
    const blocked = new LabError('notes-blocked', 'The browser did not let the notes open a window.');
    void this.#app.attempt(() => Promise.reject(blocked));
  }

  /** To be called again whenever anything of it has changed. */
  tell(): void {
    if (!this.#isRead) return;
    const { noted } = this;
    const text = JSON.stringify(noted);
    if (text === this.#told) return;
    this.#told = text;
    this.#line.say({ kind: 'noted', noted });
  }

  get noted(): Noted {
    const { settings, look } = this.#app;
    const { language, size, shortcuts } = settings;
    return { look, language, size, shortcuts, lesson: this.#lesson };
  }

  get #lesson(): NotedLesson | null {
    const { lesson, guide, session, settings, recordings } = this.#app;
    const { current } = lesson;
    if (!current || lesson.phase === 'none') return null;
    const begun = session.hosts.steps;
    const steps = current.steps
      .map((step, i) => ({ step, number: i + 1 }))
      .filter(({ step, number }) => !step.full || begun.some((run) => run.number === number))
      .map(({ step, number }, i) => ({ number, noted: this.#stepOf(step, i + 1) }));
    const reads = guide.reads;
    const isHeld = session.isLive && lesson.phase === 'paused';
    return {
      title: current.title[settings.language],
      note: current.notes?.[settings.language] ?? null,
      minutes: current.minutes,
      isRecorded: session.isRecorded,
      of: steps.length,
      step: steps.find(({ number }) => number === reads)?.noted ?? null,
      next: guide.isOver ? null : (steps.find(({ number }) => number > reads)?.noted ?? null),
      questions: lesson
        .questionsOf(reads)
        .map((asked, i) => this.#questionOf(asked, current.steps[reads - 1]?.predict[i])),
      state: guide.isOver ? 'over' : isHeld ? 'waits' : lesson.waiting ? 'asks' : 'runs',
      ...this.#time,
      turns: recordings.shown
        ? { back: session.at > 0, on: session.at < session.end }
        : { back: session.isLive && reads > 1, on: isHeld || (session.isLive && guide.isLookingBack) },
    };
  }

  #stepOf({ name, notes, predict }: StepSummary, number: number): NotedStep {
    const { language, predictions } = this.#app.settings;
    const asks = predictions ? predict.map(({ ask }) => ask[language]) : [];
    return { number, name: name[language], note: notes?.[language] ?? null, asks };
  }

  #questionOf(asked: Asked, words: StepSummary['predict'][number] | undefined): NotedLesson['questions'][number] {
    const { lesson, settings } = this.#app;
    const { question, ask, choices } = asked.asked;
    return {
      question,
      ask: words?.ask[settings.language] ?? ask,
      choices,
      expected: asked.answer?.expected ?? words?.answer ?? null,
      why: words?.why[settings.language] ?? asked.answer?.why ?? '',
      given: lesson.givenTo(asked),
      truth: asked.answer?.truth ?? null,
      waits: lesson.waiting?.question === question,
    };
  }

  /** By the lab's clock, from the first that was told of the lesson. */
  get #time(): Pick<NotedLesson, 'passed' | 'since'> {
    const { session, lesson } = this.#app;
    const { actions, steps, results, lab } = session.hosts;
    const began = Math.min(actions[0]?.t ?? Infinity, steps[0]?.t ?? Infinity);
    if (began === Infinity) return { passed: 0, since: null };
    const goesOn = lesson.phase === 'running' || lesson.phase === 'paused';
    if (goesOn && lab) return { passed: 0, since: Math.round((lab.startedAt + began) * 1000) };
    const until = Math.min(session.at, results.at(-1)?.t ?? session.end);
    return { passed: Math.max(0, Math.floor(until - began)), since: null };
  }

  #hear(heard: FromNotes): void {
    switch (heard.kind) {
      case 'hello':
        this.#told = '';
        this.#isRead = true;
        return this.tell();
      case 'turn':
        return void turn(this.#app, heard.by);
      case 'answer':
        if (this.#app.lesson.waiting?.question === heard.question) void this.#app.lesson.answer(heard.choice);
        return;
      case 'closed':
        this.#isRead = false;
    }
  }
}

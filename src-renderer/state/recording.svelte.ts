/**
 * A recorded run on screen in place of the lab, of a lesson or of a session that was saved: the same panels, fed with what a
 * kernel did on another day.
 */
import type { LessonSummary } from '../../src-main/common/protocol/app.ts';
import type { Event } from '../../src-main/common/protocol/events.ts';
import type { AppState } from './app.svelte.ts';
import { saveFile } from './save-file.ts';
import { bytesOf, eventsIn, sessionFileName } from './session-file.ts';
import { SessionState } from './session.svelte.ts';

/** Lab seconds in a second: a handshake is over in milliseconds, a retransmission may take minutes. */
export const SPEEDS = [0.01, 0.1, 1, 10] as const;
export type Speed = (typeof SPEEDS)[number];

/** How often the moment moves while it plays, ms. */
const BEAT = 50;

/** One recorded run: its session is told whole, and what plays is the moment that is shown of it. */
export class Recording {
  /** Null where it is of none that is known here. */
  readonly lesson: LessonSummary | null;
  readonly session = new SessionState({ isRecorded: true });
  speed = $state<Speed>(1);
  readonly #stopsAtSteps: () => boolean;
  /** Where each step has been named and its questions asked, and nothing of it is done yet. */
  readonly #steps: readonly number[];
  #playing = $state.raw<ReturnType<typeof setInterval>>();
  /** Where it played to last, and when. */
  #reached = 0;
  #reachedAt = 0;

  /** `stopsAtSteps`: whether it waits for a person before each step, as a lesson would. */
  constructor(lesson: LessonSummary | null, events: readonly Event[], stopsAtSteps: () => boolean) {
    this.lesson = lesson;
    this.#stopsAtSteps = stopsAtSteps;
    this.session.take(events);
    const { steps, questions } = this.session.session;
    this.#steps = steps.map(({ t, number }) =>
      Math.max(t, ...questions.flatMap(({ asked }) => (asked.step === number ? [asked.t] : []))),
    );
  }

  get isPlaying(): boolean {
    return this.#playing !== undefined;
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** From the moment shown; from the beginning where that is the end. */
  play(): void {
    this.pause();
    if (this.session.at >= this.session.end) this.session.goTo(0);
    this.#reached = this.session.at;
    this.#reachedAt = performance.now();
    this.#playing = setInterval(() => this.#go(), BEAT);
  }

  pause(): void {
    clearInterval(this.#playing);
    this.#playing = undefined;
  }

  /** Shows the next step as it begins, or the one before. */
  turn(by: -1 | 1): void {
    const { at, end } = this.session;
    this.pause();
    this.session.goTo(by > 0 ? this.#next(at, end) : (this.#steps.findLast((t) => t < at) ?? 0));
  }

  close(): void {
    this.pause();
    this.session.stop();
  }

  #go(): void {
    const { at, end } = this.session;
    // Somebody went to another moment: that is what they want to look at.
    if (at !== this.#reached) return this.pause();
    const now = performance.now();
    const goal = at + ((now - this.#reachedAt) / 1000) * this.speed;
    const stop = this.#stopsAtSteps() ? this.#next(at, end) : end;
    this.#reachedAt = now;
    this.session.goTo(Math.min(goal, stop));
    this.#reached = this.session.at;
    if (goal >= stop) this.pause();
  }

  #next(at: number, end: number): number {
    return this.#steps.find((t) => t > at) ?? end;
  }
}

export class Recordings {
  readonly #app: AppState;
  #shown = $state.raw<Recording | null>(null);

  constructor(app: AppState) {
    this.#app = app;
  }

  /** The one that is on screen instead of the lab. */
  get shown(): Recording | null {
    return this.#shown;
  }

  /** Of a lesson that comes with the lab; it plays from its beginning. The lab goes on meanwhile. */
  async open(lesson: LessonSummary): Promise<void> {
    const app = this.#app;
    const asked = { lesson: lesson.id, lang: app.settings.language };
    const read = await app.attempt(() => app.client.request('read-recording', asked));
    if (read) this.#show(lesson, read.events).play();
  }

  /** A session that was saved, as it stood in the end. */
  async openFile(file: Blob): Promise<void> {
    const app = this.#app;
    const events = await app.attempt(() => eventsIn(file));
    if (!events) return;
    const id = events.find((event) => event.type === 'action')?.lesson;
    this.#show(app.lessons.find((lesson) => lesson.id === id) ?? null, events).session.goLive();
  }

  /** Hands what is kept of the lab's session to the person. */
  async save(): Promise<void> {
    const app = this.#app;
    const { session } = app.session;
    const packed = await app.attempt(() => app.client.request('read-session'));
    if (packed) saveFile(sessionFileName(session), [bytesOf(packed.gzip)], 'application/gzip');
  }

  #show(lesson: LessonSummary | null, events: readonly Event[]): Recording {
    const app = this.#app;
    this.leave();
    app.view.sheet = null;
    app.view.isWelcoming = false;
    const recording = new Recording(lesson, events, () => app.settings.pace !== 'through');
    app.selection.reset();
    this.#shown = recording;
    return recording;
  }

  /** Back to the lab. */
  leave(): void {
    if (!this.#shown) return;
    this.#shown.close();
    this.#shown = null;
    this.#app.selection.reset();
  }
}

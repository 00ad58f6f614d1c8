/** Where a lesson is at the moment shown, and which of its steps a person reads. */
import type { ActionSummary, Light, LessonSummary } from '../../src-main/common/protocol/app.ts';
import type { ActionEvent, ExpectEvent } from '../../src-main/common/protocol/events.ts';
import { madeByHand } from '../../src-main/common/session/by-hand.ts';
import type { AppState } from './app.svelte.ts';

const NOTHING: ReadonlySet<Light> = new Set();

export class GuideState {
  readonly #app: AppState;
  /** So many steps before the present one are read again; counted anew in each step. */
  #back = $state.raw({ step: 0, count: 0 });

  /** Lines that were entered in this page's terminals while the lesson of a lab waited. */
  #entered = $state.raw({ lab: 0, lines: 0 });

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Whether the lesson's text stands beside the lab. */
  get isShown(): boolean {
    return this.#app.settings.guide && this.#lesson !== undefined;
  }

  /** The step that was begun last, from 1; 0 before the first one. */
  get step(): number {
    const { hosts, at } = this.#app.session;
    return hosts.steps.findLast(({ t }) => t <= at)?.number ?? 0;
  }

  /** The step that is read: the present one, or an earlier one. */
  get reads(): number {
    const back = this.#back.step === this.step ? this.#back.count : 0;
    return Math.max(this.step - back, 0);
  }

  get isLookingBack(): boolean {
    return this.reads !== this.step;
  }

  /** What the lesson was told to be about to do last. */
  get doing(): ActionEvent | undefined {
    const { hosts, at } = this.#app.session;
    return this.isOver ? undefined : hosts.actions.findLast(({ t }) => t <= at);
  }

  /** The same in words; undefined when another page runs a lesson that this one does not know. */
  get action(): ActionSummary | undefined {
    const { doing } = this;
    return doing && this.#lesson?.steps[doing.step - 1]?.actions[doing.action - 1];
  }

  /** The parts of the lab that it is about. */
  get lit(): ReadonlySet<Light> {
    return this.isShown && this.action ? new Set(this.action.lights) : NOTHING;
  }

  /** Whether its result had been told at the moment shown. */
  get isOver(): boolean {
    return this.#app.session.hosts.results.some(({ t }) => t <= this.#app.session.at);
  }

  get findings(): ExpectEvent[] {
    const { hosts, at } = this.#app.session;
    return hosts.expectations.filter(({ t }) => t <= at);
  }

  /** How often hosts, wire or terminals were used by hand while the lesson waited. */
  get byHand(): number {
    const { lab, lines } = this.#entered;
    return madeByHand(this.#app.session.hosts) + (lab === this.#app.lab?.number ? lines : 0);
  }

  /** What was typed in a terminal. */
  typed(data: string): void {
    const lines = data.split('\r').length - 1;
    const lab = this.#app.lab?.number;
    if (lines === 0 || lab === undefined || this.#app.lesson.phase !== 'paused') return;
    this.#entered = { lab, lines: lines + (this.#entered.lab === lab ? this.#entered.lines : 0) };
  }

  /** Reads the step before, or after; answers whether there was one. */
  turn(by: -1 | 1): boolean {
    const reads = this.reads + by;
    if (reads < 1 || reads > this.step) return false;
    this.#back = { step: this.step, count: this.step - reads };
    return true;
  }

  get #lesson(): LessonSummary | undefined {
    return this.#app.lesson.current;
  }
}

/** Where a lesson is at the moment shown, and which of its steps a person reads. */
import type { ActionSummary, Light, LessonSummary } from '../../src-main/common/protocol/app.ts';
import type { ActionEvent, Evidence, ExpectEvent, Host, TcpState } from '../../src-main/common/protocol/events.ts';
import { madeByHand } from '../../src-main/common/session/by-hand.ts';
import type { DueTimer } from '../../src-main/common/session/due-timers.ts';
import { counterKey, NO_PROOF, proofOf, type Proof } from '../../src-main/common/session/proof.ts';
import { awaitedTimer, endsOf } from '../../src-main/common/session/waiting.ts';
import type { AppState } from './app.svelte.ts';

const NOTHING: ReadonlySet<Light> = new Set();
const NO_STATES: ReadonlySet<TcpState> = new Set();
/** Seconds: a wait that is over sooner would only make the timer flash. */
const FLASH = 0.1;
/** Seconds after which a wait for something to come about seems long. */
export const SEEMS_LONG = 2;

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

  /** The timer on which the wait hangs that is going on. */
  readonly timer: DueTimer | undefined = $derived.by(() => {
    const { action, doing } = this;
    if (!this.isShown || action?.waits !== 'event' || doing?.phase !== 'begins') return undefined;
    const { hosts, at, clock } = this.#app.session;
    const least = action.lights.includes('timers') ? FLASH : SEEMS_LONG;
    return clock - doing.t < least ? undefined : awaitedTimer(hosts, at, action.subject);
  });

  /**
   * What proves the finding that is pointed at, or has the focus; else, while the lesson waits, what proves the answers that the
   * step has given. A row of the ladder or a segment that somebody has chosen goes before these.
   */
  readonly proof: Proof = $derived.by(() => {
    const { pointed, focused, row, segment } = this.#app.selection;
    const own = pointed ?? (row === null ? focused : null);
    const evidence = own ?? (row === null && segment === null ? this.#answered : null);
    return evidence === null || evidence.length === 0 ? NO_PROOF : proofOf(this.#app.session.hosts, evidence);
  });

  /** Keys of sockets: of what is proved, or of the connection that the action is about. */
  readonly sockets: ReadonlySet<string> = $derived.by(() => {
    const { proof, action } = this;
    if (proof !== NO_PROOF || !this.isShown) return proof.sockets;
    const subject = action?.subject;
    const [own] = subject && 'connection' in subject ? endsOf(this.#app.session.hosts, subject) : [];
    return own === undefined ? NO_PROOF.sockets : new Set([own]);
  });

  /** Keys of counters (proof.ts), likewise. */
  readonly counters: ReadonlySet<string> = $derived.by(() => {
    const { proof, action } = this;
    if (proof.counters.size > 0 || !this.isShown || !action?.subject) return proof.counters;
    const { subject } = action;
    return 'counter' in subject ? new Set([counterKey(subject.host, subject.counter)]) : proof.counters;
  });

  /** The states of a host: those that prove something, or the one that is awaited. */
  statesOf(host: Host): ReadonlySet<TcpState> {
    const { proof, action } = this;
    if (proof !== NO_PROOF) return new Set([...proof.states].flatMap((state) => (state.host === host ? state.to : [])));
    const subject = this.isShown ? action?.subject : null;
    if (subject?.host !== host || !('connection' in subject) || !subject.state) return NO_STATES;
    return new Set([subject.state]);
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

  get #answered(): Evidence[] | null {
    if (!this.isShown || this.doing?.phase !== 'waits') return null;
    return this.#app.lesson.questions.flatMap(({ answer }) => answer?.evidence ?? []);
  }

  get #lesson(): LessonSummary | undefined {
    return this.#app.lesson.current;
  }
}

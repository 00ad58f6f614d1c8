/** Tells one page one lab: first the session so far, then what happens, as fast as the page takes it. */
import { clearTimeout, setTimeout } from 'node:timers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppPush } from '../../common/protocol/app.ts';
import type { Event } from '../../common/protocol/events.ts';
import type { SessionLog } from './session-log.ts';

/** Small enough that other messages get their turn between two pushes. */
export const BATCH_EVENTS = 2000;
/** A page that is further behind than this holds the daemon's output back. */
export const HOLD_ABOVE = 2 * BATCH_EVENTS;

/** ms between two pushes: a page draws no more often, and each message keeps it from drawing. */
const PACE = 10;

export type Push = (push: AppPush) => void | Promise<void>;

export class EventFeed {
  readonly #lab: number;
  readonly #push: Push;
  #queue: Event[];
  /** How many of the queue's events are the session so far, and how many of them were there before but are forgotten. */
  #past: number;
  readonly #forgotten: number;
  #isCaughtUp = false;
  #isRunning = false;
  #isStopped = false;
  #pushedAt = -Infinity;
  /** Runs while the queue waits for the next push to be due. */
  #pause: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] = [];

  constructor(lab: number, log: SessionLog, push: Push) {
    this.#lab = lab;
    this.#push = push;
    this.#queue = log.events();
    this.#past = this.#queue.length;
    this.#forgotten = log.forgotten;
    void this.#run();
  }

  /** A promise asks for no more until the page has caught up a little. */
  add(events: readonly Event[]): void | Promise<void> {
    for (const event of events) this.#queue.push(event);
    void this.#run();
    if (this.#isStopped || this.#queue.length - this.#past <= HOLD_ABOVE) return;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Tells at once what only waits for its time: whatever else the page is told next is said after it. */
  flush(): void {
    if (this.#pause !== undefined) this.#resume();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#pause);
    this.#queue = [];
    this.#release();
  }

  /** Up to the first await it runs at once: an event that a page waits for is sent where it comes in. */
  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (!this.#isStopped) {
      if (!this.#isCaughtUp && this.#past === 0) {
        this.#isCaughtUp = true;
        this.#pushedAt = -Infinity;
        void this.#push({ kind: 'caught-up', lab: this.#lab, forgotten: this.#forgotten });
      }
      if (this.#queue.length === 0 || this.#isEarly()) break;
      await this.#sendBatch();
    }
    this.#isRunning = false;
  }

  #isEarly(): boolean {
    const early = this.#pushedAt + PACE - performance.now();
    if (!this.#isCaughtUp || this.#queue.length >= BATCH_EVENTS || early <= 0) return false;
    this.#pause ??= setTimeout(() => this.#resume(), early);
    return true;
  }

  #resume(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#pushedAt = -Infinity;
    void this.#run();
  }

  async #sendBatch(): Promise<void> {
    this.#pushedAt = performance.now();
    const events = this.#queue.slice(0, Math.min(BATCH_EVENTS, this.#past || BATCH_EVENTS));
    this.#queue = this.#queue.slice(events.length);
    this.#past = Math.max(0, this.#past - events.length);
    if (this.#queue.length - this.#past <= HOLD_ABOVE) this.#release();
    const taken = this.#push({ kind: 'events', lab: this.#lab, events });
    await (taken ?? (this.#queue.length > 0 && nextTurn()));
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

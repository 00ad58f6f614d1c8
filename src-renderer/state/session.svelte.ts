/** The session of one lab as the screen shows it: at the present moment, or at one of the past. */
import type { Event } from '../../src-main/common/protocol/events.ts';
import { HeldSegments, type Stay } from '../../src-main/common/session/held.ts';
import { Session } from '../../src-main/common/session/session.ts';
import { HeldOrder } from './held-order.svelte.ts';

/** How often what counts down is drawn anew, ms. */
const TICK = 100;
/** So many events at once are a past that is being told: drawing it more often than so, ms, would only hold it up. */
const TOLD = 1000;
const TOLD_BEAT = 250;

export class SessionState {
  readonly #session = new Session();
  readonly #held = new HeldSegments();
  readonly heldOrder = new HeldOrder();
  /** Of a lab that was, here or elsewhere: told whole, and nothing of it is live. */
  readonly isRecorded: boolean;
  /** Moves at most once per frame, however many events came. */
  #version = $state(0);
  /** Moves with it when there was more than segments. */
  #hostsVersion = $state(0);
  #hostsChanged = false;
  /** Only figures have moved, which can wait for the next tick: nobody reads them quicker. */
  #figuresChanged = false;
  /** Lab time that is shown; null = live. */
  #cursor = $state<number | null>(null);
  #now = $state(0);
  #frame = 0;
  #shownAt = 0;
  #isBeingTold = false;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor({ isRecorded = false } = {}) {
    this.isRecorded = isRecorded;
    if (isRecorded) this.#cursor = 0;
  }

  /** The fold itself. Whoever reads it in a component or a derived value is run again when it has grown. */
  get session(): Session {
    void this.#version;
    return this.#session;
  }

  /** The same for the panels of the hosts, which have nothing new to show for a segment in mid-connection. */
  get hosts(): Session {
    void this.#hostsVersion;
    return this.#session;
  }

  /** What waits at the wire at the moment shown, in the order in which it came; followed like the session. */
  get held(): readonly Stay[] {
    void this.#version;
    return this.#held.at(this.at);
  }

  /** Changes whenever the session has grown. */
  get version(): number {
    return this.#version;
  }

  get isLive(): boolean {
    return this.#cursor === null;
  }

  /** The moment to look things up at: everything when live. */
  get at(): number {
    return this.#cursor ?? Infinity;
  }

  /** Lab time in seconds for what counts down: now, or the moment that is shown. */
  get clock(): number {
    return this.#cursor ?? this.#now;
  }

  /** Where the session ends so far: the last event. */
  get end(): number {
    void this.#version;
    return this.#session.end;
  }

  take(events: readonly Event[]): void {
    this.#session.append(events);
    this.#isBeingTold = events.length >= TOLD;
    for (const event of events) {
      const { type } = event;
      this.#held.take(event, this.#session.end);
      if (type === 'socket' || type === 'counter') this.#figuresChanged = true;
      else if (type !== 'segment' && type !== 'frame') this.#hostsChanged = true;
    }
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#nextFrame());
    this.#ticking ??= setInterval(() => this.#tick(), TICK);
  }

  /** Shows the moment `t` (lab seconds, held within the session). */
  goTo(t: number): void {
    this.#cursor = Math.min(Math.max(0, t), this.#session.end);
  }

  /** A recorded session has nothing later than its end. */
  goLive(): void {
    this.#cursor = this.isRecorded ? this.#session.end : null;
    this.#tick();
  }

  /** Shows the moment of the next or the last row of the ladder before this one. */
  step(direction: 1 | -1): void {
    const { rows } = this.#session;
    const here = rows.countUpTo(this.#cursor ?? this.#session.end);
    let row = here - 1 + direction;
    // Rows of one moment belong together.
    while (direction < 0 && row > 0 && rows.t(row) === rows.t(here - 1)) row--;
    if (row >= rows.length) this.goLive();
    else this.goTo(row < 0 ? 0 : rows.t(row));
  }

  /** The lab has ended: its clock stands still. */
  stop(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    if (this.#figuresChanged) this.#tick();
  }

  #nextFrame(): void {
    const goesOn = this.#isBeingTold && performance.now() - this.#shownAt < TOLD_BEAT;
    this.#isBeingTold = false;
    this.#frame = goesOn ? requestAnimationFrame(() => this.#nextFrame()) : 0;
    if (!goesOn) this.#show();
  }

  #show(): void {
    this.#shownAt = performance.now();
    this.#version++;
    if (this.#hostsChanged) this.#tick();
  }

  #tick(): void {
    if (this.#hostsChanged || this.#figuresChanged) this.#hostsVersion++;
    this.#hostsChanged = this.#figuresChanged = false;
    const { lab, end } = this.#session;
    // Both read the same PC's clock.
    if (lab) this.#now = Math.max(end, Date.now() / 1000 - lab.startedAt);
  }
}

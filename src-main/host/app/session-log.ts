/** The events of one lab, kept so that a page that comes later gets the whole session; bounded, however long it runs. */
import type { Event } from '../../common/protocol/events.ts';

export const LOG_LIMIT = 300_000;
/** Forgetting walks the whole log, so it makes room for many. */
const FORGET_SHARE = 0.1;

/** Forgotten first: there are many of them, and what a session came to is still told by the others. */
const PLENTIFUL: ReadonlySet<Event['type']> = new Set(['segment', 'frame', 'socket', 'counter']);

export class SessionLog {
  /** How many are no longer kept. */
  forgotten = 0;
  readonly #limit: number;
  #events: Event[] = [];
  /** Where each segment or frame is, by its id: its next telling takes the place of the older one. */
  readonly #places = new Map<number, number>();

  constructor(limit = LOG_LIMIT) {
    this.#limit = limit;
  }

  add(events: readonly Event[]): void {
    for (const event of events) {
      const place = isOnWire(event) ? this.#places.get(event.id) : undefined;
      if (place === undefined) this.#append(event);
      else this.#events[place] = event;
    }
  }

  /** All that are kept, in order. */
  events(): Event[] {
    return this.#events.slice();
  }

  #append(event: Event): void {
    if (this.#events.length >= this.#limit) this.#forget(Math.ceil(this.#limit * FORGET_SHARE));
    if (isOnWire(event)) this.#places.set(event.id, this.#events.length);
    this.#events.push(event);
  }

  /** The first event, which says what the lab runs on, stays in any case. */
  #forget(count: number): void {
    let left = count;
    const drop = (event: Event): boolean => left > 0 && PLENTIFUL.has(event.type) && left-- > 0;
    const kept = this.#events.filter((event) => !drop(event));
    if (left > 0) kept.splice(1, left);
    this.forgotten += this.#events.length - kept.length;
    this.#events = kept;
    this.#places.clear();
    for (const [place, event] of kept.entries()) if (isOnWire(event)) this.#places.set(event.id, place);
  }
}

const isOnWire = (event: Event): event is Extract<Event, { type: 'segment' | 'frame' }> =>
  event.type === 'segment' || event.type === 'frame';

/** Which segments wait at the wire, now and at any moment of the past. The session's table knows only their latest fate. */
import type { Event, FrameEvent, Host, SegmentEvent } from '../protocol/events.ts';

/** One segment's stay at the wire. */
export interface Stay {
  readonly id: number;
  readonly from: Host;
  /** As in SegmentEvent; null for a frame that is no TCP segment. */
  readonly flags: string | null;
  readonly len: number;
  /** Who holds it: `by hand`, `rule:1`. */
  readonly by: string;
  readonly since: number;
  /** Lab time at which it went on or was dropped; null while it waits. */
  until: number | null;
}

export class HeldSegments {
  /** In the order in which they came to be held. */
  readonly #now = new Map<number, Stay>();
  readonly #over: Stay[] = [];

  /** `toldAt`: lab time of the latest event, for what carries no time of its own. */
  take(event: Event, toldAt: number): void {
    if (event.type !== 'segment' && event.type !== 'frame') return;
    if (event.fate === 'held') this.#hold(event, toldAt);
    else if (this.#now.size > 0) this.#end(event.id, event.deliveredAt ?? toldAt);
  }

  at(t: number): readonly Stay[] {
    if (t === Infinity) return [...this.#now.values()];
    const waitedThen = ({ since, until }: Stay): boolean => since <= t && (until === null || until > t);
    return [...this.#over.filter(waitedThen), ...[...this.#now.values()].filter(waitedThen)].sort(
      (a, b) => a.since - b.since || a.id - b.id,
    );
  }

  #hold(event: SegmentEvent | FrameEvent, toldAt: number): void {
    const known = this.#now.get(event.id);
    const by = event.by ?? '';
    if (known?.by === by) return;
    this.#end(event.id, toldAt);
    const { id, from, len } = event;
    const flags = event.type === 'segment' ? event.flags : null;
    this.#now.set(id, { id, from, flags, len, by, since: known ? toldAt : event.t, until: null });
  }

  #end(id: number, t: number): void {
    const stay = this.#now.get(id);
    if (!stay) return;
    this.#now.delete(id);
    stay.until = t;
    this.#over.push(stay);
  }
}

/**
 * In the order in which a person wants them to go on; those that the order does not name stand behind, as they came.
 * The lab knows only the order in which they came, so each is let go by its number.
 */
export function arranged(held: readonly Stay[], order: readonly number[]): readonly Stay[] {
  if (order.length === 0) return held;
  const place = new Map(order.map((id, index) => [id, index]));
  const placeOf = ({ id }: Stay): number => place.get(id) ?? order.length;
  return [...held].sort((a, b) => placeOf(a) - placeOf(b));
}

/** The order in which the segment has gone past one neighbour, towards the front or the end. */
export function moved(held: readonly Stay[], id: number, by: -1 | 1): number[] {
  const ids = held.map((stay) => stay.id);
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return ids;
  ids.splice(from, 1);
  ids.splice(to, 0, id);
  return ids;
}

/**
 * Where each segment is on paper. One that arrives soon is a single arrow; it becomes two halves only when
 * something else has to be shown between its departure and its arrival, so that time always runs downwards.
 */
import type { FrameEvent, SegmentEvent } from '../../common/protocol/events.ts';
import type { Reach } from './arrows.ts';
import { duration } from './labels.ts';

export type Passing = SegmentEvent | FrameEvent;

/** Shorter than this is "at the same moment" to a reader. */
export const SAME_MOMENT = 0.003;

export interface Drawing {
  event: Passing;
  /** Null where nobody knows the moment. */
  t: number | null;
  reach: Reach;
  /** Said beside the label: how long it was on its way. */
  note: string;
}

interface Known {
  event: Passing;
  /** `waiting`: seen by us, not drawn yet. */
  drawn: 'waiting' | 'departed' | 'held' | 'ended';
}

export class InFlight {
  private readonly known = new Map<number, Known>();

  /** What is to be drawn now that this was said of a segment, in order. */
  take(event: Passing, words: { held: string; lost: string }): Drawing[] {
    const known = this.known.get(event.id) ?? { event, drawn: 'waiting' as const };
    if (known.drawn === 'ended') return [];
    this.known.set(event.id, { event, drawn: known.drawn });
    switch (event.fate) {
      case 'in-flight':
        return [];
      case 'held':
        if (known.drawn !== 'waiting') return [];
        this.known.set(event.id, { event, drawn: 'held' });
        return [
          ...this.departBefore(event.t),
          { event, t: event.t, reach: { kind: 'held', note: words.held }, note: '' },
        ];
      case 'lost': {
        const note = event.by ?? words.lost;
        const before = known.drawn === 'waiting' ? this.departBefore(event.t) : [];
        this.known.set(event.id, { event, drawn: 'ended' });
        const kind = known.drawn === 'waiting' ? 'lost' : 'lost-on-the-way';
        // A loss is noticed later than it happens: beside an arrow that ends on its way stands no time.
        return [...before, { event, t: kind === 'lost' ? event.t : null, reach: { kind, note }, note: '' }];
      }
      case 'delivered':
        return this.deliver(event, known.drawn);
    }
  }

  /** Draws the departure of all that left noticeably before `t` and has not arrived. */
  departBefore(t: number): Drawing[] {
    const early = [...this.known.values()].filter((k) => k.drawn === 'waiting' && k.event.t < t - SAME_MOMENT);
    return early.sort((a, b) => a.event.t - b.event.t).map((known) => this.depart(known));
  }

  private depart(known: Known): Drawing {
    known.drawn = 'departed';
    return { event: known.event, t: known.event.t, reach: { kind: 'departs' }, note: '' };
  }

  private deliver(event: Passing, drawn: Known['drawn']): Drawing[] {
    const arrival = event.deliveredAt ?? event.t;
    const took = arrival - event.t;
    const note = took >= 0.001 ? duration(took) : '';
    // Two that meet on the wire: both must be seen leaving before either is seen arriving.
    const meets = [...this.known.values()].some(
      (k) => k.drawn === 'waiting' && k.event.from !== event.from && k.event.t < arrival - SAME_MOMENT,
    );
    const departures = meets ? this.departBefore(arrival) : drawn === 'waiting' ? this.departEarlierThan(event) : [];
    const now = this.known.get(event.id)?.drawn === 'waiting' ? 'waiting' : 'departed';
    this.known.set(event.id, { event, drawn: 'ended' });
    return [
      ...departures,
      now === 'waiting'
        ? { event, t: event.t, reach: { kind: 'through' }, note }
        : { event, t: arrival, reach: { kind: 'arrives' }, note },
    ];
  }

  /** Same direction: an arrow that left later is drawn first only if the earlier one has been seen leaving. */
  private departEarlierThan(event: Passing): Drawing[] {
    const overtaken = [...this.known.values()].filter(
      (k) => k.drawn === 'waiting' && k.event.id !== event.id && k.event.t < event.t - SAME_MOMENT,
    );
    return overtaken.map((known) => this.depart(known));
  }
}

/** Which segments of a run a sentence counts. */
import type { Event, SegmentEvent } from '../../protocol/events.ts';
import { segmentsOf } from '../connections.ts';
import { spanOf } from './during.ts';
import type { Counted } from '../lesson.ts';

/** In the order in which they were sent; `connection` null: of all of them. */
export function countedOf(
  events: readonly Event[],
  { what, from }: Counted,
  connection: number | null,
  step?: number,
): SegmentEvent[] {
  const during = spanOf(events, step);
  const all = connection === null ? allSegments(events) : segmentsOf(events, connection);
  const own = all.filter((segment) => segment.from === from && segment.origin === undefined);
  const again = sentAgain(own);
  return own.filter((segment) => segment.t >= during.from && segment.t < during.to && isMeant(segment, what, again));
}

function isMeant({ id, flags, len }: SegmentEvent, what: Counted['what'], again: ReadonlySet<number>): boolean {
  if ('isNew' in what && again.has(id)) return false;
  switch (what.by) {
    case 'flags':
      return flags === what.flags;
    case 'data':
      return len > 0;
    case 'retransmission':
      return again.has(id);
    case 'data-retransmission':
      return len > 0 && again.has(id);
    case 'any':
      return true;
  }
}

function allSegments(events: readonly Event[]): SegmentEvent[] {
  const byId = new Map<number, SegmentEvent>();
  for (const event of events) if (event.type === 'segment') byId.set(event.id, event);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** Ids of those that occupy sequence numbers which their sender has sent before, on the same way. */
export function sentAgain(segments: readonly SegmentEvent[]): Set<number> {
  const sent = new Set<string>();
  const again = new Set<number>();
  for (const { id, src, dst, flags, seq, len } of segments) {
    if (len === 0 && !/SYN|FIN/.test(flags)) continue;
    const key = `${src} ${dst} ${seq}`;
    if (sent.has(key)) again.add(id);
    sent.add(key);
  }
  return again;
}

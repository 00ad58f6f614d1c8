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
  const isAgain = what.by === 'retransmission' || what.by === 'data-retransmission';
  const again = isAgain ? retransmissions(own) : undefined;
  return own.filter((segment) => {
    if (segment.t < during.from || segment.t >= during.to) return false;
    if (what.by === 'flags') return segment.flags === what.flags;
    if (what.by === 'data') return segment.len > 0;
    if (what.by === 'data-retransmission' && segment.len === 0) return false;
    return again === undefined || again.has(segment.id);
  });
}

function allSegments(events: readonly Event[]): SegmentEvent[] {
  const byId = new Map<number, SegmentEvent>();
  for (const event of events) if (event.type === 'segment') byId.set(event.id, event);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** Those that occupy sequence numbers which their sender has sent before, on the same way. */
function retransmissions(segments: readonly SegmentEvent[]): Set<number> {
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

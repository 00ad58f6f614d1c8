/** What a segment did: whom it answered, what it changed. */
import type { RefusalEvent, StateEvent } from '../../../src-main/common/protocol/events.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import type { SegmentRow } from '../../../src-main/common/session/segment-table.ts';
import { distance } from '../../../src-main/common/tcp/sequence.ts';

/** An answer comes soon after: further back nobody looks for what it acknowledges. */
const LOOKED_AT = 4096;

/** Sequence numbers that a segment takes: its bytes, one for SYN, one for FIN (RFC 9293 3.4). */
export function spaceOf({ len, flags }: Pick<SegmentRow, 'len' | 'flags'>): number {
  return len + (flags?.includes('SYN') ? 1 : 0) + (flags?.includes('FIN') ? 1 : 0);
}

/** The newest segment of the peer that this one acknowledges to its end; null when there is none near. */
export function acknowledgedBy(session: Session, segment: SegmentRow): SegmentRow | null {
  if (!segment.flags?.includes('ACK')) return null;
  for (let row = segment.row - 1; row >= Math.max(0, segment.row - LOOKED_AT); row--) {
    if (session.segments.fromServer(row) === (segment.from === 'server')) continue;
    const earlier = session.segments.get(row);
    if (earlier.connection !== segment.connection || earlier.flags === null || spaceOf(earlier) === 0) continue;
    if (distance(earlier.seq + spaceOf(earlier), segment.ack) === 0) return earlier;
  }
  return null;
}

/** States that it brought about, on either side. */
export function causedBy(session: Session, segment: SegmentRow): StateEvent[] {
  const { start, end } = session.rows.spanOf(segment.row);
  const rows = end === null || end === start ? [start] : [start, end];
  const isCause = ({ cause }: StateEvent): boolean => 'segment' in cause && cause.segment === segment.id;
  return rows.flatMap((row) => session.rows.at(row).marks.filter(isCause));
}

/** How its receiver refused it; undefined when that was not told. */
export const refusalOf = ({ refusals }: Session, { id }: SegmentRow): RefusalEvent | undefined =>
  refusals.find(({ segment }) => segment === id);

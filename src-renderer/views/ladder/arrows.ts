/** Segments as lines between the life lines, in pixels of the drawing that they are in. */
import type { Host } from '../../../src-main/common/protocol/events.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import type { Columns } from './columns.ts';
import type { Layout } from './layout.ts';
import { lifeAt, type Life } from './life.ts';

export interface Arrow {
  /** Row of the segment table, and the segment's id. */
  segment: number;
  id: number;
  /** Ladder row in which it starts. */
  row: number;
  from: Host;
  isFrame: boolean;
  phase: Life['phase'];
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  /** Where it would arrive, for what has not yet. */
  goalX: number;
  goalY: number;
  /** Connection, for dimming those that are not looked at; 0 for none. */
  connection: number;
  /** Seconds on the wire. */
  took: number;
  /** Height of the segment that it repeats, on the same life line. */
  originalY: number | null;
}

/** How far an arrow gets that ends, or waits, on the wire. */
const ENDS_AT = 0.58;
const UNKNOWN_AT = 0.62;
/** Pixels that an arrow falls whose arrival has no place yet. */
const FALL = 8;
/** Half a dot of a life line's state, so that arrows touch it and do not cover it. */
const DOT = 6;

/** `origin`: height in the ladder of the drawing's upper end. */
export function arrowOf(
  session: Session,
  layout: Layout,
  columns: Columns,
  row: number,
  at: number,
  origin: number,
): Arrow {
  const segment = session.segments.get(row);
  const { start } = session.rows.spanOf(row);
  const life = lifeAt(segment, at);
  const y1 = layout.anchorY(start) - origin;
  const arrivalY = layout.arrivalY(row);
  const goalY = arrivalY === null ? y1 + FALL : arrivalY - origin;
  const to: Host = segment.from === 'client' ? 'server' : 'client';
  const inward = segment.from === 'client' ? 1 : -1;
  const x1 = columns.line[segment.from];
  const goalX = columns.line[to] - inward * DOT;
  const reach = reachOf(life);
  return {
    segment: row,
    id: segment.id,
    row: start,
    from: segment.from,
    isFrame: segment.flags === null,
    phase: life.phase,
    x1,
    y1,
    x2: x1 + (goalX - x1) * reach,
    y2: y1 + (goalY - y1) * reach,
    goalX,
    goalY,
    connection: segment.connection?.number ?? 0,
    took: segment.deliveredAt === null ? 0 : segment.deliveredAt - segment.t,
    originalY: segment.original === row ? null : layout.anchorY(session.rows.spanOf(segment.original).start) - origin,
  };
}

function reachOf(life: Life): number {
  switch (life.phase) {
    case 'delivered':
      return 1;
    case 'lost':
    case 'held':
      return ENDS_AT;
    case 'in-flight':
      return life.progress ?? UNKNOWN_AT;
  }
}

const HEAD_LENGTH = 9;
const HEAD_HALF = 4;

type Ends = Pick<Arrow, 'x1' | 'y1' | 'x2' | 'y2'>;

/** Of the tip of an arrow, the tip itself first. */
export function headCorners({ x1, y1, x2, y2 }: Ends): [x: number, y: number][] {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [bx, by] = [x2 - ux * HEAD_LENGTH, y2 - uy * HEAD_LENGTH];
  return [
    [x2, y2],
    [bx - uy * HEAD_HALF, by + ux * HEAD_HALF],
    [bx + uy * HEAD_HALF, by - ux * HEAD_HALF],
  ];
}

/** The tip of an arrow as an SVG path. */
export function headPath(ends: Ends): string {
  return `M${headCorners(ends)
    .map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('L')}Z`;
}

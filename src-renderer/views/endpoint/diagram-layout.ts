/**
 * Where the states and arrows of the diagram stand: the arrangement of RFC 9293 figure 5, on three columns and seven
 * rows. CLOSED stands twice, as there: where everything begins and where it ends. The server's is the mirror image, so
 * that on both sides of the ladder the same state stands at the same height and the opener's side faces the wire.
 */
import type { Host, StateEvent, TcpState } from '../../../src-main/common/protocol/events.ts';
import { TRANSITIONS, type Transition } from '../../../src-main/common/tcp/transitions.ts';

export const WIDTH = 320;
export const BOX = { width: 92, height: 21 };
const PITCH = 30;
const TOP = 2;
export const HEIGHT = 6 * PITCH + BOX.height + 2 * TOP;
const LEFT = BOX.width / 2 + 2;
const MIDDLE = WIDTH / 2;
const RIGHT = WIDTH - LEFT;
/** Two arrows of one pair run so far to each side of the middle. */
const LANE = 7;
const BEND = 6;

type Point = readonly [x: number, y: number];

export interface Box {
  state: TcpState;
  /** The CLOSED at the end. */
  final: boolean;
  x: number;
  y: number;
}

export interface Arrow extends Transition {
  /** `d` of an SVG path. */
  path: string;
}

const PLACES: readonly (readonly [TcpState, number, number])[] = [
  ['CLOSED', MIDDLE, 0],
  ['LISTEN', MIDDLE, 1],
  ['SYN_RECV', LEFT, 2],
  ['SYN_SENT', RIGHT, 2],
  ['ESTABLISHED', MIDDLE, 3],
  ['FIN_WAIT1', LEFT, 4],
  ['CLOSE_WAIT', RIGHT, 4],
  ['FIN_WAIT2', LEFT, 5],
  ['CLOSING', MIDDLE, 5],
  ['LAST_ACK', RIGHT, 5],
  ['TIME_WAIT', MIDDLE, 6],
  ['CLOSED', RIGHT, 6],
];

const mid = (row: number): number => TOP + row * PITCH + BOX.height / 2;
const top = (row: number): number => TOP + row * PITCH;
const bottom = (row: number): number => TOP + row * PITCH + BOX.height;
/** The edges of the middle column's boxes, and the inner edges of the outer ones. */
const [MIDDLE_L, MIDDLE_R] = [MIDDLE - BOX.width / 2, MIDDLE + BOX.width / 2];
const [LEFT_R, RIGHT_L] = [LEFT + BOX.width / 2, RIGHT - BOX.width / 2];

/** The corners that each arrow passes, the client's way round. */
const CORNERS: Record<string, readonly Point[]> = {
  'CLOSED LISTEN': vertical(MIDDLE - LANE, 0, 1),
  'LISTEN CLOSED': vertical(MIDDLE + LANE, 1, 0),
  'CLOSED SYN_SENT': elbowDown(MIDDLE_R, mid(0) - 4, RIGHT + 18, top(2)),
  'SYN_SENT CLOSED': elbowUp(RIGHT + 4, top(2), MIDDLE_R, mid(0) + 4),
  'LISTEN SYN_SENT': elbowDown(MIDDLE_R, mid(1), RIGHT - 14, top(2)),
  'LISTEN SYN_RECV': elbowDown(MIDDLE_L, mid(1) + 4, LEFT + 8, top(2)),
  'SYN_RECV LISTEN': elbowUp(LEFT - 8, top(2), MIDDLE_L, mid(1) - 4),
  'SYN_SENT SYN_RECV': [
    [RIGHT_L, mid(2)],
    [LEFT_R, mid(2)],
  ],
  'SYN_RECV ESTABLISHED': elbowDownThenAcross(LEFT + 8, bottom(2), MIDDLE_L, mid(3) - 4),
  'SYN_SENT ESTABLISHED': elbowDownThenAcross(RIGHT - 8, bottom(2), MIDDLE_R, mid(3) - 4),
  'SYN_RECV FIN_WAIT1': vertical(LEFT - 22, 2, 4),
  'ESTABLISHED FIN_WAIT1': elbowDown(MIDDLE_L, mid(3) + 5, LEFT + 8, top(4)),
  'ESTABLISHED CLOSE_WAIT': elbowDown(MIDDLE_R, mid(3) + 5, RIGHT - 8, top(4)),
  'FIN_WAIT1 FIN_WAIT2': vertical(LEFT, 4, 5),
  'FIN_WAIT1 CLOSING': elbowDown(LEFT_R, mid(4), MIDDLE, top(5)),
  'FIN_WAIT2 TIME_WAIT': elbowDownThenAcross(LEFT, bottom(5), MIDDLE_L, mid(6)),
  'CLOSING TIME_WAIT': vertical(MIDDLE, 5, 6),
  'CLOSE_WAIT LAST_ACK': vertical(RIGHT, 4, 5),
  'LAST_ACK CLOSED': vertical(RIGHT, 5, 6),
  'TIME_WAIT CLOSED': [
    [MIDDLE_R, mid(6)],
    [RIGHT_L, mid(6)],
  ],
};

export const boxes = (host: Host): Box[] =>
  PLACES.map(([state, x, row]) => ({ state, final: state === 'CLOSED' && row > 0, x: mirror(x, host), y: mid(row) }));

export const arrows = (host: Host): Arrow[] =>
  TRANSITIONS.map((transition) => ({
    ...transition,
    path: rounded((CORNERS[`${transition.from} ${transition.to}`] ?? []).map(([x, y]) => [mirror(x, host), y])),
  }));

/** A step that figure 5 has no arrow for, such as a reset: straight, behind the boxes. */
export function detour(from: TcpState, to: TcpState, host: Host): string {
  const all = boxes(host);
  const start = all.find(({ state }) => state === from);
  const end = all.find(({ state, final }) => state === to && (to !== 'CLOSED' || final));
  return start && end ? `M${start.x} ${start.y}L${end.x} ${end.y}` : '';
}

/** Whether a path that came to CLOSED did so at the end, or never left the beginning. */
export const endsBelow = (last: StateEvent | undefined): boolean =>
  last?.to === 'CLOSED' && last.from !== 'LISTEN' && last.from !== 'SYN_SENT';

const mirror = (x: number, host: Host): number => (host === 'client' ? x : WIDTH - x);

function vertical(x: number, from: number, to: number): readonly Point[] {
  return from < to
    ? [
        [x, bottom(from)],
        [x, top(to)],
      ]
    : [
        [x, top(from)],
        [x, bottom(to)],
      ];
}

function elbowDown(x: number, y: number, toX: number, toY: number): readonly Point[] {
  return [
    [x, y],
    [toX, y],
    [toX, toY],
  ];
}

function elbowUp(x: number, y: number, toX: number, toY: number): readonly Point[] {
  return elbowDownThenAcross(x, y, toX, toY);
}

function elbowDownThenAcross(x: number, y: number, toX: number, toY: number): readonly Point[] {
  return [
    [x, y],
    [x, toY],
    [toX, toY],
  ];
}

/** A line through the points with its corners rounded off. */
function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first[0]} ${first[1]}`;
  rest.forEach(([x, y], i) => {
    const before = i === 0 ? first : rest[i - 1];
    const after = rest[i + 1];
    if (!before || !after) {
      path += `L${x} ${y}`;
      return;
    }
    const [inX, inY] = towards([x, y], before);
    const [outX, outY] = towards([x, y], after);
    path += `L${inX} ${inY}Q${x} ${y} ${outX} ${outY}`;
  });
  return path;
}

function towards([x, y]: Point, [toX, toY]: Point): Point {
  const length = Math.hypot(toX - x, toY - y);
  const share = Math.min(BEND, length / 2) / length;
  return [x + (toX - x) * share, y + (toY - y) * share];
}

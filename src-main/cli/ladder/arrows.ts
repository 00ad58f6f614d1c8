/** One segment drawn between the life lines: from the sender to where it got to. Drawn as if from the client, then mirrored. */
import type { Host } from '../../common/protocol/events.ts';
import { blank, cells, cellsOf, cut, firstFitting, span, type Line, type Tone } from './spans.ts';

const SHORTEST_SHAFT = 2;

export type Reach =
  /** All the way. */
  | { kind: 'through' }
  /** Left the sender; where it ends is not known yet. */
  | { kind: 'departs' }
  /** Second half of one that was seen to depart. */
  | { kind: 'arrives' }
  | { kind: 'held'; note: string }
  | { kind: 'lost'; note: string }
  /** Lost after it was seen to depart. */
  | { kind: 'lost-on-the-way'; note: string };

export interface Arrow {
  from: Host;
  /** From the fullest to the shortest. */
  labels: Line[];
  reach: Reach;
  /** Dashes for what is not a TCP segment. */
  dashed?: boolean;
}

/** Exactly `width` cells. */
export function drawArrow(arrow: Arrow, width: number): Line {
  const pieces = piecesFromClient(arrow, width);
  const room = blank(width - cellsOf(pieces.flat()));
  // What is on its way stands near its sender, what arrives near its receiver.
  const drawn = arrivesNow(arrow.reach) ? [[room], ...pieces] : [...pieces, [room]];
  // Mirrored by pieces: each of them still reads from left to right.
  return (arrow.from === 'client' ? drawn : drawn.reverse()).flat();
}

const arrivesNow = (reach: Reach): boolean => reach.kind === 'arrives' || reach.kind === 'through';

/** In the order in which a segment of the client's meets them. */
function piecesFromClient({ labels, reach, dashed = false, from }: Arrow, width: number): Line[] {
  const wire = (count: number): Line => [span((dashed ? '┄' : '─').repeat(Math.max(0, count)), 'quiet')];
  const space: Line = [span(' ')];
  const gap: Line = [span('┄┄', 'quiet')];
  const head: Line = [span(from === 'client' ? '►' : '◄', 'quiet')];
  const middle = Math.floor(width * 0.6);

  switch (reach.kind) {
    case 'through': {
      const label = firstFitting(labels, width - 4);
      return [wire(1), label, space, wire(width - 3 - cellsOf(label)), head];
    }
    case 'arrives': {
      const label = firstFitting(labels, width - 5);
      return [gap, label, space, wire(Math.max(1, width - middle - 3 - cellsOf(label))), head];
    }
    case 'departs': {
      const label = firstFitting(labels, width - 5);
      return [wire(1), label, space, wire(Math.max(1, middle - 2 - cellsOf(label))), gap];
    }
    case 'held':
    case 'lost':
    case 'lost-on-the-way': {
      const tone: Tone = reach.kind === 'held' ? 'warn' : 'bad';
      const note = cut(reach.note, Math.floor(width / 3));
      const rest = 4 + cells(note);
      const label = firstFitting(labels, width - rest - SHORTEST_SHAFT);
      const shaft = Math.max(SHORTEST_SHAFT, middle - 2 - cellsOf(label));
      const start = reach.kind === 'lost-on-the-way' ? gap : wire(1);
      const end: Line[] = [[span(reach.kind === 'held' ? '■' : '✕', tone)], space, [span(note, tone)]];
      const room = width - rest - cellsOf(label) - (cellsOf(start) - 1);
      return [start, label, space, wire(Math.min(shaft, room)), ...end];
    }
  }
}

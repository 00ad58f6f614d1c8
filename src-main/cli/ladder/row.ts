/** One line of the ladder before it is drawn: what stands in which column. */
import type { Host } from '../../common/protocol/events.ts';
import { drawArrow, type Arrow } from './arrows.ts';
import type { Layout } from './layout.ts';
import { blank, cellsOf, cut, padded, span, type Line } from './spans.ts';

export interface StateCell {
  labels: Line[];
  /** Replaces the life line at this row. */
  mark: string;
}

export interface Row {
  /** Seconds; null leaves the time column empty. */
  t: number | null;
  states: Partial<Record<Host, StateCell>>;
  wire:
    | { kind: 'empty' }
    | { kind: 'arrow'; arrow: Arrow; segment: number; arrivesAt: number }
    /** Something that a host's program or kernel did, beside its life line. */
    | { kind: 'note'; host: Host; text: Line; call?: { id: number; name: string } }
    /** Time in which nothing happened. */
    | { kind: 'pause'; text: string };
}

export const stateRow = (t: number, host: Host, state: StateCell): Row => ({
  t,
  states: { [host]: state },
  wire: { kind: 'empty' },
});

export const noteRow = (t: number, host: Host, text: Line): Row => ({
  t,
  states: {},
  wire: { kind: 'note', host, text },
});

/** `time` is the text of the time column, empty when it is the same as in the row above. */
export function drawRow(row: Row, layout: Layout, time: string): Line {
  const { side, wire } = layout;
  const label = (host: Host): Line => {
    const labels = row.states[host]?.labels ?? [];
    return labels.find((candidate) => cellsOf(candidate) < side) ?? labels.at(-1) ?? [];
  };
  const line = (host: Host) => span(row.states[host]?.mark ?? lifeLine(row, host), host);
  return [
    span(time.padStart(layout.time), 'quiet'),
    span(' '),
    ...padded([...label('client'), span(' ')], side, 'right'),
    line('client'),
    ...drawWire(row.wire, wire),
    line('server'),
    ...padded([span(' '), ...label('server')], side, 'left'),
  ];
}

function lifeLine(row: Row, host: Host): string {
  if (row.wire.kind === 'pause') return '┊';
  if (row.wire.kind !== 'arrow') return '│';
  const { arrow } = row.wire;
  const starts = arrow.from === host && !['arrives', 'lost-on-the-way'].includes(arrow.reach.kind);
  return starts ? (host === 'client' ? '├' : '┤') : '│';
}

function drawWire(wire: Row['wire'], width: number): Line {
  switch (wire.kind) {
    case 'empty':
      return [blank(width)];
    case 'arrow':
      return drawArrow(wire.arrow, width);
    case 'note':
      return wire.host === 'client'
        ? [span(' '), ...padded(wire.text, width - 1, 'left')]
        : [...padded(wire.text, width - 1, 'right'), span(' ')];
    case 'pause': {
      const text = cut(wire.text, width);
      const before = Math.floor((width - cellsOf([span(text)])) / 2);
      return padded([blank(before), span(text, 'quiet')], width, 'left');
    }
  }
}

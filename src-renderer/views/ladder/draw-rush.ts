/** Draws rows that rush past: what their elements would show, without what takes reading, in a few milliseconds. */
import type { Host } from '../../../src-main/common/protocol/events.ts';
import { timeText } from '../../../src-main/common/text/quantities.ts';
import { type Settings } from '../../../src-main/common/protocol/settings.ts';
import { headCorners, type Arrow } from './arrows.ts';
import type { Columns } from './columns.ts';
import type { ShownArrow, ShownRow } from './ladder-view.svelte.ts';
import type { CallLook, Mark } from './row-look.ts';
import type { Chip, Face, RushPen } from './rush-pen.ts';
import { againText, endText, factsOf, flagsOf, NOTABLE, touchedText } from './segment-text.ts';

export interface Rush {
  rows: readonly ShownRow[];
  arrows: readonly ShownArrow[];
  columns: Columns;
  height: number;
  /** Height in the ladder of the canvas's upper edge. */
  origin: number;
  settings: Settings;
  isDim(connection: number): boolean;
}

/** Between a life line and what is written beside it, px. */
const ASIDE = 16;
const DIM = { row: 0.3, arrow: 0.25 };

export function drawRush(pen: RushPen, rush: Rush): void {
  const { context } = pen;
  context.clearRect(0, 0, rush.columns.width, rush.height);
  for (const { arrow } of rush.arrows) {
    context.globalAlpha = rush.isDim(arrow.connection) ? DIM.arrow : 1;
    drawArrow(pen, arrow);
  }
  for (const row of rush.rows) {
    context.globalAlpha = rush.isDim(row.look.connection) ? DIM.row : 1;
    drawRow(pen, rush, row);
  }
}

function drawArrow({ context, colour }: RushPen, arrow: Arrow): void {
  const { x1, y1, x2, y2 } = arrow;
  context.strokeStyle = context.fillStyle = colour(`--${arrow.from}`);
  context.lineWidth = 1.75;
  context.setLineDash(arrow.isFrame ? [5, 4] : []);
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  if (arrow.phase === 'delivered') {
    for (const [x, y] of headCorners(arrow)) context.lineTo(x, y);
    context.fill();
  } else if (arrow.phase === 'lost') {
    context.strokeStyle = colour('--bad');
    context.lineWidth = 2.75;
    context.moveTo(x2 - 5, y2 - 5);
    context.lineTo(x2 + 5, y2 + 5);
    context.moveTo(x2 + 5, y2 - 5);
    context.lineTo(x2 - 5, y2 + 5);
    context.stroke();
  } else if (arrow.phase === 'held') {
    context.fillStyle = colour('--warn');
    context.fillRect(x2 - 5, y2 - 5, 10, 10);
  } else {
    context.arc(x2, y2, 4.5, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawRow(pen: RushPen, { columns, origin, settings }: Rush, { box, look, arrival }: ShownRow): void {
  const top = box.top - origin;
  const y = top + box.anchor;
  if (columns.time > 0) write(pen, 'small', '--quiet', look.time, 8, y);
  const { segment } = look;
  if (segment && look.kind === 'segment') {
    const { from } = segment;
    const took = look.life?.phase === 'delivered' && segment.deliveredAt !== null ? segment.deliveredAt - segment.t : 0;
    const again = againText(segment);
    const facts = factsOf(segment, settings.numbers).map(({ name, value }) => `${name} ${value}`);
    const texts = segment.flags === null ? [segment.text] : facts;
    drawLine(pen, columns, from, y - 0.9 * pen.rem, [
      { face: 'text', colour: '--text', text: look.tag },
      ...flagsOf(segment).map((flag) => pen.chip(flag)),
      ...texts.map((text): Words => ({ face: 'text', colour: '--text', text })),
      { face: 'strong', colour: '--warn', text: again && `↻ ${again}` },
      { face: 'strong', colour: '--warn', text: touchedText(segment) },
      { face: 'small', colour: '--quiet', text: took >= NOTABLE ? timeText(took, settings.units) : '' },
    ]);
    const colour = look.life?.phase === 'held' ? '--warn' : '--bad';
    drawEnd(pen, columns, from, (y + top + arrival) / 2, colour, endText(segment, look.life));
  } else if (segment) {
    const to = segment.from === 'client' ? 'server' : 'client';
    const text = `${look.tag} ${segment.flags ?? ''}`.trim();
    drawLine(pen, columns, to, y + 0.6 * pen.rem, [{ face: 'small', colour: '--quiet', text }]);
  } else if (look.call) {
    drawLine(pen, columns, look.call.host, y, callPieces(look.call, look.tag));
  } else if (look.text !== '') {
    const colour = ['warning', 'difference', 'refusal'].includes(look.kind) ? '--warn' : '--quiet';
    drawLine(pen, columns, look.host ?? 'client', y, [{ face: 'small', colour, text: look.text }]);
  }
  for (const mark of look.marks) drawMark(pen, columns, mark, mark.atArrival ? top + arrival : y);
}

interface Words {
  face: Face;
  colour: string;
  text: string;
}

/** Pieces after one another on a host's side, as many as there is room for. */
function drawLine(pen: RushPen, columns: Columns, side: Host, y: number, pieces: readonly (Words | Chip)[]): void {
  const { context, rem } = pen;
  const room = columns.line.server - columns.line.client - 2 * ASIDE;
  const fitting: { piece: Words | Chip; x: number }[] = [];
  let x = 0;
  for (const piece of pieces) {
    const width = widthOf(pen, piece);
    if (x + width > room) break;
    if (width === 0) continue;
    fitting.push({ piece, x });
    x += width + ('image' in piece ? 0.25 : 0.6) * rem;
  }
  const last = fitting.at(-1);
  const length = last ? last.x + widthOf(pen, last.piece) : 0;
  const left = side === 'client' ? columns.line.client + ASIDE : columns.line.server - ASIDE - length;
  for (const { piece, x } of fitting) {
    if ('image' in piece) {
      // Between pixels it would be blurred.
      const [chipX, chipY] = [Math.round(left + x), Math.round(y - piece.height / 2)];
      context.drawImage(piece.image, chipX, chipY, piece.width, piece.height);
    } else write(pen, piece.face, piece.colour, piece.text, left + x, y);
  }
}

function widthOf({ context, font }: RushPen, piece: Words | Chip): number {
  if ('image' in piece) return piece.width;
  if (piece.text === '') return 0;
  context.font = font(piece.face);
  return context.measureText(piece.text).width;
}

function callPieces({ host, text, result, failed, took }: CallLook, tag: string): Words[] {
  return [
    { face: 'mono', colour: `--${host}`, text: tag ? `${tag} ${text}` : text },
    { face: 'mono', colour: failed ? '--bad' : '--text', text: result ? `= ${result}` : '…' },
    { face: 'mono', colour: '--quiet', text: took },
  ];
}

/** What stands where an arrow ends on the wire. */
function drawEnd(pen: RushPen, { line }: Columns, from: Host, y: number, colour: string, text: string): void {
  if (text === '') return;
  const across = (line.server - line.client) * 0.58 + 14;
  const align = from === 'client' ? 'left' : 'right';
  write(pen, 'strong', colour, text, from === 'client' ? line.client + across : line.server - across, y, align);
}

function drawMark(pen: RushPen, { line }: Columns, { host, state, look, tag }: Mark, y: number): void {
  const { context, colour } = pen;
  context.beginPath();
  context.arc(line[host], y, 5, 0, 2 * Math.PI);
  context.fillStyle = colour(look === 'observed' ? `--${host}` : '--surface');
  context.fill();
  context.strokeStyle = colour(`--${host}`);
  context.lineWidth = 2.5;
  context.setLineDash(look === 'inferred' ? [2, 2] : []);
  context.stroke();
  context.setLineDash([]);
  const out = host === 'client' ? -14 : 14;
  write(pen, 'state', `--${host}`, `${tag} ${state}`.trim(), line[host] + out, y, host === 'client' ? 'right' : 'left');
}

function write(
  { context, colour, font }: RushPen,
  face: Face,
  ink: string,
  text: string,
  x: number,
  y: number,
  align: CanvasTextAlign = 'left',
): void {
  if (text === '') return;
  context.font = font(face);
  context.fillStyle = colour(ink);
  context.textAlign = align;
  context.fillText(text, x, y);
}

/** Draws the overview of a session: what each side sent, states entered, what was lost, and how long the queues were. */
import type { Host } from '../../../src-main/common/protocol/events.ts';
import { BINS, type Overview, type QueueStrip } from '../../../src-main/common/session/overview.ts';

/** Lanes from top to bottom, px: the client's segments, the server's, the queues. */
export const LANES = { client: 20, server: 20, queues: 18 } as const;
const MIDDLE = LANES.client + 1;
export const STRIP_HEIGHT = LANES.client + LANES.server + LANES.queues + 4;
const QUEUE_BASE = STRIP_HEIGHT - 1;
const MARK = 3.5;

export function drawStrip(canvas: HTMLCanvasElement, overview: Overview): void {
  const context = canvas.getContext('2d');
  const { clientWidth: width } = canvas;
  if (!context || width === 0) return;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(STRIP_HEIGHT * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const scale = overview.length > 0 ? width / overview.length : 0;

  context.fillStyle = colour('--line');
  context.fillRect(0, MIDDLE, width, 1);
  context.fillRect(0, QUEUE_BASE, width, 1);
  const pen: Pen = { context, colour, scale: scale * overview.width, width };
  for (const { syn, accept } of overview.queues.values()) {
    const most = Math.max(1, largest(syn.most), largest(accept.most));
    drawQueue(pen, syn, most, colour('--syn'), [2, 2]);
    drawQueue(pen, accept, most, colour('--text'), []);
  }
  const busiest = Math.max(largest(overview.sent.client), largest(overview.sent.server));
  for (const host of ['client', 'server'] as const) {
    drawSegments(pen, overview.sent[host], host, busiest);
    drawStates(pen, overview.states[host], host);
  }
  drawLost(pen, overview.lost);
}

interface Pen {
  context: CanvasRenderingContext2D;
  colour: (name: string) => string;
  /** Pixels of one bin. */
  scale: number;
  width: number;
}

function largest(column: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < column.length; i++) most = Math.max(most, column[i] ?? 0);
  return most;
}

function drawSegments({ context, colour, scale, width }: Pen, sent: Uint32Array, host: Host, busiest: number): void {
  context.fillStyle = colour(`--${host}`);
  const thick = Math.max(2, Math.min(scale, 4));
  // By its logarithm: a lone SYN must not vanish beside a bulk transfer.
  const full = Math.log2(1 + busiest);
  sent.forEach((n, bin) => {
    if (n === 0) return;
    const height = Math.max(5, (LANES[host] - MARK - 2) * (Math.log2(1 + n) / full));
    const x = Math.min((bin + 0.5) * scale - thick / 2, width - thick);
    context.fillRect(x, host === 'client' ? MIDDLE - height : MIDDLE + 1, thick, height);
  });
}

function drawStates({ context, colour, scale, width }: Pen, states: Uint32Array, host: Host): void {
  context.fillStyle = colour('--text');
  const y = host === 'client' ? MARK : MIDDLE + LANES.server - MARK;
  states.forEach((n, bin) => {
    if (n === 0) return;
    const x = Math.min((bin + 0.5) * scale, width - MARK);
    context.beginPath();
    context.moveTo(x - MARK, y);
    context.lineTo(x, y - MARK);
    context.lineTo(x + MARK, y);
    context.lineTo(x, y + MARK);
    context.fill();
  });
}

function drawLost({ context, colour, scale, width }: Pen, lost: Uint32Array): void {
  context.strokeStyle = colour('--bad');
  context.lineWidth = 2;
  context.beginPath();
  lost.forEach((n, bin) => {
    if (n === 0) return;
    const x = Math.min((bin + 0.5) * scale, width - MARK - 1);
    const y = MIDDLE + 0.5;
    context.moveTo(x - MARK - 1, y - MARK - 1);
    context.lineTo(x + MARK + 1, y + MARK + 1);
    context.moveTo(x - MARK - 1, y + MARK + 1);
    context.lineTo(x + MARK + 1, y - MARK - 1);
  });
  context.stroke();
}

function drawQueue(pen: Pen, { most, last, full }: QueueStrip, limit: number, stroke: string, dash: number[]): void {
  const { context, colour, scale, width } = pen;
  const heightOf = (length: number): number => QUEUE_BASE - (length / limit) * (LANES.queues - 2);
  context.strokeStyle = stroke;
  context.lineWidth = 1.5;
  context.setLineDash(dash);
  context.beginPath();
  let length = 0;
  context.moveTo(0, heightOf(0));
  for (let bin = 0; bin < BINS && bin * scale <= width; bin++) {
    const peak = most[bin] ?? -1;
    if (peak < 0) continue;
    const x = (bin + 0.5) * scale;
    context.lineTo(x, heightOf(length));
    context.lineTo(x, heightOf(peak));
    length = last[bin] ?? 0;
    context.lineTo(x, heightOf(length));
  }
  context.lineTo(width, heightOf(length));
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colour('--bad');
  full.forEach((n, bin) => {
    if (n > 0) context.fillRect((bin + 0.5) * scale - 2, heightOf(most[bin] ?? 0) - 1, 4, 4);
  });
}

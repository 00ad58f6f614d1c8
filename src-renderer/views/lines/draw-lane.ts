/** Draws one line over time: steps, since each value holds until the next, its limit dashed, what is full marked. */
import type { SessionLine } from '../../../src-main/common/session/lines/session-lines.ts';
import { traceOf, type Span, type Trace } from '../../../src-main/common/session/lines/trace.ts';

/** Where a limit is more than so many times what is shown, a line to its scale would lie on the ground. */
const OUT_OF_SIGHT = 8;
const LINE_WIDTH = 1.5;
const PADDING = 3;

export function drawLane(canvas: HTMLCanvasElement, line: SessionLine, span: Span, ticks: readonly number[]): void {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0) return;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();

  context.fillStyle = colour('--line');
  for (const t of ticks) context.fillRect(Math.round(((t - span.from) / (span.to - span.from)) * width), 0, 1, height);
  context.fillRect(0, height - 1, width, 1);

  const trace = traceOf(line, line.value, span, width);
  const limits = traceOf(line, (point) => line.limit(point) ?? NaN, span, width);
  const most = largest(trace.most);
  const limit = largest(limits.most);
  const top = limit > 0 && limit <= OUT_OF_SIGHT * Math.max(1, most) ? Math.max(limit, most) : Math.max(1, most);
  // A count is shown from what it was when the span begins.
  const ground = line.isCount ? smallest(trace.least) : 0;
  const heightOf = (value: number): number =>
    height - 1 - ((value - ground) / Math.max(1, top - ground)) * (height - 1 - PADDING);

  context.lineWidth = 1;
  context.strokeStyle = colour('--line-strong');
  context.setLineDash([4, 3]);
  if (limit <= top) strokeSteps(context, limits, heightOf);
  context.setLineDash([]);

  context.lineWidth = LINE_WIDTH;
  context.strokeStyle = context.fillStyle = colour(`--${line.host}`);
  strokeSteps(context, trace, heightOf);
  if (!line.isCount) fillUnder(context, trace, heightOf, height);
  context.fillStyle = colour('--bad');
  // A bar along the upper edge, so that it is told by more than its colour.
  trace.most.forEach((value, x) => value >= (limits.last[x] ?? Infinity) && context.fillRect(x, 0, 1, PADDING));
}

function largest(column: Float64Array): number {
  return column.reduce((most, value) => (value > most ? value : most), 0);
}

function smallest(column: Float64Array): number {
  return column.reduce((least, value) => (value < least ? value : least), Infinity);
}

type Height = (value: number) => number;

function strokeSteps(context: CanvasRenderingContext2D, { least, most, last }: Trace, heightOf: Height): void {
  context.beginPath();
  let before = NaN;
  last.forEach((value, x) => {
    if (Number.isNaN(value)) return;
    const middle = x + 0.5;
    if (Number.isNaN(before)) context.moveTo(x, heightOf(least[x] ?? value));
    else if (least[x] === before && most[x] === before && value === before) return;
    else context.lineTo(middle, heightOf(before));
    context.lineTo(middle, heightOf(least[x] ?? value));
    context.lineTo(middle, heightOf(most[x] ?? value));
    context.lineTo(middle, heightOf(value));
    before = value;
  });
  if (!Number.isNaN(before)) context.lineTo(last.length, heightOf(before));
  context.stroke();
}

function fillUnder(context: CanvasRenderingContext2D, { most }: Trace, heightOf: Height, height: number): void {
  context.globalAlpha = 0.14;
  most.forEach((value, x) => {
    if (value > 0) context.fillRect(x, heightOf(value), 1, height - 1 - heightOf(value));
  });
  context.globalAlpha = 1;
}

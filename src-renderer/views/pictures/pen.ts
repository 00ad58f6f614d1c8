/** Draws on a canvas with two axes. Everything is told in the axes' own units. */
import { thinned, type Point } from './thinned.ts';

export interface Tick {
  at: number;
  text: string;
}

export interface Axis {
  from: number;
  to: number;
  ticks: readonly Tick[];
  /** Equal factors are equally far apart; only for what is greater than 0. */
  isLogarithmic?: boolean;
}

export interface Axes {
  x: Axis;
  y: Axis;
}

/** Of a mark: a host's shape is its own, so that it is told by more than its colour. */
export type Shape = 'circle' | 'diamond' | 'cross';

/** Room beside the plot for what is written at the axes, in heights of a letter. */
const MARGIN = { left: 4.4, right: 1, top: 0.6, bottom: 1.6 };

const shareOf = ({ from, to, isLogarithmic }: Axis, value: number): number => {
  if (to === from) return 0.5;
  if (isLogarithmic) return Math.log(value / from) / Math.log(to / from);
  return (value - from) / (to - from);
};

export class Pen {
  readonly context: CanvasRenderingContext2D;
  readonly axes: Axes;
  readonly box: { left: number; top: number; width: number; height: number };
  readonly #style: CSSStyleDeclaration;
  readonly #letter: number;

  constructor(context: CanvasRenderingContext2D, axes: Axes) {
    const { canvas } = context;
    const { clientWidth, clientHeight } = canvas;
    this.context = context;
    this.axes = axes;
    this.#style = getComputedStyle(canvas);
    this.#letter = parseFloat(this.#style.fontSize);
    canvas.width = Math.round(clientWidth * devicePixelRatio);
    canvas.height = Math.round(clientHeight * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    const { left, right, top, bottom } = MARGIN;
    this.box = {
      left: left * this.#letter,
      top: top * this.#letter,
      width: Math.max(1, clientWidth - (left + right) * this.#letter),
      height: Math.max(1, clientHeight - (top + bottom) * this.#letter),
    };
    this.#drawAxes();
  }

  /** Where a value stands on the canvas, px. */
  x(value: number): number {
    return this.box.left + shareOf(this.axes.x, value) * this.box.width;
  }

  y(value: number): number {
    return this.box.top + (1 - shareOf(this.axes.y, value)) * this.box.height;
  }

  /** One of the colours of tokens.css, for what is drawn from now on. */
  use(name: string, { width = 1.5, dashes = [] as readonly number[], opacity = 1 } = {}): void {
    const { context } = this;
    context.strokeStyle = context.fillStyle = this.#style.getPropertyValue(name).trim();
    context.lineWidth = width;
    context.setLineDash([...dashes]);
    context.globalAlpha = opacity;
  }

  /** What leaves the axes is cut off. */
  within(draw: () => void): void {
    const { left, top, width, height } = this.box;
    this.context.save();
    this.context.beginPath();
    this.context.rect(left - 1, top - 1, width + 2, height + 2);
    this.context.clip();
    draw();
    this.context.restore();
  }

  line(x1: number, y1: number, x2: number, y2: number): void {
    this.context.beginPath();
    this.context.moveTo(this.x(x1), this.y(y1));
    this.context.lineTo(this.x(x2), this.y(y2));
    this.context.stroke();
  }

  /** Each value holds until the next; NaN is a gap. */
  steps(points: readonly Point[], until: number): void {
    const { context } = this;
    context.beginPath();
    let before = NaN;
    const drawn = thinned(points, this.#column);
    for (const { t, value } of [...drawn, { t: until, value: drawn.at(-1)?.value ?? NaN }]) {
      const x = this.x(t);
      if (!Number.isNaN(before)) context.lineTo(x, this.y(before));
      if (!Number.isNaN(value) && Number.isNaN(before)) context.moveTo(x, this.y(value));
      else if (!Number.isNaN(value)) context.lineTo(x, this.y(value));
      before = value;
    }
    context.stroke();
  }

  /** What lies between such steps, without gaps, and the ground. */
  area(points: readonly Point[], until: number): void {
    const { context, box } = this;
    const ground = box.top + box.height;
    context.beginPath();
    context.moveTo(this.x(points[0]?.t ?? until), ground);
    let before = 0;
    for (const { t, value } of [...thinned(points, this.#column), { t: until, value: 0 }]) {
      context.lineTo(this.x(t), this.y(before));
      context.lineTo(this.x(t), this.y(value));
      before = value;
    }
    context.fill();
  }

  /**
   * A line from the upper edge to the lower one, and a word at its head, unless another word reaches there, as far as to `free`
   * px. Answers with how far words reach then.
   */
  flag(text: string, at: number, free: number): number {
    const { context, box } = this;
    const x = Math.round(this.x(at)) + 0.5;
    context.beginPath();
    context.moveTo(x, box.top);
    context.lineTo(x, box.top + box.height);
    context.stroke();
    context.textAlign = 'left';
    context.textBaseline = 'top';
    const start = x + 3;
    if (start < free) return free;
    context.fillText(text, start, box.top);
    return start + context.measureText(text).width;
  }

  mark(shape: Shape, x: number, y: number, radius = 3.5): void {
    const { context } = this;
    const [across, down] = [this.x(x), this.y(y)];
    context.beginPath();
    if (shape === 'circle') context.arc(across, down, radius, 0, 2 * Math.PI);
    else if (shape === 'diamond') {
      const reach = radius * 1.3;
      context.moveTo(across, down - reach);
      context.lineTo(across + reach, down);
      context.lineTo(across, down + reach);
      context.lineTo(across - reach, down);
    } else {
      for (const slope of [-1, 1]) {
        context.moveTo(across - radius, down - slope * radius);
        context.lineTo(across + radius, down + slope * radius);
      }
      context.stroke();
      return;
    }
    context.fill();
  }

  /** Of pixels. All that is left, or right, of the axes is one. */
  readonly #column = (t: number): number => {
    const { left, width } = this.box;
    return Math.floor(Math.min(Math.max(this.x(t), left - 2), left + width + 2));
  };

  #drawAxes(): void {
    const { context, box, axes } = this;
    context.font = `${this.#style.fontSize} ${this.#style.fontFamily}`;
    const [bottom, gap] = [box.top + box.height, this.#letter / 2];
    this.use('--line', { width: 1 });
    for (const { at } of axes.y.ticks) context.fillRect(box.left, Math.round(this.y(at)), box.width, 1);
    for (const { at } of axes.x.ticks) context.fillRect(Math.round(this.x(at)), box.top, 1, box.height);
    this.use('--line-strong', { width: 1 });
    context.fillRect(box.left, Math.round(bottom), box.width, 1);
    this.use('--quiet');
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const { at, text } of axes.y.ticks) context.fillText(text, box.left - gap, this.y(at));
    context.textAlign = 'center';
    context.textBaseline = 'top';
    for (const { at, text } of axes.x.ticks) context.fillText(text, this.x(at), bottom + gap / 2);
  }
}

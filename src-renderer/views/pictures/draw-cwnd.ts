/** Draws a sender's congestion window with what it has under way, and its times. */
import type { Host } from '../../../src-main/common/protocol/events.ts';
import type { FiguresAt, LossMark, SenderCurve } from '../../../src-main/common/session/pictures/sender.ts';
import { SHAPES } from './draw-isn.ts';
import type { Pen } from './pen.ts';
import type { Point } from './thinned.ts';

/** A line of what the kernel said: it holds until it says otherwise, as far as anybody knows. */
const line = (figures: readonly FiguresAt[], read: (told: FiguresAt) => number): Point[] =>
  figures.map((told) => ({ t: told.t, value: read(told) }));

const positive = (value: number): number => (value > 0 ? value : NaN);

export interface CurveDrawing {
  host: Host;
  curve: SenderCurve;
  /** Where what is known ends, lab time. */
  until: number;
}

export function drawWindow(pen: Pen, { host, curve, until }: CurveDrawing, flagOf: (mark: LossMark) => string): void {
  const { figures, flight, losses } = curve;
  pen.within(() => {
    pen.use('--psh', { opacity: 0.3 });
    pen.area(flight, until);
    pen.use('--psh', { width: 1 });
    pen.steps(flight, until);
    pen.use('--text', { width: 1.5, dashes: [5, 4] });
    pen.steps(
      line(figures, ({ ssthresh }) => ssthresh ?? NaN),
      until,
    );
    pen.use(`--${host}`, { width: 1.5 });
    pen.steps(
      line(figures, ({ cwnd }) => cwnd),
      until,
    );
    pen.use('--fin', { width: 1, dashes: [2, 3] });
    let free = 0;
    for (const mark of losses) if (mark.again) free = pen.flag(flagOf(mark), mark.t, free);
  });
  pen.use(`--${host}`);
  for (const { t, cwnd } of figures) if (isWithin(pen, t)) pen.mark(SHAPES[host], t, cwnd);
  pen.use('--bad', { width: 2 });
  for (const { t, again } of losses) if (!again && isWithin(pen, t)) pen.mark('cross', t, 0, 4);
}

export function drawTimes(pen: Pen, { host, curve: { figures }, until }: CurveDrawing): void {
  const times = [
    { colour: '--fin', dashes: [5, 4], points: line(figures, ({ rto }) => positive(rto)) },
    { colour: `--${host}`, dashes: [], points: line(figures, ({ rtt }) => positive(rtt)) },
  ];
  for (const { colour, dashes, points } of times) {
    pen.within(() => {
      pen.use(colour, { dashes });
      pen.steps(points, until);
    });
    pen.use(colour);
    for (const { t, value } of points) if (value > 0 && isWithin(pen, t)) pen.mark(SHAPES[host], t, value, 2.5);
  }
}

const isWithin = ({ axes: { x } }: Pen, t: number): boolean => t >= x.from && t <= x.to;

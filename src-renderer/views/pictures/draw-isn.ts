/** Draws initial sequence numbers: as they are, and without the offset of each four-tuple. */
import type { Host } from '../../../src-main/common/protocol/events.ts';
import type { IsnPlot } from '../../../src-main/common/session/pictures/isn-plot.ts';
import { offsetOf } from '../../../src-main/common/tcp/isn-lines.ts';
import type { Pen, Shape } from './pen.ts';

export const SPACE = 2 ** 32;
export const SHAPES: Record<Host, Shape> = { client: 'circle', server: 'diamond' };

const FITTED = { width: 1, dashes: [4, 3] };

export function drawNumbers(pen: Pen, { series, clocks }: IsnPlot): void {
  pen.within(() => {
    for (const { host, marks } of series) {
      const { slope } = clocks[host];
      const [first, last] = [marks[0], marks.at(-1)];
      if (!first || !last || slope === null || marks.length < 2) continue;
      pen.use(`--${host}`, { ...FITTED, opacity: 0.7 });
      // A line that leaves at the top comes back at the bottom.
      const offset = offsetOf(first, slope);
      const [from, to] = [offset + slope * first.t, offset + slope * last.t];
      for (let turn = Math.floor(from / SPACE); turn * SPACE <= to; turn++)
        pen.line(first.t, from - turn * SPACE, last.t, to - turn * SPACE);
    }
  });
  for (const { host, marks } of series) {
    pen.use(`--${host}`);
    for (const { t, isn } of marks) pen.mark(SHAPES[host], t, isn);
  }
}

export function drawRise(pen: Pen, { series, clocks }: IsnPlot): void {
  pen.within(() => {
    for (const host of ['client', 'server'] as const) {
      const { slope } = clocks[host];
      if (slope === null) continue;
      pen.use(`--${host}`, FITTED);
      pen.line(0, 0, pen.axes.x.to, slope * pen.axes.x.to);
    }
    for (const { host, marks } of series) {
      if (marks.length < 2) continue;
      pen.use(`--${host}`, { opacity: 0.85 });
      for (const { since, risen } of marks) pen.mark(SHAPES[host], since, risen, 3);
    }
  });
}

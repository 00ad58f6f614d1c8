/** What the page costs: the ladder of a long session, in Chromium as it is here, drawing by software. */
import type { Browser, Page } from 'playwright-core';
import type { Event } from '../../src-main/common/protocol/events.ts';
import { openChromium, openPage, type PlayedHost } from '../support/page.ts';
import { transfer } from '../support/sessions-made.ts';
import { socket } from '../support/timer-events.ts';
import { median, quantile, type Figure } from './report.ts';

/** As the host sends what a page has missed. */
const BATCH = 2000;
const FRAMES = 240;
/** So often, evenly, a sender's figures are told in a session. */
const TOLD = 400;
const LIVE_RATE = 5000;
const LIVE_SECONDS = 4;

/** What runs in the page itself: the times are its own. */
declare global {
  interface Window {
    hear(message: unknown): void;
    batches: string[];
    afterFrame(): Promise<{ begin: number; end: number }>;
    move(frames: number, step: (frame: number) => void): Promise<Motion>;
  }
}

async function prepare(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.batches = [];
    // A task that is posted in a frame's callback runs when that frame has been laid out and painted.
    window.afterFrame = () =>
      new Promise((resolve) =>
        requestAnimationFrame((begin) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve({ begin, end: performance.now() });
          port2.postMessage(null);
        }),
      );
    window.move = async (frames, step) => {
      const found: Motion = { between: [], cost: [] };
      let last = NaN;
      for (let i = 0; i < frames; i++) {
        step(i);
        const { begin, end } = await window.afterFrame();
        if (i > 0) found.between.push(begin - last);
        found.cost.push(end - begin);
        last = begin;
      }
      return found;
    };
  });
}

async function load(page: Page, events: readonly Event[]): Promise<void> {
  for (let i = 0; i < events.length; i += BATCH) {
    const push = { kind: 'events', lab: 1, events: events.slice(i, i + BATCH) };
    await page.evaluate((text) => void window.batches.push(text), JSON.stringify({ push }));
  }
}

/** Seconds from the first batch to the frame that shows the session. */
const firstPaint = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const begin = performance.now();
    const { port1, port2 } = new MessageChannel();
    await new Promise<void>((resolve) => {
      port1.onmessage = () => {
        const text = window.batches.shift();
        if (text === undefined) return resolve();
        window.hear(JSON.parse(text));
        port2.postMessage(null);
      };
      port2.postMessage(null);
    });
    window.hear({ push: { kind: 'caught-up', lab: 1, forgotten: 0 } });
    const { end } = await window.afterFrame();
    if (document.querySelectorAll('[data-segment]').length === 0) throw new Error('nothing is shown');
    return (end - begin) / 1000;
  });

interface Motion {
  /** Milliseconds from one frame to the next, and that the page took to make each. */
  between: number[];
  cost: number[];
}

/** Scrolls by `step` pixels in every frame, up and down again. */
const scroll = (page: Page, step: number): Promise<Motion> =>
  page.evaluate(
    ({ frames, step }) => {
      const scroller = document.querySelector('[data-scroller]');
      if (!scroller) throw new Error('no ladder to scroll');
      return window.move(frames, (i) => (scroller.scrollTop += i < frames / 2 ? -step : step));
    },
    { frames: FRAMES, step },
  );

/** Drags the scrubber through the whole session and back. */
async function scrub(page: Page): Promise<Motion> {
  const strip = await page.getByRole('slider').first().boundingBox();
  if (!strip) throw new Error('no scrubber to drag');
  const y = strip.y + strip.height / 2;
  const moveTo = (share: number): Promise<void> => page.mouse.move(strip.x + strip.width * share, y);
  await moveTo(0.9);
  await page.mouse.down();
  let isOver = false;
  const measured = page.evaluate((frames) => window.move(frames, () => undefined), FRAMES);
  const dragged = (async () => {
    for (let i = 0; !isOver; i++) await moveTo(0.5 + 0.4 * Math.cos(i / 40));
  })();
  const found = await measured;
  isOver = true;
  await dragged;
  await page.mouse.up();
  return found;
}

/** The kernel has told a sender's figures all along, and the picture of them is looked at meanwhile. */
async function scrubBesideWindow({ page, play }: PlayedHost, segments: readonly Event[]): Promise<Motion> {
  const last = segments.at(-1);
  const end = last && 't' in last ? last.t : 0;
  const told = Array.from({ length: TOLD }, (_, i): Event => {
    const event = socket((end * (i + 1)) / TOLD, 'client', null, { cwnd: 10 + (i % 40), ssthresh: 30 });
    return { ...event, socket: '10.0.0.1:40001-10.0.0.2:80' };
  });
  await play(told);
  await page.getByRole('tab', { name: 'Pictures' }).click();
  const panel = page.getByRole('tabpanel', { name: 'Pictures' });
  await panel.getByText('Congestion window', { exact: true }).click();
  await panel.getByText(/^cwnd \d+, ssthresh 30/).waitFor();
  const found = await scrub(page);
  await page.getByRole('tab', { name: 'Segments' }).click();
  return found;
}

/** Milliseconds from the moment that the page hears of a segment to the end of the first frame that has it. */
const liveTimes = (page: Page, events: readonly { type: string; id?: number }[]): Promise<number[]> =>
  page.evaluate(
    async ({ events, rate }) => {
      const heard = new Map<string, number>();
      const times: number[] = [];
      const begin = performance.now();
      let next = 0;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const due = Math.min(events.length, Math.floor(((performance.now() - begin) / 1000) * rate));
        if (due > next) {
          const batch = events.slice(next, due);
          const now = performance.now();
          for (const event of batch) if (event.type === 'segment') heard.set(String(event.id), now);
          window.hear(JSON.parse(JSON.stringify({ push: { kind: 'events', lab: 1, events: batch } })));
          next = due;
        }
        if (next < events.length) setTimeout(() => port2.postMessage(null), 1);
      };
      port2.postMessage(null);
      while (next < events.length) {
        const { end } = await window.afterFrame();
        for (const row of document.querySelectorAll<HTMLElement>('[data-segment]')) {
          const at = heard.get(row.dataset['segment'] ?? '');
          if (at === undefined) continue;
          times.push(end - at);
          heard.delete(row.dataset['segment'] ?? '');
        }
      }
      return times;
    },
    { events: [...events], rate: LIVE_RATE },
  );

async function megabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return (usedSize + backingStorageSize) / 1e6;
}

const motionFigures = (name: string, { between, cost }: Motion): Figure[] => [
  { name: `${name}, median`, value: 1000 / median(between), unit: 'frames/s', goal: '≥ 50' },
  { name: `${name}, a frame, median`, value: median(cost), unit: 'ms' },
  { name: `${name}, a frame, p95`, value: quantile(cost, 0.95), unit: 'ms' },
];

async function measure(browser: Browser, count: number): Promise<Figure[]> {
  const host = await openPage(browser);
  const { page } = host;
  await prepare(page);
  const events = transfer(count);
  await load(page, events);
  const size = count.toLocaleString('en').replaceAll(',', ' ');
  const shown = await firstPaint(page);
  const figures: Figure[] = [
    { name: `${size} segments, first paint`, value: shown, unit: 's', ...(count <= 100_000 && { goal: '≤ 1.5' }) },
    ...motionFigures(`${size} segments, scroll`, await scroll(page, 60)),
    ...motionFigures(`${size} segments, scroll by pages`, await scroll(page, 5000)),
    ...motionFigures(`${size} segments, scrub`, await scrub(page)),
    ...motionFigures(`${size} segments, scrub with the congestion window`, await scrubBesideWindow(host, events)),
    {
      name: `${size} segments, memory`,
      value: await megabytes(page),
      unit: 'MB',
      ...(count <= 100_000 && { goal: '≤ 300' }),
    },
  ];
  await page.getByRole('button', { name: 'Back to live' }).last().click();
  const live = transfer(count + LIVE_RATE * LIVE_SECONDS).slice(events.length);
  const times = await liveTimes(page, live);
  figures.push(
    { name: `${size} segments, then 5 000/s, heard to shown, median`, value: median(times), unit: 'ms', goal: '≤ 30' },
    {
      name: `${size} segments, then 5 000/s, heard to shown, p95`,
      value: quantile(times, 0.95),
      unit: 'ms',
      goal: '≤ 50',
    },
  );
  await host.close();
  return figures;
}

export async function pageFigures(): Promise<Figure[]> {
  const browser = await openChromium();
  try {
    const figures: Figure[] = [];
    for (const count of [100_000, 1_000_000]) figures.push(...(await measure(browser, count)));
    return figures;
  } finally {
    await browser.close();
  }
}

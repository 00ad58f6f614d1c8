/** The app while a server is flooded with SYNs: whether it answers, whether its gauge is right, what it takes, what it counts. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Event } from '../../src-main/common/protocol/events.ts';
import { commandInLab } from '../../src-main/host/inside-lab.ts';
import { Lab } from '../support/lab.ts';
import { quantile, type Figure } from './report.ts';
import { withServedApp, type ServedApp } from './served.ts';

const PER_SECOND = 50_000;
const SECONDS = 10;
/** So long the same is measured without a flood, seconds: what the PC is busy with besides is in both. */
const WARM_UP = 4;
const BACKLOG = 128;
const PORT = 80;
/** Between two presses of a person in a hurry, ms. */
const PAUSE = 60;
/** What the page's Event Timing reports, ms; a quicker answer counts as this. */
const LEAST_REPORTED = 16;

const megabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const inServer = (daemon: number, ...command: string[]): string =>
  execFileSync(...commandInLab(daemon, 'server', command), { encoding: 'utf8' });
/** As the kernel counts them, by a program that knows nothing of the lab. */
const halfOpen = (daemon: number): number =>
  inServer(daemon, 'ss', '-Hnt', 'state', 'syn-recv', 'sport', '=', `:${PORT}`).split('\n').filter(Boolean).length;

/** Runs in the page: how long each press took to the next frame painted, by the browser's own clock (Event Timing). */
function watchPresses(): void {
  const presses = new Map<number, number>();
  Object.assign(window, { presses });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
      if (entry.interactionId > 0)
        presses.set(entry.interactionId, Math.max(presses.get(entry.interactionId) ?? 0, entry.duration));
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
}

/** Runs in the page: ms from a press that the lab has to answer to the frame that shows its answer. */
async function pressWire(): Promise<number> {
  const region = document.querySelector('section.wire')!;
  const before = region.querySelector('[role="status"]')!.textContent;
  const begun = performance.now();
  region.querySelector('button')!.click();
  do await new Promise(requestAnimationFrame);
  while (region.querySelector('[role="status"]')!.textContent === before);
  return performance.now() - begun;
}

/** Milliseconds: from presses to the next frame, and to the frame that shows the lab's answer. */
interface Pressed {
  presses: number[];
  answers: number[];
}

interface Flooded {
  sent: number;
  shown: number;
  all: number;
  /** The second one when there was no flood yet. */
  pressed: Pressed;
  before: Pressed;
  /** The gauge and the kernel, at one moment of the flood and when all was quiet. */
  gauges: { page: number; kernel: number }[];
  memory: Record<'daemon' | 'host' | 'page', { before: number; most: number }>;
}

/** How many half-open entries the page shows. */
const gauge = async (page: Page): Promise<number> =>
  Number(await page.getByRole('meter', { name: 'SYN queue' }).first().getAttribute('aria-valuenow'));

async function press(page: Page, time: number): Promise<void> {
  const tabs = ['segments', 'calls', 'lines', 'counters'];
  if (time % 3 === 0) await page.keyboard.press(time % 2 ? 'l' : 'ArrowLeft');
  else await page.locator(`[data-tab="${tabs[time % tabs.length]}"]`).click();
}

/** Presses what there is for so many seconds; `meanwhile` is called after each press, with its number. */
async function pressFor(page: Page, seconds: number, meanwhile: (press: number) => Promise<void>): Promise<Pressed> {
  await page.evaluate(() => (window as unknown as { presses: Map<number, number> }).presses.clear());
  const until = performance.now() + seconds * 1000;
  const answers: number[] = [];
  let pressed = 0;
  while (performance.now() < until) {
    await press(page, pressed++);
    await setTimeout(PAUSE);
    // The moment shown is the present then.
    if (pressed % 6 === 4) answers.push(await page.evaluate(pressWire));
    await meanwhile(pressed);
  }
  await page.keyboard.press('l');
  const reported = await page.evaluate(() => [
    ...(window as unknown as { presses: Map<number, number> }).presses.values(),
  ]);
  const quick = new Array<number>(Math.max(0, pressed - reported.length)).fill(LEAST_REPORTED);
  return { presses: [...reported, ...quick], answers };
}

async function flooded({ page, daemon, host, renderer }: ServedApp, cookies: number): Promise<Flooded> {
  inServer(daemon, 'sh', '-c', `echo ${cookies} > /proc/sys/net/ipv4/tcp_syncookies`);
  const server = page.locator('[data-coach="server"]');
  await server.getByRole('spinbutton', { name: 'backlog' }).fill(String(BACKLOG));
  await server.getByRole('button', { name: 'Listen' }).click();
  await page.locator('[data-tab="crowds"]').click();
  const panel = page.getByRole('region', { name: 'SYN flood' });
  await panel.getByRole('spinbutton', { name: 'SYNs per second' }).fill(String(PER_SECOND));
  await panel.getByRole('spinbutton', { name: 'seconds' }).last().fill(String(SECONDS));
  const pids = { daemon, host, page: renderer };
  const names = ['daemon', 'host', 'page'] as const;
  const memory = Object.fromEntries(
    names.map((name) => [name, { before: megabytes(pids[name]), most: 0 }]),
  ) as Flooded['memory'];
  const before = await pressFor(page, WARM_UP, () => Promise.resolve());
  await page.locator('[data-tab="crowds"]').click();
  await panel.getByRole('button', { name: 'Start' }).click();

  const gauges: Flooded['gauges'] = [];
  const pressed = await pressFor(page, SECONDS, async (times) => {
    if (times === 10) gauges.push({ page: await gauge(page), kernel: halfOpen(daemon) });
    for (const name of names) memory[name].most = Math.max(memory[name].most, megabytes(pids[name]));
  });
  await page.locator('[data-tab="crowds"]').click();
  await panel.getByText('It is over').waitFor();
  // The look after the last SYN has been told by then.
  await setTimeout(500);
  gauges.push({ page: await gauge(page), kernel: halfOpen(daemon) });
  const told = await panel.innerText();
  const figure = (pattern: RegExp, group = 1): number => Number(pattern.exec(told)?.[group]);
  const counted = /(\d+) of (\d+); the others/;
  return {
    sent: figure(/SYNs sent\s+(\d+)/),
    shown: figure(counted),
    all: figure(counted, 2),
    pressed,
    before,
    gauges,
    memory,
  };
}

interface Pinged {
  before: number[];
  times: number[];
}

/** The lab alone, without an app: ms from a request to its answer, before the flood and while it lasts. */
async function pings(cookies: number): Promise<Pinged> {
  await using lab = await Lab.open();
  await lab.client.request('knob', { host: 'server', name: 'tcp_syncookies', value: String(cookies) });
  await lab.listener(PORT, BACKLOG);
  const isOver = (event: Event): boolean => event.type === 'flood' && event.state !== 'on';
  const pingUntil = async (isEnough: () => boolean): Promise<number[]> => {
    const times: number[] = [];
    while (!isEnough()) {
      const begun = performance.now();
      await lab.client.request('ping');
      times.push(performance.now() - begun);
      await setTimeout(20);
    }
    return times;
  };
  const end = performance.now() + WARM_UP * 1000;
  const before = await pingUntil(() => performance.now() > end);
  await lab.client.request('flood', { family: 'ipv4', port: PORT, perSecond: PER_SECOND, seconds: SECONDS });
  return { before, times: await pingUntil(() => lab.events.some(isOver)) };
}

const ms = (name: string, found: readonly number[], before: readonly number[], q: number, goal?: string): Figure => ({
  name: `${name}, ${q === 1 ? 'max' : q === 0.5 ? 'median' : `p${q * 100}`}`,
  value: quantile(found, q),
  unit: 'ms',
  reference: { name: 'without a flood', value: quantile(before, q) },
  ...(goal && { goal }),
});

function figuresOf(name: string, found: Flooded, { times, before: quiet }: Pinged): Figure[] {
  const { pressed, before } = found;
  const figures: Figure[] = [
    { name: `${name}, SYNs sent`, value: found.sent, unit: `of ${PER_SECOND * SECONDS}` },
    ms(`${name}, the lab alone, request to answer`, times, quiet, 0.5),
    ms(`${name}, the lab alone, request to answer`, times, quiet, 1, '≤ 100'),
    ms(`${name}, press to frame`, pressed.presses, before.presses, 0.5),
    ms(`${name}, press to frame`, pressed.presses, before.presses, 0.98, '≤ 100'),
    ms(`${name}, press to frame`, pressed.presses, before.presses, 1),
    ms(`${name}, press to the lab's answer shown`, pressed.answers, before.answers, 0.5),
    ms(`${name}, press to the lab's answer shown`, pressed.answers, before.answers, 1),
    { name: `${name}, segments counted`, value: found.all, unit: 'segments' },
    { name: `${name}, of these shown`, value: found.shown, unit: 'segments' },
  ];
  for (const [i, when] of ['amid it', 'after it'].entries()) {
    const { page = NaN, kernel = NaN } = found.gauges[i] ?? {};
    figures.push({
      name: `${name}, gauge ${when}`,
      value: page,
      unit: 'entries',
      reference: { name: 'ss', value: kernel },
    });
  }
  for (const [part, { before, most }] of Object.entries(found.memory))
    figures.push({
      name: `${name}, memory of the ${part}, most`,
      value: most,
      unit: 'MB',
      reference: { name: 'before', value: before },
    });
  return figures;
}

export async function floodFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const cookies of [0, 1, 2]) {
    const found = await withServedApp((app) => flooded(app, cookies), watchPresses);
    figures.push(...figuresOf(`flood, cookies ${cookies}`, found, await pings(cookies)));
  }
  return figures;
}

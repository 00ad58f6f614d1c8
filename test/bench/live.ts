/** From the kernel's stamp on a segment to the frame that shows it: a real lab, served, in Chromium as it is here. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandInLab } from '../../src-main/host/inside-lab.ts';
import { median, quantile, type Figure } from './report.ts';
import { withServedApp, type ServedApp } from './served.ts';

const RUNS = 5;
const SECONDS = 4;
const WARM_UP = 4;
/** Writes a second; the receiver acknowledges most of them at once, so that more segments cross. */
const WRITES = 4000;
const PORT = 5003;

interface Shown {
  /** Milliseconds from each segment's stamp to the end of the first frame that has it, or has gone past it. */
  times: number[];
  /** Milliseconds from the stamp until the page has heard of it. */
  heard: number[];
  /** Segments a second. */
  rate: number;
}

/** Runs in the page, before any script of its own: notes each segment's time as its message comes. */
function listenAlong(): void {
  const stamps = new Map<number, number>();
  const heard: number[] = [];
  let startedAt = 0;
  Object.assign(window, { stamps, heard });
  interface Told {
    push?: { events?: { type: string; id: number; t: number; startedAt: number }[] };
  }
  // Where the page parses it: parsing it once more would take the time that is measured.
  const parse = JSON.parse.bind(JSON);
  JSON.parse = (text, reviver) => {
    const told = parse(text, reviver) as Told | null;
    for (const event of told?.push?.events ?? []) {
      if (event.type === 'lab') startedAt = event.startedAt;
      if (event.type !== 'segment' || stamps.has(event.id)) continue;
      const stamp = (startedAt + event.t) * 1000;
      stamps.set(event.id, stamp);
      heard.push(Date.now() + 0.5 - stamp);
    }
    return told;
  };
}

/** Runs in the page. */
async function measure(seconds: number): Promise<Shown> {
  const { stamps, heard } = window as unknown as { stamps: Map<number, number>; heard: number[] };
  const times: number[] = [];
  heard.length = 0;
  const begin = performance.now();
  let shown = Math.max(0, ...stamps.keys());
  const first = shown;
  while (performance.now() - begin < seconds * 1000) {
    await new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        // A task that is posted in a frame's callback runs when that frame has been laid out and painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(null);
      }),
    );
    // Of the PC's clock, as the kernel's stamps are; it counts whole milliseconds.
    const now = Date.now() + 0.5;
    let newest = shown;
    for (const row of document.querySelectorAll<HTMLElement>('[data-segment]'))
      newest = Math.max(newest, Number(row.dataset['segment']));
    for (let id = shown + 1; id <= newest; id++) {
      const stamp = stamps.get(id);
      if (stamp !== undefined) times.push(now - stamp);
    }
    shown = newest;
  }
  return { times, heard, rate: ((shown - first) / (performance.now() - begin)) * 1000 };
}

function inLab(daemon: number, host: 'client' | 'server', role: string, ...more: string[]): ChildProcess {
  const traffic = fileURLToPath(new URL('./traffic.js', import.meta.url));
  const command = [process.execPath, traffic, role, '10.0.0.2', String(PORT), ...more];
  return spawn(...commandInLab(daemon, host, command), { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function run({ browser, page, daemon }: ServedApp): Promise<Shown> {
  const sink = inLab(daemon, 'server', 'sink', '0');
  await Promise.race([once(sink.stdout!, 'data'), once(sink, 'exit').then(() => Promise.reject(new Error('no sink')))]);
  const steady = inLab(daemon, 'client', 'steady', String(WARM_UP + SECONDS + 2), String(WRITES));
  await page.locator('[data-segment]').first().waitFor();
  // What is new to the page's compiler is not what a session is like.
  await page.evaluate(`setTimeout(() => { window.measured = (${measure})(${SECONDS}) }, ${WARM_UP * 1000})`);
  await browser.disconnect();
  await setTimeout((WARM_UP + SECONDS + 1) * 1000);
  const shown = await (await browser.connect()).evaluate<Shown>('window.measured');
  steady.kill();
  sink.kill();
  return shown;
}

export async function liveFigures(): Promise<Figure[]> {
  const runs: Shown[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await withServedApp(run, listenAlong));
  const of = (q: number): number => median(runs.map(({ times }) => quantile(times, q)));
  const heard = median(runs.map(({ heard }) => median(heard)));
  return [
    { name: 'live, segments', value: median(runs.map(({ rate }) => rate)), unit: 'segments/s', goal: '≥ 5000' },
    { name: 'live, kernel stamp to page, median', value: heard, unit: 'ms' },
    { name: 'live, kernel stamp to frame, median', value: of(0.5), unit: 'ms', goal: '≤ 30' },
    { name: 'live, kernel stamp to frame, p95', value: of(0.95), unit: 'ms', goal: '≤ 50' },
  ];
}

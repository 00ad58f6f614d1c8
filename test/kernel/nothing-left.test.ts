import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PARTS, DoomedLab, bundleHost } from '../support/doomed-lab.ts';
import { Lab } from '../support/lab.ts';
import { leftovers, pcState, type PcState } from '../support/leftovers.ts';
import { poll } from '../support/processes.ts';
import { KINDS } from '../support/sessions.ts';

const KILLS = 100;
const LANES = 2;
/** Milliseconds in which a lab on a PC that has nothing else to do gets ready, and sessions are in full swing. */
const LIFE = 400;
/** Seconds within which all of it must be gone. The kernel needs milliseconds; the rest is for a busy PC. */
const SOON = 10;

let folder: string;
let bundle: string;
let before: PcState;
let state = 20261122;
/** 0 … 1, the same in each run. */
const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tcp-lab-host-'));
  bundle = await bundleHost(folder);
  before = pcState();
});
afterAll(() => {
  DoomedLab.endAll();
  rmSync(folder, { recursive: true, force: true });
});

/** A lab that starts while the last one is still being cleared away by the kernel. */
async function nextRunWorks(): Promise<void> {
  await using lab = await Lab.open();
  const connection = await lab.connection(await lab.listener(8000), 8000);
  await KINDS['client closes first'](lab, connection);
  await lab.state('client', connection.clientEnd, 'TIME_WAIT');
}

/** The kernel clears namespaces away behind the last process's back: soon, not at once. */
async function thePcIsAsBefore(): Promise<void> {
  await poll(() => leftovers(before).length === 0 || undefined, SOON, 'a PC as before').catch(() => undefined);
  expect(leftovers(before)).toEqual([]);
}

async function inLanes(count: number, trial: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await trial(next++);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

test(`kill −9 of daemon, host or unshare leaves nothing, ${KILLS} times`, { timeout: 240_000 }, async () => {
  const kills = { daemon: 0, host: 0, unshare: 0, early: 0, running: 0 };
  const gone: number[] = [];
  await inLanes(KILLS, async (i) => {
    const victim = PARTS[i % PARTS.length] ?? 'host';
    const moment = random() * LIFE;
    const lab = DoomedLab.inHost(bundle, i);
    const pid = await lab.part(victim);
    // Counted from the lab's first sign of life, and each other time from when its sessions begin.
    if (i % 2 === 1) await lab.ready;
    await wait(moment);
    const known = lab.processes();
    kills[victim]++;
    kills[lab.isReady ? 'running' : 'early']++;
    const killed = performance.now();
    process.kill(pid, 'SIGKILL');
    const over = lab.isOver(known, SOON).then(() => gone.push(performance.now() - killed));
    await Promise.all([over, nextRunWorks()]);
  });
  await thePcIsAsBefore();
  gone.sort((a, b) => a - b);
  console.log(
    `${gone.length} kills (daemon ${kills.daemon}, host ${kills.host}, unshare ${kills.unshare}; ${kills.early} before the ` +
      `lab was ready, ${kills.running} during sessions): all processes gone after ${gone[gone.length >> 1]?.toFixed(0)} ms, at most ${gone.at(-1)?.toFixed(0)} ms`,
  );
  expect(kills.early).toBeGreaterThan(0);
  expect(kills.running).toBeGreaterThanOrEqual(KILLS / 2);
});

test('Ctrl-C ends host and lab in order at any moment', async () => {
  const ends: string[] = [];
  await inLanes(12, async (i) => {
    const lab = DoomedLab.inHost(bundle, i);
    await lab.part('unshare');
    await wait(random() * LIFE);
    const known = lab.processes();
    process.kill(-(lab.root.pid ?? 0), 'SIGINT');
    const { code, signal } = await lab.ended;
    ends.push(signal ?? String(code));
    await lab.isOver(known, SOON);
  });
  // 128 + SIGINT; the signal itself only before the host could ask for it to be told.
  expect(ends.filter((end) => end !== '130' && end !== 'SIGINT')).toEqual([]);
  expect(ends).toContain('130');
  await thePcIsAsBefore();
});

test('the daemon ends when its stdin is closed, at any moment', async () => {
  const ends: (number | null)[] = [];
  await inLanes(12, async () => {
    const lab = DoomedLab.alone();
    await wait(random() * LIFE);
    const known = lab.processes();
    lab.root.stdin?.end();
    ends.push((await lab.ended).code);
    await lab.isOver(known, SOON);
  });
  expect(ends).toEqual(ends.map(() => 0));
  await thePcIsAsBefore();
});

test('a host that closes its lab ends with it', async () => {
  const lab = DoomedLab.inHost(bundle, 1);
  await lab.ready;
  const known = lab.processes();
  lab.root.stdin?.end();
  expect((await lab.ended).code).toBe(0);
  await lab.isOver(known, SOON);
  await thePcIsAsBefore();
});

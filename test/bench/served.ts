/** The app as a person has it: served, with a real lab, in a Chromium of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { chromium, type Browser, type Page } from 'playwright-core';
import { childrenOf, daemonOf } from '../../src-main/host/inside-lab.ts';
import { CHROMIUM, CHROMIUM_FLAGS } from '../support/page.ts';

/** The unshare that a process has started, and the daemon in it. */
function daemonUnder(pid: number): number {
  const daemon = childrenOf(pid)
    .map(daemonOf)
    .find((found) => found !== undefined);
  if (daemon === undefined) throw new Error('the app has started no lab');
  return daemon;
}

export interface FreeChromium {
  pid: number;
  connect(): Promise<Page>;
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

/** A Chromium that nobody is connected to but when asked: a watched one copies every message to its watcher. */
async function startChromium(folder: string): Promise<FreeChromium> {
  const size = '--window-size=1366,768';
  const profile = `--user-data-dir=${path.join(folder, 'profile')}`;
  const args = [...CHROMIUM_FLAGS, '--headless', '--remote-debugging-port=0', size, profile, 'about:blank'];
  const browser = spawn(CHROMIUM, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await said(browser.stderr, /ws:\S+/);
  let connection: Browser | undefined;
  return {
    pid: browser.pid ?? 0,
    connect: async () => {
      connection = await chromium.connectOverCDP(address);
      const page = connection.contexts()[0]?.pages()[0];
      if (!page) throw new Error('Chromium has no page');
      return page;
    },
    disconnect: async () => connection?.close(),
    close: async () => {
      browser.kill();
      await once(browser, 'exit');
    },
  };
}

async function said(output: Readable, what: RegExp): Promise<string> {
  let text = '';
  for (;;) {
    text += String((await once(output, 'data'))[0]);
    const found = what.exec(text);
    if (found && text.endsWith('\n')) return found[0];
  }
}

export interface ServedApp {
  browser: FreeChromium;
  page: Page;
  /** Process ids. */
  daemon: number;
  host: number;
  renderer: number;
}

/** Starts all of it, in English and past its welcome, and ends it. `script` runs in the page before any of its own. */
export async function withServedApp<T>(use: (app: ServedApp) => Promise<T>, script?: () => void): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-bench-'));
  mkdirSync(path.join(folder, 'tcp-lab'));
  writeFileSync(path.join(folder, 'tcp-lab/settings.json'), JSON.stringify({ welcomed: true, language: 'en' }));
  const env = { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const app = spawn(process.execPath, ['build/main/cli.js', 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await startChromium(folder);
  try {
    const address = await said(app.stdout, /http:\S+/);
    const page = await browser.connect();
    if (script) await page.addInitScript(script);
    await page.goto(address);
    // It can be pressed when the lab is ready.
    await page.getByRole('button', { name: 'Listen', disabled: false }).first().waitFor();
    const host = app.pid ?? 0;
    return await use({ browser, page, daemon: daemonUnder(host), host, renderer: rendererUnder(browser.pid) });
  } finally {
    await browser.close();
    app.kill('SIGINT');
    await once(app, 'exit');
    rmSync(folder, { recursive: true });
  }
}

/** The process that draws the page, among those that Chromium has started. */
function rendererUnder(pid: number): number {
  const all = (parent: number): number[] => childrenOf(parent).flatMap((child) => [child, ...all(child)]);
  const isRenderer = (child: number): boolean =>
    readFileSync(`/proc/${child}/cmdline`, 'latin1').includes('--type=renderer');
  return all(pid).find(isRenderer) ?? 0;
}

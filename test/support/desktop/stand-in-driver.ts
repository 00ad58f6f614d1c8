/** The app on the stand-in of Electron (test/support/electron-stand-in): Node runs it, Chromium shows it. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { poll } from '../processes.ts';
import {
  endingOf,
  environment,
  ROOT,
  type DesktopDriver,
  type Electron,
  type RunningApp,
  type StartOptions,
} from './driver.ts';

const START_SECONDS = 30;

const COMMAND: [string, string[]] = [
  process.execPath,
  [
    '--import',
    path.join(ROOT, 'test/support/electron-stand-in/register.mjs'),
    path.join(ROOT, 'build/main/desktop.js'),
  ],
];

interface Answer {
  id: number;
  ok?: unknown;
  error?: string;
}

export function standInDriver(): DesktopDriver | undefined {
  if (!existsSync(process.env['TCP_LAB_CHROMIUM'] ?? '/usr/bin/chromium')) return undefined;
  return { name: 'stand-in', start, command: () => COMMAND };
}

async function start(options: StartOptions): Promise<RunningApp> {
  const [program, args] = COMMAND;
  const portFile = path.join(options.configFolder, 'tcp-lab/Chromium/DevToolsActivePort');
  rmSync(portFile, { force: true });
  const child = spawn(program, args, {
    cwd: ROOT,
    env: environment(options),
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = endingOf(child);

  let lastId = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  const inMain = async <R>(work: (modules: Electron) => R | Promise<R>): Promise<R> => {
    const id = ++lastId;
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      child.send({ id, work: work.toString() });
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.ok as R;
  };

  const port = await poll(
    () => {
      if (child.exitCode !== null) throw new Error(`the app ended: ${errors}`);
      return existsSync(portFile) ? Number(readFileSync(portFile, 'utf8').split('\n')[0]) || undefined : undefined;
    },
    START_SECONDS,
    'the app with its Chromium',
  );
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = browser.contexts()[0]?.pages()[0];
  if (!page) throw new Error('Chromium shows no page');
  await page.waitForURL('**/index.html');
  return { pid: child.pid ?? 0, page, inMain, errors: () => errors, ended, detach: () => browser.close() };
}

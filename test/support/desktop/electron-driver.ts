/** The app on a real Electron, through Playwright. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { _electron } from 'playwright-core';
import {
  endingOf,
  environment,
  ROOT,
  type DesktopDriver,
  type Electron,
  type RunningApp,
  type StartOptions,
} from './driver.ts';

/** Chromium's sandbox refuses to serve root. */
const ARGUMENTS = [...(process.geteuid?.() === 0 ? ['--no-sandbox'] : []), ROOT];

export function electronDriver(): DesktopDriver | undefined {
  const folders = [
    process.env['ELECTRON_OVERRIDE_DIST_PATH'],
    path.join(ROOT, 'node_modules/electron/dist'),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  const binary = folders
    .map((folder) => folder && path.join(folder, 'electron'))
    .find((file) => file && isProgram(file));
  if (!binary) return undefined;
  return { name: 'Electron', start: (options) => start(binary, options), command: () => [binary, ARGUMENTS] };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    // What packages put on the PATH of their scripts only starts a binary that may not be there.
    return !file.includes('/node_modules/.bin/');
  } catch {
    return false;
  }
}

async function start(binary: string, options: StartOptions): Promise<RunningApp> {
  const screen = await display();
  const env = { ...environment(options), DISPLAY: screen.name };
  const app = await _electron.launch({
    executablePath: binary,
    args: ARGUMENTS,
    cwd: ROOT,
    env: env as Record<string, string>,
  });
  const child = app.process();
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = endingOf(child);
  void ended.then(screen.end);
  return {
    pid: child.pid ?? 0,
    page: await app.firstWindow(),
    inMain: <R>(work: (modules: Electron) => R | Promise<R>) =>
      app.evaluate(work as (modules: unknown) => R | Promise<R>),
    errors: () => errors,
    ended,
    detach: () => Promise.resolve(),
  };
}

/** The one that there is, or one without a monitor. */
async function display(): Promise<{ name: string; end(): void }> {
  const present = process.env['DISPLAY'];
  if (present) return { name: present, end: () => {} };
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1080x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [number] = (await once(server.stdout, 'data')) as [Buffer];
  return { name: `:${number.toString().trim()}`, end: () => server.kill() };
}

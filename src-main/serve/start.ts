/** `npm start`: the app in Electron where it is installed, else the same app, served, in a window of a browser. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { LabError } from '../common/protocol/errors.ts';
import { UnshareStarter } from '../host/daemon-starter.ts';
import { endWithHost } from '../host/end-with-host.ts';
import { languageOf, sayError, sayIn } from '../host/words.ts';
import { AppWindow, installedBrowser } from './app-window.ts';
import { electronBinary } from './electron.ts';
import { openServedApp } from './served-app.ts';

/** The same steps lead there from src-main/serve and from the bundle in build/main. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const { env } = process;
const say = sayIn(languageOf(env));
const isRoot = process.geteuid?.() === 0;
const hasScreen = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);

function runElectron(binary: string): void {
  // Chromium's sandbox refuses to work for root.
  const electron = spawn(binary, [...(isRoot ? ['--no-sandbox'] : []), ROOT], { stdio: 'inherit' });
  // Ctrl-C reaches it from the terminal itself; it ends in its own order, and so do we.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => electron.kill('SIGTERM'));
  electron.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
  });
}

async function runServed(): Promise<void> {
  const app = await openServedApp({ starter: new UnshareStarter(), port: 0, say });
  const browser = hasScreen ? installedBrowser(env) : undefined;
  if (browser === undefined) {
    endWithHost(app);
    console.log(`${say('start.no-window')}\n${app.url}`);
    return;
  }
  console.log(say('start.no-electron', { browser: browser.name }));
  const window = new AppWindow(browser, app.url, isRoot);
  const both = {
    close: async () => {
      await Promise.all([window.close(), app.close()]);
    },
    kill: () => {
      app.kill();
      window.kill();
    },
  };
  endWithHost(both);
  await window.closed;
  await both.close();
}

async function main(): Promise<void> {
  const electron = hasScreen ? electronBinary(ROOT, env) : undefined;
  if (electron !== undefined) return runElectron(electron);
  try {
    await runServed();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    console.error(say('error.with-hint', { ...sayError(say, error) }));
    process.exitCode = 2;
  }
}
void main();

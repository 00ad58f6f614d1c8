/** A window of an installed Chromium that looks like an app's own, and leaves nothing behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
];

/** Nothing of it asks anybody on a network, or asks the person anything. */
const QUIET_FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
  '--disable-sync',
  '--no-pings',
  '--password-store=basic',
];

const TERM_GRACE_MS = 2000;

export interface Browser {
  name: string;
  file: string;
}

/** The first on PATH. A snap sees no temporary folder of ours, so it is none for us. */
export function installedBrowser(env: NodeJS.ProcessEnv): Browser | undefined {
  const folders = (env['PATH'] ?? '').split(':').filter(Boolean);
  const candidates = BROWSERS.flatMap((name) => folders.map((folder) => ({ name, file: path.join(folder, name) })));
  return candidates.find(({ file }) => isProgram(file));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return path.basename(realpathSync(file)) !== 'snap';
  } catch {
    return false;
  }
}

export class AppWindow {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-window-'));
  readonly #browser: ChildProcess;
  /** Resolves when the person has closed it, or it could not be opened. */
  readonly closed: Promise<unknown>;

  constructor(browser: Browser, url: string, isRoot: boolean) {
    // Everybody on this PC can read a command line (proc_pid_cmdline(5)), but not this folder.
    const first = path.join(this.#folder, 'first.html');
    writeFileSync(first, `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">\n`, { mode: 0o600 });
    const own = [`--app=file://${first}`, `--user-data-dir=${path.join(this.#folder, 'profile')}`];
    // Chromium's sandbox refuses to work for root.
    const asRoot = isRoot ? ['--no-sandbox'] : [];
    // In a process group of its own: Ctrl-C is ours, and its end is the whole group's.
    this.#browser = spawn(browser.file, [...own, '--window-size=1440,900', ...QUIET_FLAGS, ...asRoot], {
      // Where it keeps what it does not keep in its profile.
      env: { ...process.env, TMPDIR: this.#folder, BREAKPAD_DUMP_LOCATION: path.join(this.#folder, 'crashes') },
      stdio: 'ignore',
      detached: true,
    });
    this.closed = once(this.#browser, 'exit').catch(() => {});
  }

  async close(): Promise<void> {
    this.#signal('SIGTERM');
    const patience = setTimeout(() => this.#signal('SIGKILL'), TERM_GRACE_MS);
    await this.closed;
    clearTimeout(patience);
    this.kill();
  }

  /** Its helpers, too, which may live on a little longer than itself. */
  kill(): void {
    this.#signal('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#browser;
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // They have all ended.
    }
  }
}

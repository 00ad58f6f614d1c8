/** The desktop app with a page for tests, for as long as one file of tests runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import type { AppPush, Bridge, FromHost } from '../../../src-main/common/protocol/app.ts';
import type { DesktopDriver, RunningApp, StartOptions } from '../../support/desktop/driver.ts';
import { findDriver } from '../../support/desktop/find-driver.ts';
import { endAtOnce, processesWith, treeOf, type Process } from '../../support/processes.ts';

declare global {
  interface Window {
    tcpLab: Bridge;
    /** By page/page.js. */
    received: FromHost[];
  }
}

const found = findDriver();
/** Why there is no app to be tested here. */
export const whyNot = typeof found === 'string' ? found : undefined;

export function driver(): DesktopDriver {
  if (typeof found === 'string') throw new Error(found);
  return found;
}

const TEST_PAGE = fileURLToPath(new URL('./page', import.meta.url));

export class TestApp {
  readonly options: StartOptions;
  readonly running: RunningApp;

  private constructor(options: StartOptions, running: RunningApp) {
    this.options = options;
    this.running = running;
  }

  /** `configFolder`: to start as the person who left it like that. */
  static async start(configFolder: string, options: Partial<StartOptions> = {}): Promise<TestApp> {
    const all = { configFolder, pageFolder: TEST_PAGE, ...options };
    return new TestApp(all, await driver().start(all));
  }

  get page(): RunningApp['page'] {
    return this.running.page;
  }

  /** Resolves when the host has answered the page for tests. */
  async greeted(): Promise<void> {
    await vi.waitFor(async () => {
      if (!(await this.page.evaluate(() => window.received?.length > 0))) throw new Error('no answer yet');
    }, 20_000);
  }

  /** What the host has pushed so far to the page for tests, of one kind. */
  async pushes<K extends AppPush['kind']>(kind: K): Promise<Extract<AppPush, { kind: K }>[]> {
    const received = await this.page.evaluate(() => window.received);
    return received
      .flatMap((message) => ('push' in message ? [message.push] : []))
      .filter((push): push is Extract<AppPush, { kind: K }> => push.kind === kind);
  }

  /** Everything that belongs to it: what it has started, and what has no parent any more but its environment. */
  processes(): Process[] {
    const tree = treeOf(this.running.pid);
    const pids = new Set(tree.map(({ pid }) => pid));
    const orphans = processesWith('XDG_CONFIG_HOME', this.options.configFolder);
    return [...tree, ...orphans.filter(({ pid }) => !pids.has(pid))];
  }

  /** Ends it however it stands. */
  async end(): Promise<void> {
    await this.running.detach();
    endAtOnce(this.processes());
  }
}

export function configFolder(): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-config-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** An AppHost whose daemons a test plays, with settings in a folder that is thrown away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { LabError } from '../../src-main/common/protocol/errors.ts';
import { AppHost } from '../../src-main/host/app/app-host.ts';
import type { AppParts } from '../../src-main/host/app/app-parts.ts';
import { SettingsStore } from '../../src-main/host/app/settings-store.ts';
import { OwnLessons } from '../../src-main/host/own-lessons.ts';
import { ScoreBook } from '../../src-main/host/score-book.ts';
import { AppPage } from './app-page.ts';
import { FakeStarters } from './fake-starter.ts';

export const NO_TERMINALS: AppParts['terminals'] = {
  support: () => Promise.resolve({ available: false, error: new LabError('no-terminal', 'None here.').toJSON() }),
  open: () => Promise.reject(new LabError('no-terminal', 'None here.')),
};

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function fakeApp(parts: Partial<AppParts> = {}): { host: AppHost; starter: FakeStarters; page: AppPage } {
  const starter = new FakeStarters();
  const settings = new SettingsStore(temporaryFolder(), {});
  const ownLessons = new OwnLessons(path.join(temporaryFolder(), 'lessons'));
  const scores = new ScoreBook(path.join(temporaryFolder(), 'scores.json'));
  const about = { host: 'served', version: '1.2.3' } as const;
  const own = { starter, settings, ownLessons, scores, terminals: NO_TERMINALS, ...about };
  const host = new AppHost({ ...own, ...parts });
  onTestFinished(() => host.kill());
  return { host, starter, page: new AppPage(host) };
}

/** Said hello, and its lab is ready. */
export async function greetedApp(parts: Partial<AppParts> = {}): Promise<ReturnType<typeof fakeApp>> {
  const app = fakeApp(parts);
  await app.page.ask('hello');
  app.starter.last.ready();
  await app.page.push('lab', ({ status }) => status.state === 'ready');
  return app;
}

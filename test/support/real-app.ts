/** An AppHost with real labs and real shells. */
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { AppHost } from '../../src-main/host/app/app-host.ts';
import { SettingsStore } from '../../src-main/host/app/settings-store.ts';
import { Terminals } from '../../src-main/host/app/terminals.ts';
import { UnshareStarter } from '../../src-main/host/daemon-starter.ts';
import { ScoreBook } from '../../src-main/host/score-book.ts';
import { OwnLessons } from '../../src-main/host/own-lessons.ts';
import { AppPage } from './app-page.ts';
import { temporaryFolder } from './fake-app.ts';

export async function readyApp(): Promise<{ host: AppHost; page: AppPage }> {
  const host = new AppHost({
    starter: new UnshareStarter(),
    settings: new SettingsStore(temporaryFolder(), {}),
    ownLessons: new OwnLessons(path.join(temporaryFolder(), 'lessons')),
    scores: new ScoreBook(path.join(temporaryFolder(), 'scores.json')),
    terminals: new Terminals(),
    host: 'served',
    version: '0',
  });
  onTestFinished(() => host.close());
  const page = new AppPage(host);
  await page.ask('hello');
  await page.push('lab', ({ status }) => status.state === 'ready');
  return { host, page };
}

/** The server's socket listens on this port. */
export async function listen(page: AppPage, port: number): Promise<void> {
  const { socket = 0 } = await page.ask('call', { call: 'socket', host: 'server', family: 'ipv4' });
  await page.ask('call', { call: 'bind', socket, port });
  await page.ask('call', { call: 'listen', socket, backlog: 4 });
}

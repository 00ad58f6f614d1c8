/** The whole app for a browser on this PC: a lab, its host, and the server that brings the page. */
import { fileURLToPath } from 'node:url';
import { AppHost } from '../host/app/app-host.ts';
import { SettingsStore, settingsFolder } from '../host/app/settings-store.ts';
import { Terminals } from '../host/app/terminals.ts';
import type { LabDaemonStarter } from '../host/daemon-starter.ts';
import { OwnLessons, ownLessonsFolder } from '../host/own-lessons.ts';
import { ScoreBook, scoresFile } from '../host/score-book.ts';
import { appVersion } from '../host/version.ts';
import type { Say } from '../host/words.ts';
import { PageServer } from './page-server.ts';

/** The same steps lead there from src-main/serve and from the bundle in build/main. */
const PAGE_FOLDER = fileURLToPath(new URL('../../build/renderer', import.meta.url));

export interface ServedApp {
  /** Good for one visit. */
  url: string;
  /** Ends all of it in order. */
  close(): Promise<void>;
  /** Ends it at once, for a process that is about to exit. */
  kill(): void;
}

/** Rejects with a LabError when it cannot be served. */
export async function openServedApp(options: {
  starter: LabDaemonStarter;
  port: number;
  say: Say;
  pageFolder?: string;
  env?: NodeJS.ProcessEnv;
}): Promise<ServedApp> {
  const { starter, port, say, pageFolder = PAGE_FOLDER, env = process.env } = options;
  const settings = new SettingsStore(settingsFolder(env), env);
  const ownLessons = new OwnLessons(ownLessonsFolder(env));
  const parts = {
    starter,
    settings,
    ownLessons,
    scores: new ScoreBook(scoresFile(env)),
    terminals: new Terminals(),
    host: 'served',
    version: appVersion(),
  } as const;
  const host = new AppHost(parts);
  const server = await PageServer.open({ port, pageFolder, host, say });
  return {
    url: server.url,
    close: async () => {
      // The lab first: its end still reaches the page.
      await host.close();
      await server.close();
    },
    kill: () => {
      host.kill();
      server.kill();
    },
  };
}

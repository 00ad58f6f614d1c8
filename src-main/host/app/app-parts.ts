/** What the app's host is made of, and how it meets a page. */
import type { FromHost } from '../../common/protocol/app.ts';
import type { LabDaemonStarter } from '../daemon-starter.ts';
import type { OwnLessons } from '../own-lessons.ts';
import type { ScoreBook } from '../score-book.ts';
import type { SettingsStore } from './settings-store.ts';
import type { Terminals } from './terminals.ts';

export interface Page {
  /** A promise holds the daemon's output back until the page has taken what was sent. */
  send(message: FromHost): void | Promise<void>;
}

export interface PageLine {
  /** One message from the page; it is judged here, whatever it is. */
  receive(message: unknown): void;
  /** The page is gone: its terminals end, nothing is sent to it any more. */
  disconnect(): void;
}

export interface AppParts {
  starter: LabDaemonStarter;
  settings: SettingsStore;
  ownLessons: OwnLessons;
  scores: ScoreBook;
  terminals: Pick<Terminals, 'support' | 'open'>;
  host: 'desktop' | 'served';
  version: string;
}

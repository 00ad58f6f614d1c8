/** The host's side of the app: one lab at a time, seen by any number of pages (common/protocol/app.ts). */
import type { FromHost } from '../../common/protocol/app.ts';
import type { LabDaemonStarter } from '../daemon-starter.ts';
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
  terminals: Terminals;
  host: 'desktop' | 'served';
  version: string;
}

export class AppHost {
  constructor(_parts: AppParts) {}

  connect(_page: Page): PageLine {
    return { receive: () => {}, disconnect: () => {} };
  }

  /** Ends the lab and all terminals in order; resolves when they are gone. */
  async close(): Promise<void> {}

  /** Ends them at once, for a host that is about to exit itself. */
  kill(): void {}
}

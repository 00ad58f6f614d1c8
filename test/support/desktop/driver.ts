/** The desktop app as a test sees it, whichever Electron runs it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type * as electron from 'electron';
import type { Page } from 'playwright-core';

export type Electron = typeof electron;

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface StartOptions {
  /** The person's own: XDG_CONFIG_HOME. */
  configFolder: string;
  /** Shown in place of the built page. */
  pageFolder?: string;
  env?: NodeJS.ProcessEnv;
}

export interface RunningApp {
  pid: number;
  /** The window's page, with the document that was there when the app started. */
  page: Page;
  /** Runs the function in the app's main process; it can refer to nothing outside itself. */
  inMain<R>(work: (modules: Electron) => R | Promise<R>): Promise<R>;
  /** What it wrote to stderr so far. */
  errors(): string;
  ended: Promise<Ending>;
  /** Leaves the app to whatever the test does to it, and lets go of what looks at it. */
  detach(): Promise<void>;
}

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface DesktopDriver {
  name: string;
  start(options: StartOptions): Promise<RunningApp>;
  /** The command that starts the app, for a start that is to end by itself. */
  command(): [program: string, args: string[]];
}

export function environment({ configFolder, pageFolder, env }: StartOptions): NodeJS.ProcessEnv {
  const language = { LANG: 'C.UTF-8', LC_ALL: '', LC_MESSAGES: '' };
  const page = pageFolder === undefined ? {} : { TCP_LAB_PAGE: pageFolder };
  return { ...process.env, ...language, XDG_CONFIG_HOME: configFolder, XDG_DATA_HOME: configFolder, ...page, ...env };
}

export async function endingOf(child: ChildProcess): Promise<Ending> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}

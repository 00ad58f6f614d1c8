/** The served app with a real lab, and a browser that visits it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import type { Language } from '../../src-main/common/protocol/messages.ts';
import { SettingsStore, settingsFolder } from '../../src-main/host/app/settings-store.ts';
import { UnshareStarter } from '../../src-main/host/daemon-starter.ts';
import { sayIn } from '../../src-main/host/words.ts';
import { openServedApp } from '../../src-main/serve/served-app.ts';
import { openChromium } from './page.ts';

/** ms; the slowest is what a kernel sends again after a second. */
const WITHIN = 10_000;

/** An app whose end is its user's business. */
export interface KeptApp {
  page: Page;
  close(): Promise<void>;
}

/** The page on its first lab. */
export async function keptApp(language: Language): Promise<KeptApp> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-test-'));
  const env = { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, LC_ALL: 'C.UTF-8' };
  new SettingsStore(settingsFolder(env), env).change({ welcomed: true, language });
  const app = await openServedApp({ starter: new UnshareStarter(), port: 0, say: sayIn(language), env });
  const browser = await openChromium();
  const page = await browser.newPage({ viewport: { width: 1440, height: 1100 } });
  page.setDefaultTimeout(WITHIN);
  await page.goto(app.url);
  const close = async (): Promise<void> => {
    await browser.close();
    await app.close();
    rmSync(folder, { recursive: true });
  };
  return { page, close };
}

/** The same for one test: app and browser end with it. */
export async function visitedApp(): Promise<Page> {
  const { page, close } = await keptApp('en');
  onTestFinished(close);
  return page;
}

/** The served app with a real lab, and a browser that visits it. */
import { onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { SettingsStore, settingsFolder } from '../../src-main/host/app/settings-store.ts';
import { UnshareStarter } from '../../src-main/host/daemon-starter.ts';
import { sayIn } from '../../src-main/host/words.ts';
import { openServedApp } from '../../src-main/serve/served-app.ts';
import { temporaryFolder } from './fake-app.ts';
import { openChromium } from './page.ts';

/** ms; the slowest is what a kernel sends again after a second. */
const WITHIN = 10_000;

/** The page on its first lab; app and browser end with the test. */
export async function visitedApp(): Promise<Page> {
  const env = { ...process.env, XDG_CONFIG_HOME: temporaryFolder(), LC_ALL: 'C.UTF-8' };
  new SettingsStore(settingsFolder(env), env).change({ welcomed: true, language: 'en' });
  const app = await openServedApp({ starter: new UnshareStarter(), port: 0, say: sayIn('en'), env });
  onTestFinished(() => app.close());
  const browser = await openChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 1100 } });
  page.setDefaultTimeout(WITHIN);
  await page.goto(app.url);
  return page;
}

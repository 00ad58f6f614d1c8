/** `npm run screenshots`: every screen in both languages, each theme and two sizes, into build/screenshots. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { openChromium } from '../support/page.ts';
import { LOOKS, visitScreens } from '../support/screens.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../build/screenshots');
const SIZES = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
];
const ALL = SIZES.flatMap((size) => LOOKS.map((look) => ({ ...look, ...size })));

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

test.for(ALL)('$width × $height, $theme, $language', async (look) => {
  const folder = path.join(FOLDER, `${look.width}x${look.height}`, look.language, look.theme);
  mkdirSync(folder, { recursive: true });
  let count = 0;
  await visitScreens(browser, look, async (name, { page }) => {
    const file = `${String(++count).padStart(2, '0')} ${name}.png`;
    // What moves has come to rest, fonts have been read, and the strip is drawn at most four times a second.
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(350);
    await page.screenshot({ path: path.join(folder, file), animations: 'disabled' });
  });
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import type { Theme } from '../../../src-main/common/protocol/settings.ts';
import { openChromium } from '../../support/page.ts';
import { LOOKS, visitScreens } from '../../support/screens.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 A and AA, and what axe's authors hold to be good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

/** What axe finds serious or critical, one line each; on a projector contrast must be AAA's. */
async function findings(page: Page, theme: Theme): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    ({ tags, enhanced }) =>
      (window as unknown as { axe: { run(...args: unknown[]): Promise<AxeResults> } }).axe.run(document, {
        runOnly: tags,
        rules: { 'color-contrast-enhanced': { enabled: enhanced } },
        resultTypes: ['violations'],
      }),
    { tags: RULES, enhanced: theme === 'projector' },
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 120)} ${any[0]?.message ?? ''}`));
}

test.for(LOOKS)('axe finds nothing serious on any screen: $theme, $language', { timeout: 600_000 }, async (look) => {
  const found: Record<string, string[]> = {};
  await visitScreens(browser, look, async (name, { page }) => {
    const lines = await findings(page, look.theme);
    if (lines.length > 0) found[name] = lines;
  });
  expect(found).toEqual({});
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AxeResults } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { lab } from '../../support/endpoint-events.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';
import { lanes, lostSyns, settings } from '../../support/timer-events.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const panel = (page: Page): Locator => page.getByRole('tabpanel', { name: 'Timers' });
const lanesOf = (page: Page): Locator => panel(page).getByRole('option');
const firings = async (page: Page): Promise<string[][]> => {
  const rows = await panel(page).locator('tbody tr').all();
  return Promise.all(rows.map(async (row) => (await row.locator('td').allInnerTexts()).slice(0, 4)));
};

async function withPanel(events = lanes(), theme: 'light' | 'dark' | 'projector' = 'light'): Promise<PlayedHost> {
  const host = await openPage(browser, { settings: { theme } });
  await host.play([lab(100), ...events]);
  await host.page.getByRole('tab', { name: 'Timers' }).click();
  return host;
}

test('each firing stands beside its prediction, as a mark and as a number, and the next one pends', async () => {
  const { page, close } = await withPanel([settings(), ...lostSyns(1.012, 2.047)]);
  await lanesOf(page).first().waitFor();
  expect(await lanesOf(page).count()).toBe(1);
  const lane = lanesOf(page).first();
  expect(await lane.locator('.predicted:not(.planned)').count()).toBe(3);
  expect(await lane.locator('.measured').count()).toBe(2);
  expect(await lane.locator('.window').count()).toBe(3);
  expect(await firings(page)).toEqual([
    ['copy 1', '1.000 … 1.175 s', '1.012 s', '+12.0 ms (1.2 %)'],
    ['copy 2', '1.000 … 1.175 s', '1.035 s', '+35.0 ms (3.5 %)'],
    ['copy 3', '1.000 … 1.175 s', 'pending', ''],
  ]);
  await close();
});

test('a lane is chosen by keyboard, and a firing of it shows its moment', async () => {
  const { page, close } = await withPanel();
  await lanesOf(page).first().waitFor();
  await panel(page).getByRole('listbox').focus();
  await page.keyboard.press('End');
  await panel(page).getByRole('region', { name: 'Firings of TIME_WAIT, Client ①' }).waitFor();
  expect(await lanesOf(page).last().getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('slider').and(page.locator('[aria-valuetext*="in the past"]')).waitFor();
  // What comes after that moment is not told yet.
  await expect.poll(() => lanesOf(page).count()).toBe(1);
  expect(await firings(page)).toEqual([
    ['over', '60.000 … 67.550 s', 'set anew after 0.200 s', ''],
    ['over', '60.000 … 67.550 s', 'pending', ''],
  ]);
  await close();
});

test('the kernel’s own word is shown where the rule says otherwise', async () => {
  const { page, close } = await withPanel();
  const lane = lanesOf(page).filter({ hasText: '④ SYN' });
  await lane.click();
  await panel(page).getByText('The kernel itself says 2.000 s.').waitFor();
  expect(await lane.locator('.kernel').count()).toBe(1);
  await close();
});

test('before any timer has fired the panel says what will stand there', async () => {
  const { page, close } = await withPanel([]);
  await panel(page).getByText('No timer has fired yet.').waitFor();
  await close();
});

test.each(['light', 'dark', 'projector'] as const)('what is drawn can be read and reached (%s)', async (theme) => {
  const { page, close } = await withPanel(lanes(), theme);
  await lanesOf(page).first().waitFor();
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await close();
});

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';
import { queueStory } from '../../support/queue-story.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const panel = (page: Page): Locator => page.getByRole('tabpanel', { name: 'Over time' });
const lane = (page: Page, name: RegExp): Locator => panel(page).getByRole('img', { name });
/** What stands beside a lane. */
const besides = (page: Page, name: RegExp): Locator =>
  panel(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('img', { name }) });

async function withLines(): Promise<PlayedHost> {
  const host = await openPage(browser);
  await host.play(queueStory());
  await host.page.getByRole('tab', { name: 'Over time' }).click();
  await lane(host.page, /^SYN queue/).waitFor();
  return host;
}

test('each queue, refusal and counter that tells is a lane with its value, its limit and the most there was', async () => {
  const { page, close } = await withLines();
  await lane(page, /^SYN queue :80, server: 0 of 13, peak 13 \(5\.013 s\)$/).waitFor();
  await lane(page, /^accept queue :80, server: 0 of 11, peak 8/).waitFor();
  await lane(page, /^link queue, from server: 0 of 100, peak 100/).waitFor();
  await lane(page, /^ListenDrops, server: 10000$/).waitFor();
  expect(await lane(page, /OutSegs/).count()).toBe(0);
  await page.getByRole('button', { name: /^Lines shown: 6 of 7/ }).click();
  await page.getByRole('checkbox', { name: 'TcpOutSegs' }).press('Space');
  await page.keyboard.press('Escape');
  await lane(page, /^TcpOutSegs, server: 60$/).waitFor();
  await close();
});

test('the lanes lie under the scrubber, and pointing at one shows what was then', async () => {
  const { page, close } = await withLines();
  const strip = await page.getByRole('slider', { name: 'Moment shown' }).boundingBox();
  const box = await lane(page, /^SYN queue/).boundingBox();
  if (!strip || !box) throw new Error('nothing is drawn');
  expect(Math.abs(strip.x - box.x)).toBeLessThan(1);
  expect(Math.abs(strip.width - box.width)).toBeLessThan(1);

  await page.mouse.move(box.x + (box.width * 8) / 14.6, box.y + 5);
  await expect.poll(() => besides(page, /^SYN queue/).innerText()).toContain('full: 13 of 13');
  await page.mouse.move(box.x, box.y - 60);
  await expect.poll(() => besides(page, /^SYN queue/).innerText()).not.toContain('full');
  await close();
});

test('pressing goes to that moment, which every panel shows, and the arrows go on from there', async () => {
  const { page, close } = await withLines();
  const box = await lane(page, /^SYN queue/).boundingBox();
  if (!box) throw new Error('nothing is drawn');
  await page.mouse.click(box.x + (box.width * 3.5) / 14.6, box.y + 5);
  const slider = page.getByRole('slider', { name: 'Moment shown' });
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^3\.[45]\d\d s, .* in the past$/);
  await lane(page, /^accept queue :80, server: 4 of 11/).waitFor();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^5\.000 s/);
  await close();
});

test('what the ladder shows can be the span, and a table says the same in numbers', async () => {
  const { page, close } = await withLines();
  await panel(page).getByText('As the ladder').click();
  await expect.poll(async () => (await panel(page).locator('.axis').innerText()).split('\n')[0]).not.toMatch(/^0/);
  await panel(page).getByText('Table').click();
  const row = panel(page).getByRole('row').filter({ hasText: 'SYN queue :80' });
  await expect
    .poll(async () => (await row.innerText()).split(/\s*\t\s*/))
    .toEqual(['server', 'SYN queue :80', '0 of 13', '13', '13', '5.013 s', expect.stringMatching(/^\d+$/)]);
  await close();
});

test('all of it can be saved as CSV, by keyboard', async () => {
  const { page, close } = await withLines();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).press('Enter');
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^tcp-lab-[\dT-]+\.csv$/);
  const records = parsedCsv(await readFile(await download.path(), 'utf8'));
  expect(records).toContainEqual(['5.013000', 'server', '80', 'ipv4', 'syn-queue', '13', '13', 'entries']);
  expect(records.filter((record) => record[4] === 'TcpExtListenDrops').at(-1)?.[5]).toBe('10000');
  await close();
});

test('before anything has been told, the panel says what would tell', async () => {
  const { page, close } = await openPage(browser);
  await page.getByRole('tab', { name: 'Over time' }).click();
  await panel(page).getByText('No queue, link or counter has told anything yet.').waitFor();
  await close();
});

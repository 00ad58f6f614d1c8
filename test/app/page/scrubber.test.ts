import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import { recordedEvents } from '../../support/ladder-text.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

interface Scrubbed extends PlayedHost {
  slider: Locator;
  client: Locator;
}

async function withSession(): Promise<Scrubbed> {
  const host = await openPage(browser);
  await host.play(recordedEvents('handshake-and-close'));
  const client = host.page.locator('[data-coach="client"]');
  await client.getByText('TIME_WAIT').first().waitFor();
  return { ...host, slider: host.page.getByRole('slider', { name: 'Moment shown' }), client };
}

test('the arrows step through the rows, and both hosts show that moment', async () => {
  const { slider, page, client, close } = await withSession();
  await slider.focus();
  await page.keyboard.press('Home');
  await client.getByText('no socket yet').waitFor();
  for (let i = 0; i < 8 && !(await client.innerText()).includes('SYN_SENT\n'); i++)
    await page.keyboard.press('ArrowRight');
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/ms, row \d+ of \d+, in the past/);
  await page.keyboard.press('End');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('live');
  await close();
});

test('dragging shows the past and says so, and L returns to the present', async () => {
  const { slider, page, client, close } = await withSession();
  const box = await slider.boundingBox();
  if (!box) throw new Error('the strip has no size');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.9, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 2, y, { steps: 4 });
  await page.mouse.up();
  await client.getByText('no socket yet').waitFor();
  await page.getByRole('button', { name: 'past' }).waitFor();
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'past' }).waitFor({ state: 'detached' });
  await expect.poll(() => client.innerText()).not.toContain('no socket yet');
  await close();
});

test('the arrows work from anywhere on the page', async () => {
  const { slider, page, close } = await withSession();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain('in the past');
  await page.keyboard.press('ArrowRight');
  await close();
});

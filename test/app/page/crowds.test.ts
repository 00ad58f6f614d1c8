import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { crowdAt, crowdsAt, floodAt } from '../../support/crowd-events.ts';
import { lab, listening } from '../../support/endpoint-events.ts';
import { openChromium, openPage, type Answer, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const crowds = (page: Page): Locator => page.getByRole('region', { name: 'Many clients' });
const flood = (page: Page): Locator => page.getByRole('region', { name: 'SYN flood' });
const textOf = async (place: Locator): Promise<string> => (await place.innerText()).replace(/\s+/g, ' ').trim();

/** With the drawer's tab open, and a listener on port 80. */
async function withPanel(answer?: Answer): Promise<PlayedHost> {
  const host = await openPage(browser, {}, answer);
  await host.play([lab(), ...listening(0.1)]);
  await host.page.getByRole('tab', { name: 'Many clients' }).click();
  return host;
}

test('a crowd is called by keyboard and sent away by its button', async () => {
  const host = await withPanel();
  const { page } = host;
  const field = crowds(page).getByRole('spinbutton', { name: 'clients' });
  await field.fill('40');
  await crowds(page).getByRole('combobox').selectOption('third-held');
  await field.press('Enter');
  expect((await host.asked('crowd')).params).toEqual({
    host: 'client',
    family: 'ipv4',
    port: 80,
    count: 40,
    perSecond: 50,
    stage: 'third-held',
  });

  await host.play(crowdsAt(0.3));
  await expect.poll(() => textOf(crowds(page))).toContain('14 of 20 to port 80 at SYN (SYN,ACK dropped) 14 0 0 0 0');
  await crowds(page).getByRole('button', { name: 'Send crowd 2 away' }).press('Enter');
  expect((await host.asked('stop-crowd')).params).toEqual({ crowd: 2 });
  await host.play([crowdAt(0.5, 2, { state: 'over' })]);
  await expect.poll(() => crowds(page).getByRole('row').count()).toBe(2);
  await host.close();
});

test('a flood is started and stopped, and what has come of it stays in view', async () => {
  const host = await withPanel();
  const { page } = host;
  await flood(page).getByRole('spinbutton', { name: 'SYNs per second' }).fill('50000');
  await flood(page).getByRole('button', { name: 'Start' }).press('Enter');
  expect((await host.asked('flood')).params).toEqual({ family: 'ipv4', port: 80, perSecond: 50_000, seconds: 5 });

  const turnedAway = [{ gauge: 'syn', how: 'dropped', count: 6383, counter: 'TcpExtTCPReqQFullDrop' } as const];
  await host.play([floodAt(0.3, 3.2, { turnedAway })]);
  await expect.poll(() => textOf(flood(page))).toContain('It comes 3.2 of 5 s, to port 80 SYNs sent 6400');
  expect(await textOf(flood(page))).toContain('Without an entry 6383 dropped: SYN queue full (TCPReqQFullDrop)');
  await flood(page).getByRole('button', { name: 'Stop' }).press('Enter');
  await host.asked('stop-flood');
  await host.play([floodAt(0.4, 3.3, { state: 'stopped', refused: 3 })]);
  await expect.poll(() => textOf(flood(page))).toContain('It was stopped 3.3 of 5 s');
  expect(await textOf(flood(page))).toContain('3 refused by the kernel');
  expect(await textOf(flood(page))).toContain('660 of 13200; the others are only counted');
  await expect.poll(() => flood(page).getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
  await host.close();
});

test('what is beyond the bounds is not asked for, and what the lab refuses is said', async () => {
  const host = await withPanel(({ method }) => {
    if (method === 'flood') throw { code: 'no-listener', message: 'No program …', hint: '' };
  });
  const { page } = host;
  const rate = flood(page).getByRole('spinbutton', { name: 'SYNs per second' });
  await rate.fill('50001');
  await rate.press('Enter');
  expect(await rate.evaluate((field: HTMLInputElement) => field.validity.rangeOverflow)).toBe(true);
  await rate.fill('100');
  await rate.press('Enter');
  await page.getByText('No program of the server listens on this port.').waitFor();
  expect(host.requests.filter(({ method }) => method === 'flood')).toHaveLength(1);
  await host.close();
});

test('the past shows the crowds and the flood of its moment, and nothing can be started there', async () => {
  const host = await withPanel();
  const { page } = host;
  await host.play([
    crowdAt(0.3, 1),
    floodAt(0.3, 1),
    crowdAt(0.6, 1, { state: 'over' }),
    floodAt(0.6, 1, { state: 'over' }),
  ]);
  await expect.poll(() => textOf(flood(page))).toContain('It is over');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => textOf(flood(page))).not.toContain('It is over');
  await expect.poll(() => flood(page).getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
  await expect.poll(() => crowds(page).getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
  await host.close();
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { recordedEvents } from '../../support/ladder-text.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type Answer, type PageOptions, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

async function withSession(options: PageOptions = {}, answer?: Answer): Promise<PlayedHost> {
  const host = await openPage(browser, { lessons: shippedLessons(), ...options }, answer);
  await host.play(recordedEvents('three-way-handshake'));
  await host.page.getByText('built-in', { exact: true }).waitFor();
  return host;
}

test('the language changes everywhere without a reload, and the host is told', async () => {
  const host = await withSession();
  const { page } = host;
  await page.evaluate(() => (document.body.dataset['mark'] = 'the same document'));
  await page.getByRole('button', { name: '中/EN' }).click();
  await page.getByRole('tab', { name: '报文段' }).waitFor();
  await page.getByText('再建立一条连接').first().waitFor();
  expect(await page.title()).toBe('TCP 实验室');
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  expect(await page.locator('body').getAttribute('data-mark')).toBe('the same document');
  expect((await host.asked('settings')).params).toEqual({ language: 'zh-CN' });
  await page.keyboard.press('g');
  await page.getByRole('tab', { name: 'Segments' }).waitFor();
  await host.close();
});

describe('themes', () => {
  test('the system theme follows the system while the page is open', async () => {
    const host = await withSession();
    const theme = (): Promise<string | null> => host.page.locator('html').getAttribute('data-theme');
    await host.page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(theme).toBe('dark');
    await host.page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(theme).toBe('light');
    await host.close();
  });

  test('the projector is chosen in the settings and makes everything larger', async () => {
    const host = await withSession();
    const { page } = host;
    const fontSize = (): Promise<number> => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
    const before = await fontSize();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('dialog').getByRole('radio', { name: 'Projector' }).check();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('projector');
    expect(await fontSize()).toBeGreaterThan(before);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await host.close();
  });
});

describe('keys', () => {
  test('1 gives the client the whole width, and again brings the columns back', async () => {
    const { page, close } = await withSession();
    await page.keyboard.press('1');
    await page.getByRole('region', { name: 'Server', exact: true }).first().waitFor({ state: 'detached' });
    await page.keyboard.press('1');
    await page.getByRole('region', { name: 'Server', exact: true }).first().waitFor();
    await close();
  });

  test('N and S change numbers and spacing, D the drawer', async () => {
    const { page, requests, close } = await withSession();
    await page.keyboard.press('n');
    await page.keyboard.press('s');
    await page.keyboard.press('d');
    await page.getByRole('grid', { name: 'Segments' }).waitFor();
    const changes = requests.flatMap((request) => (request.method === 'settings' ? [request.params] : []));
    expect(changes).toEqual([{ numbers: 'absolute' }, { spacing: 'scale' }]);
    await close();
  });

  test('? lists all keys, and Escape closes the list', async () => {
    const { page, close } = await withSession();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'All keys' });
    await sheet.getByText('Leave the terminal').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await close();
  });

  test('they type where text is written', async () => {
    const { page, requests, close } = await withSession();
    await page.evaluate(() => document.body.append(document.createElement('textarea')));
    await page.locator('body > textarea').focus();
    await page.keyboard.type('nsg?');
    expect(await page.locator('body > textarea').inputValue()).toBe('nsg?');
    expect(requests.map(({ method }) => method)).toEqual(['hello']);
    await close();
  });

  test('they can be switched off', async () => {
    const { page, requests, close } = await withSession({ settings: { shortcuts: false } });
    await page.keyboard.press('n');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(requests.map(({ method }) => method)).toEqual(['hello']);
    await close();
  });
});

test('a command of the window’s menu does what the key does', async () => {
  const host = await withSession();
  await host.push({ kind: 'menu', command: 'keys' });
  await host.page.getByRole('dialog', { name: 'All keys' }).waitFor();
  await host.push({ kind: 'menu', command: 'settings' });
  await host.page.getByRole('dialog', { name: 'Settings' }).waitFor();
  await host.close();
});

test('the results show each expectation with its evidence', async () => {
  const { page, close } = await withSession();
  await page.getByRole('button', { name: '8 held' }).click();
  const results = page.getByRole('dialog', { name: 'Expectations' });
  await results.getByText('The client goes CLOSED → SYN_SENT → ESTABLISHED').waitFor();
  expect(await results.getByRole('listitem').count()).toBe(8);
  await close();
});

test('a row of the segment table picks out that segment', async () => {
  const { page, close } = await withSession();
  await page.getByRole('tab', { name: 'Segments' }).click();
  const grid = page.getByRole('grid', { name: 'Segments' });
  await grid.getByRole('row').filter({ hasText: 'SYN,ACK' }).first().click();
  await expect.poll(() => grid.locator('[aria-selected="true"]').innerText()).toContain('SYN,ACK');
  await grid.focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => grid.locator('[aria-selected="true"]').innerText()).not.toContain('SYN,ACK');
  await close();
});

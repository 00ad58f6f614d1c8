/** The knobs' panel on a real lab: what is turned there is what the kernel goes by. */
import { existsSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { CHROMIUM } from '../../support/page.ts';
import { visitedApp } from '../../support/visited-app.ts';

beforeEach(({ skip }) => skip(!existsSync(CHROMIUM), `there is no ${CHROMIUM}`));

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();

test('cookies are turned on for every SYN, the next handshake has one, and one click takes that back', async () => {
  const page = await visitedApp();
  await region(page, 'Server').getByRole('button', { name: 'Listen', exact: true }).click();
  await region(page, 'Client').getByText('The server listens').waitFor();
  await tab(page, 'Knobs');
  const panel = page.getByRole('tabpanel', { name: 'Knobs' });
  const cookies = panel.getByLabel('tcp_syncookies on the server', { exact: true });
  await cookies.selectOption('2');
  const back = panel.getByRole('button', { name: 'tcp_syncookies on the server: back to 1' });
  await back.waitFor();

  await region(page, 'Client').getByRole('button', { name: 'Connect', exact: true }).click();
  await tab(page, 'Counters');
  await page.getByRole('row', { name: /Server TcpExtSyncookiesSent \+1/ }).waitFor();

  await tab(page, 'Knobs');
  await back.click();
  await back.waitFor({ state: 'detached' });
  expect(await cookies.inputValue()).toBe('1');
});

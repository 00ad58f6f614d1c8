import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { openChromium, openPage } from '../../support/page.ts';

const recorded = readFileSync(new URL('../../fixtures/handshake-and-close.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Event);

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

test('both ends show the state that the kernel reported last', async () => {
  const host = await openPage(browser);
  await host.play(recorded);
  await expect.poll(() => host.page.locator('main').innerText()).toContain('TIME_WAIT');
  await host.close();
});

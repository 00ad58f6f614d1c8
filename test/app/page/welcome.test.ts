import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { recordedEvents } from '../../support/ladder-text.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

/** A host whose handshake lesson tells a recorded run. */
function firstStart(welcomed = false): Promise<PlayedHost> {
  const options = { lessons: shippedLessons(), settings: { welcomed } };
  const host: Promise<PlayedHost> = openPage(browser, options, async ({ method }) => {
    // The page asks before it has been handed to the test.
    if (method === 'run-lesson') await (await host).play(recordedEvents('three-way-handshake'));
  });
  return host;
}

test('at first the handshake runs by itself, and the page points at what to see at a telling moment', async () => {
  const host = await firstStart();
  const { page } = host;
  expect((await host.asked('run-lesson')).params.lesson).toBe('three-way-handshake');
  await page.getByRole('heading', { name: 'Two hosts, each in a state' }).waitFor();
  await page.getByRole('button', { name: 'past' }).waitFor();
  for (const heading of ['Each arrow is a real segment', 'Connections wait in queues', 'Go back to any moment']) {
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByRole('heading', { name: heading }).waitFor();
  }
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { name: 'Now try it yourself' }).waitFor();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: 'past' }).waitFor({ state: 'detached' });
  expect((await host.asked('settings')).params).toEqual({ welcomed: true });
  await host.close();
});

test('Escape skips it at once, and it is not shown again by itself', async () => {
  const host = await firstStart();
  await host.page.getByRole('dialog', { name: 'Two hosts, each in a state' }).waitFor();
  await host.page.keyboard.press('Escape');
  await host.page.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await host.asked('settings')).params).toEqual({ welcomed: true });
  await host.close();
});

test('who has seen it is not welcomed again, but can ask for it', async () => {
  const host = await firstStart(true);
  await host.page.getByText('Two hosts and a wire are ready').waitFor();
  expect(await host.page.getByRole('dialog').count()).toBe(0);
  await host.push({ kind: 'menu', command: 'welcome' });
  await host.page.getByRole('dialog', { name: 'Two hosts, each in a state' }).waitFor();
  await host.asked('run-lesson');
  await host.close();
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { CounterEvent } from '../../../src-main/common/protocol/events.ts';
import { entries, established, halfOpen, lab, listening, queue, refusal } from '../../support/endpoint-events.ts';
import { openChromium, openPage } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

test('the queues are gauges with names; a full one has the word and shows whom it holds', async () => {
  const { page, play, close } = await openPage(browser);
  await play([
    lab(),
    ...listening(0.1, 2),
    ...established(0.2, 4001, 1),
    ...established(0.3, 4002, 4),
    ...halfOpen(0.4, 4003, 7),
    queue(0.5, 1, 2, 2),
  ]);
  const accept = page.getByRole('meter', { name: 'Accept queue' });
  const syn = page.getByRole('meter', { name: 'SYN queue' });
  await expect.poll(() => accept.getAttribute('aria-valuetext')).toBe('full: 2 of 2');
  expect(await accept.getAttribute('aria-valuenow')).toBe('2');
  expect(await page.getByRole('group', { name: 'Accept queue' }).innerText()).toMatch(/4001\s+4002/);
  expect(await syn.getAttribute('aria-valuetext')).toBe('1 of 2');
  expect(await page.getByRole('group', { name: 'SYN queue' }).innerText()).toContain('4003');
  expect(await page.locator('.queue.full').innerText()).toMatch(/Accept queue\s+full\s+2\/2/);

  const refused: CounterEvent = { type: 'counter', t: 0.6, host: 'server', name: 'TcpExtListenOverflows', delta: 3 };
  await play([refused]);
  await expect.poll(() => page.getByText(/ListenOverflows\s*3/).isVisible()).toBe(true);
  await close();
});

test('a queue with room for very many is a bar', async () => {
  const { page, play, close } = await openPage(browser);
  await play([lab(), ...listening(0.1, 129), queue(0.2, 7, 96, 129)]);
  const accept = page.getByRole('meter', { name: 'Accept queue' });
  await expect.poll(() => accept.getAttribute('aria-valuetext')).toBe('96 of 129');
  expect(await page.getByRole('group', { name: 'Accept queue' }).locator('.bar').count()).toBe(1);
  await close();
});

test('the wire says how many frames are on it, by direction', async () => {
  const { page, play, close } = await openPage(browser);
  const held = established(0.2, 4000, 1).flatMap((event) =>
    event.type === 'segment' && event.flags === 'SYN,ACK'
      ? [{ ...event, deliveredAt: null, fate: 'held' as const }]
      : [],
  );
  await play([lab(), ...listening(0.1), ...halfOpen(0.2, 4000, 1), ...held]);
  const toClient = page.getByRole('meter', { name: 'Frames to the client' });
  await expect.poll(() => toClient.getAttribute('aria-valuetext')).toBe('1 on the way');
  await close();
});

test('whom the queues hold is listed, and whom the kernel has refused and why', async () => {
  const { page, play, close } = await openPage(browser);
  await play([
    lab(),
    ...listening(0.1, 2),
    ...established(0.2, 4001, 1),
    ...halfOpen(0.4, 4003, 7),
    queue(0.5, 1, 1, 2),
    entries(0.5, 4003, 4001),
    refusal(0.6, 7),
  ]);
  const rows = { syn: /10\.0\.0\.1:4003\s.*\s3\s/, accept: /10\.0\.0\.1:4001\s.*ESTABLISHED\s+12[^]*and 2 more/ };
  for (const [name, text] of [
    ['SYN queue', rows.syn],
    ['Accept queue', rows.accept],
  ] as const) {
    const group = page.getByRole('group', { name });
    await group.getByText('Who is in it').press('Enter');
    await expect.poll(() => group.innerText()).toMatch(text);
  }
  expect(await page.getByRole('meter', { name: 'SYN queue' }).getAttribute('title')).toBe(
    'Backlog 1: 2 fit, as tried on this kernel',
  );
  const story = 'The server drops SYN #7: accept queue full, 2 of 2.';
  await expect.poll(() => page.locator('.refused').innerText()).toContain(story);
  expect(await page.locator('.row .note.refusal').innerText()).toContain(story);
  await close();
});

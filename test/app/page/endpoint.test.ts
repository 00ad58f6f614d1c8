import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Event, Host } from '../../../src-main/common/protocol/events.ts';
import { ends, established, lab, listening, segment, state } from '../../support/endpoint-events.ts';
import { openChromium, openPage } from '../../support/page.ts';

const recorded = readFileSync(new URL('../../fixtures/handshake-and-close.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Event);

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const NAMES = { client: 'Client', server: 'Server' };
const panel = (page: Page, host: Host): Locator => page.getByRole('region', { name: NAMES[host], exact: true });
const textOf = (locator: Locator) => expect.poll(() => locator.innerText());

test('the diagram says where each end of a recorded session is and how it came there', async () => {
  const { page, play, close } = await openPage(browser);
  await play(recorded);
  const client = panel(page, 'client').getByRole('img', { name: /^TCP state diagram/ });
  await expect
    .poll(() => client.getAttribute('aria-label'))
    .toBe('TCP state diagram. Now: TIME_WAIT. Path: CLOSED, SYN_SENT, ESTABLISHED, FIN_WAIT1, FIN_WAIT2, TIME_WAIT.');
  expect(await client.locator('text').count()).toBe(12);
  expect(await client.locator('.box.current').textContent()).toContain('TIME_WAIT');
  await close();
});

test('the cause of a state is said in words, and leads to its segment', async () => {
  const { page, play, close } = await openPage(browser);
  const { client } = ends(4000);
  const made = [lab(), ...listening(0.1), ...established(0.2, 4000, 1)];
  await play(made);
  await textOf(panel(page, 'client')).toContain('by segment #2 SYN,ACK');
  const cause = panel(page, 'client').getByRole('button', { name: 'by segment #2 SYN,ACK' });
  await cause.click();
  await expect.poll(() => cause.getAttribute('aria-pressed')).toBe('true');

  await play([state(0.5, 'client', client, ['ESTABLISHED', 'FIN_WAIT1'], { call: 'close' })]);
  await textOf(panel(page, 'client')).toContain('by close()');
  await play([state(0.6, 'client', client, ['FIN_WAIT1', 'CLOSED'], { timer: 'rto' })]);
  await textOf(panel(page, 'client')).toContain('timer: retransmission');
  await close();
});

test('a mini-socket has a mark that explains itself, and an inferred state says so', async () => {
  const { page, play, close } = await openPage(browser);
  const { client, server } = ends(4000);
  await play([
    lab(),
    ...listening(0.1),
    ...established(0.2, 4000, 1),
    segment(4, 0.3, 'client', 'FIN,ACK', 4000),
    state(0.4, 'client', client, ['ESTABLISHED', 'TIME_WAIT'], { segment: 4 }, { mini: 'timewait' }),
    state(0.4, 'server', server, ['ESTABLISHED', 'CLOSE_WAIT'], { segment: 4 }, { source: 'inferred' }),
  ]);
  const mark = panel(page, 'client').getByRole('button', { name: 'mini-socket' });
  await mark.click();
  await textOf(panel(page, 'client').getByRole('note')).toContain('inet_timewait_sock');
  expect(await panel(page, 'server').getByRole('button', { name: 'inferred' }).isVisible()).toBe(true);
  await close();
});

test('a timer counts down, and one that is overdue says so', async () => {
  const { page, play, close } = await openPage(browser);
  const { client, server } = ends(4000);
  const timer = { name: 'timewait', remaining: 60 };
  await play([
    lab(10),
    ...listening(0.1),
    ...established(0.2, 4000, 1),
    state(0.4, 'client', client, ['ESTABLISHED', 'TIME_WAIT'], { segment: 2 }, { mini: 'timewait', timer }),
    state(
      0.4,
      'server',
      server,
      ['ESTABLISHED', 'LAST_ACK'],
      { call: 'close' },
      { timer: { name: 'rto', remaining: 0.2 } },
    ),
  ]);
  const left = async (): Promise<number> =>
    Number(
      /TIME_WAIT\s+(\d+\.\d) s/.exec(
        await panel(page, 'client').getByRole('group', { name: 'Timers' }).innerText(),
      )?.[1],
    );
  await expect.poll(left).toBeGreaterThan(0);
  const first = await left();
  expect(first).toBeLessThan(51);
  await expect.poll(left).toBeLessThan(first);
  await textOf(panel(page, 'server').getByRole('group', { name: 'Timers' })).toMatch(/retransmission\s+overdue \d/);
  await close();
});

test('of very many sockets the newest are listed, the others counted, and the arrow keys choose', async () => {
  const { page, play, close } = await openPage(browser);
  const many = Array.from({ length: 100 }, (_, i) => established(1 + i / 100, 4000 + i, 1 + 3 * i)).flat();
  await play([lab(), ...listening(0.1), ...many]);
  const list = panel(page, 'client').getByRole('listbox', { name: 'Sockets' });
  await expect.poll(() => list.getByRole('option').count()).toBe(40);
  await textOf(panel(page, 'client')).toContain('and 60 more');
  await list.getByRole('option', { selected: true }).focus();
  await page.keyboard.press('ArrowDown');
  await textOf(list.getByRole('option', { selected: true })).toContain(':4098');
  await close();
});

test('a transition flashes when it happens while one looks, not when it is told afterwards', async () => {
  const { page, play, close } = await openPage(browser);
  await play([lab(), ...listening(0.1), ...established(0.2, 4000, 1)]);
  const now = panel(page, 'client').locator('.box.current');
  await expect.poll(() => now.textContent()).toContain('ESTABLISHED');
  expect(await now.getAttribute('class')).not.toContain('fresh');
  await play([state(0.5, 'client', ends(4000).client, ['ESTABLISHED', 'FIN_WAIT1'], { call: 'close' })]);
  await expect.poll(() => now.getAttribute('class')).toContain('fresh');
  await close();
});

test('a moment of the past shows what was then, and makes no calls', async () => {
  const { page, play, close } = await openPage(browser);
  const { client } = ends(4000);
  await play([
    lab(),
    ...listening(0.1),
    ...established(0.2, 4000, 1),
    state(0.5, 'client', client, ['ESTABLISHED', 'FIN_WAIT1'], { call: 'close' }),
  ]);
  const here = panel(page, 'client').locator('.box.current');
  await expect.poll(() => here.textContent()).toContain('FIN_WAIT1');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => here.textContent()).toContain('ESTABLISHED');
  expect(await panel(page, 'client').getByRole('button', { name: 'Connect' }).count()).toBe(0);
  await panel(page, 'client').getByRole('button', { name: 'Go live' }).click();
  await expect.poll(() => here.textContent()).toContain('FIN_WAIT1');
  await close();
});

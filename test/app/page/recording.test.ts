import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { AppRequest } from '../../../src-main/common/protocol/app.ts';
import { lab, listening } from '../../support/endpoint-events.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type PageOptions, type PlayedHost } from '../../support/page.ts';
import { recordedRun } from '../../support/recorded-run.ts';
import { packedSession } from '../../../src-main/host/app/packed-session.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const lessons = shippedLessons();
const ended = { code: 'no-user-namespaces', message: 'No user namespaces here.', hint: '' };

/** With a lab in which the server listens on port 80, so that it can be told from a recorded one. */
async function opened(options: PageOptions = {}): Promise<PlayedHost> {
  const answer = (request: AppRequest): unknown =>
    request.method === 'read-recording' ? recordedRun(request.params) : undefined;
  const host = await openPage(browser, { lessons, ...options }, answer);
  await host.play([lab(), ...listening(0.1)]);
  return host;
}

const bar = (page: Page) => page.getByRole('region', { name: 'Recorded run' });
const step = (page: Page) => page.locator('.guide [aria-current="step"] .name');

/** By keyboard alone, from the menu of lessons. */
async function show(page: Page, lesson: string): Promise<void> {
  const title = lessons.find(({ id }) => id === lesson)?.title.en ?? '';
  await page.locator('[data-coach="lessons"] button').first().press('Enter');
  const row = page.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) });
  await row.getByRole('button', { name: 'Show the recorded run' }).press('Enter');
  await bar(page).waitFor();
}

test('a recorded run says its day and kernel, lets nobody act, and one key leads back to the lab', async () => {
  const host = await opened();
  const { page } = host;
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  await show(page, 'four-way-close');
  await bar(page)
    .getByText(/^Recorded run of \w+ \d+, \d{4} on Linux [\d.]+, not live\.$/)
    .waitFor();
  await page.locator('.guide').getByText('7 expectations held, 0 missed.').waitFor();
  expect(await page.locator('.hands').allInnerTexts()).toEqual(
    Array(2).fill('A recording: no calls can be made in it.'),
  );
  for (const key of ['o', '.', 'a', 'c']) await page.keyboard.press(key);
  await page.keyboard.press('l');
  await bar(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  expect(new Set(host.requests.map(({ method }) => method))).toEqual(new Set(['hello', 'read-recording']));
  await host.close();
});

test('it goes by steps where a lesson would, and Page Up shows the step before', async () => {
  const host = await opened({ settings: { pace: 'steps' } });
  const { page } = host;
  await show(page, 'four-way-close');
  await expect.poll(() => step(page).innerText()).toContain('A connection is made');
  await bar(page).getByRole('button', { name: 'Play' }).waitFor();
  await page.keyboard.press(' ');
  await expect.poll(() => step(page).innerText()).toContain('The client closes');
  await page.locator('.guide').getByText('In which state is the client').waitFor();
  await page.keyboard.press('PageDown');
  await expect.poll(() => step(page).innerText()).toContain('The server thinks');
  await page.keyboard.press('PageUp');
  await expect.poll(() => step(page).innerText()).toContain('The client closes');
  await host.close();
});

test('Space stops it where it is, and lets it go on', async () => {
  const host = await opened();
  const { page } = host;
  await show(page, 'syn-retransmission');
  await page.keyboard.press(' ');
  await bar(page).getByRole('button', { name: 'Play' }).waitFor();
  const moment = await page.getByRole('slider', { name: 'Moment shown' }).getAttribute('aria-valuenow');
  await page.getByText('10×').click();
  expect(await page.getByRole('slider', { name: 'Moment shown' }).getAttribute('aria-valuenow')).toBe(moment);
  await bar(page).getByRole('button', { name: 'Play' }).press(' ');
  await page.locator('.guide .findings').waitFor();
  await host.close();
});

test('what belongs to the lab is not asked for a recorded run', async () => {
  const host = await opened();
  const { page } = host;
  await show(page, 'three-way-handshake');
  await page.locator('.guide .findings').waitFor();
  await page.locator('[data-tab="knobs"]').click();
  await page.getByText('This belongs to the live lab.').waitFor();
  await page.locator('[data-tab="terminal-client"]').click();
  await page.getByText('This belongs to the live lab.').waitFor();
  await page.locator('[data-tab="segments"]').click();
  await page.getByRole('grid').getByRole('row').nth(1).click();
  await page.getByText('A recorded run keeps no bytes').waitFor();
  expect(new Set(host.requests.map(({ method }) => method))).toEqual(new Set(['hello', 'read-recording']));
  await host.close();
});

test('where no lab can run, every lesson is offered as a recorded run', async () => {
  const host = await openPage(
    browser,
    { lessons, hello: { lab: { number: 1, state: 'ended', error: ended } } },
    (request) => {
      if (request.method === 'doctor') return { ok: false, checks: [] };
      return request.method === 'read-recording' ? recordedRun(request.params) : undefined;
    },
  );
  const { page } = host;
  await page.getByRole('button', { name: 'Watch recorded lessons' }).press('Enter');
  await page.getByRole('main').getByRole('button', { name: 'The four-way close' }).press('Enter');
  await bar(page).getByRole('button', { name: 'Close the recording' }).waitFor();
  await page.locator('.guide').getByText('7 expectations held, 0 missed.').waitFor();
  await page.keyboard.press('l');
  expect(await page.getByRole('main').getByRole('listitem').count()).toBe(lessons.length);
  await host.close();
});

/** By keyboard alone, from the menu of lessons. */
async function choose(page: Page, name: string): Promise<void> {
  await page.locator('[data-coach="lessons"] button').first().press('Enter');
  await page.getByRole('button', { name, exact: true }).press('Enter');
}

/** The file that a person chooses. */
async function open(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await choose(page, 'Open a saved session');
  await (await chooser).setFiles(file);
}

test('a session is saved as a file, and shown again as it stood', async () => {
  const session = [lab(), ...listening(0.1)];
  const host = await openPage(browser, { lessons }, ({ method }) =>
    method === 'read-session' ? packedSession(session) : {},
  );
  const { page } = host;
  await host.play(session);
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  const saved = page.waitForEvent('download');
  await choose(page, 'Save this session');
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^tcp-lab-[\dT-]+\.ndjson\.gz$/);
  await open(page, await file.path());
  await bar(page).waitFor();
  await page.locator('[data-coach="server"]').getByText('by listen()').waitFor();
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  await host.close();
});

test.each([
  ['text', 'no session\n', 'This file is no session of the lab, or it is damaged (line 1)'],
  ['half of a packed one', '\u001f\u008b\b', 'This file cannot be unpacked'],
])('a file that is %s is refused in a sentence, and the lab stays', async (_what, bytes, told) => {
  const host = await opened();
  const buffer = Buffer.from(bytes, 'latin1');
  await open(host.page, { name: 'x.ndjson.gz', mimeType: 'application/gzip', buffer });
  await host.page.getByText(told).waitFor();
  await host.page.getByRole('button', { name: 'Accept' }).waitFor();
  await host.close();
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { recordedEvents } from '../../support/ladder-text.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type Answer, type PageOptions, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

/** A lesson that does not end. */
const endless: Answer = ({ method }) => (method === 'run-lesson' ? new Promise(() => undefined) : undefined);

const open = (options: PageOptions = {}, answer?: Answer): Promise<PlayedHost> =>
  openPage(browser, { lessons: shippedLessons(), ...options }, answer);

test('the menu says what each lesson teaches, and runs it as it was chosen', async () => {
  const host = await open({ settings: { family: 'ipv6', language: 'en' } });
  const { page } = host;
  await page.getByRole('button', { name: 'Choose a lesson' }).click();
  await page.getByText('A client opens a connection with three segments.').waitFor();
  await page.getByRole('group').getByRole('button', { name: 'The three-way handshake' }).click();
  expect((await host.asked('run-lesson')).params).toEqual({
    lesson: 'three-way-handshake',
    family: 'ipv6',
    lang: 'en',
    full: false,
    ask: true,
    pace: 'through',
  });
  expect(host.requests.map(({ method }) => method)).not.toContain('fresh-lab');
  await host.close();
});

test('a lesson pauses, goes on and stops', async () => {
  const host = await open({}, endless);
  const { page } = host;
  await page.getByRole('main').getByRole('button', { name: 'The three-way handshake' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('group', { name: 'Lesson control' }).getByRole('button', { name: 'Go on' }).waitFor();
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Stop the lesson' }).click();
  await host.asked('stop-lesson');
  const methods = host.requests.map(({ method }) => method);
  expect(methods).toEqual(['hello', 'run-lesson', 'pause-lesson', 'resume-lesson', 'stop-lesson']);
  await host.close();
});

test('R runs the lesson of the session again, in a fresh lab', async () => {
  const host = await open();
  await host.play(recordedEvents('three-way-handshake'));
  await host.page.getByRole('button', { name: 'Lesson: The three-way handshake' }).waitFor();
  await host.page.keyboard.press('r');
  expect((await host.asked('run-lesson')).params.lesson).toBe('three-way-handshake');
  expect(host.requests.map(({ method }) => method)).toEqual(['hello', 'fresh-lab', 'run-lesson']);
  await host.close();
});

describe('before anything ran', () => {
  test('the page says what to do, and one click does it', async () => {
    const host = await open();
    await host.page.getByText('Two hosts and a wire are ready').waitFor();
    await host.page.getByRole('main').getByRole('button', { name: 'The four-way close' }).click();
    expect((await host.asked('run-lesson')).params.lesson).toBe('four-way-close');
    await host.close();
  });

  test('a lab that is starting says so and takes no lesson yet', async () => {
    const host = await open({ hello: { lab: { number: 1, state: 'starting' } } });
    await host.page.getByRole('main').getByText('The lab is starting').waitFor();
    await host.push({ kind: 'lab', status: { number: 1, state: 'ready' } });
    await host.page.getByText('Two hosts and a wire are ready').waitFor();
    await host.close();
  });
});

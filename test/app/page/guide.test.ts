import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { lab, listening } from '../../support/endpoint-events.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const LESSON = 'syn-ack-retransmission';
const lessons = shippedLessons();
const [, silent] = lessons.find(({ id }) => id === LESSON)?.steps ?? [];
const ACTIONS = silent?.actions ?? [];
const STEP: Event = { type: 'step', t: 0.2, name: silent?.name.en ?? '', number: 2 };
const doing = (t: number, action: number, phase: 'waits' | 'begins', within?: number): Event => ({
  ...{ type: 'action', t, lesson: LESSON, step: 2, action, phase },
  ...(within !== undefined && { within }),
});

const guide = (page: Page) => page.getByRole('complementary', { name: 'Lesson text' });

/** A page on a lesson that another one has started. */
async function during(events: Event[]): Promise<PlayedHost> {
  const host = await openPage(browser, { lessons }, ({ method }) =>
    method === 'open-terminal' ? { terminal: 1 } : {},
  );
  await host.play([lab(), ...listening(0.1), STEP, ...events]);
  return host;
}

test.each(['Space', 'ArrowRight', 'PageDown'])('%s lets a lesson that waits go on', async (key) => {
  const host = await during([doing(0.3, 1, 'waits')]);
  await guide(host.page).getByText("The kernels' clocks go on meanwhile").waitFor();
  await host.page.keyboard.press(key);
  await host.asked('resume-lesson');
  await host.close();
});

test('the action that is done is marked, and what it is about is lit', async () => {
  const host = await during([doing(0.3, 1, 'begins'), doing(0.4, 3, 'begins')]);
  const { page } = host;
  await expect.poll(() => guide(page).locator('.actions [aria-current]').innerText()).toBe(ACTIONS[2]?.text.en);
  expect(await page.locator('[data-lit="true"]').getAttribute('aria-label')).toBe('Wire');
  await host.close();
});

test('a long wait says what is awaited and counts down', async () => {
  const host = await during([doing(-5, ACTIONS.length, 'begins', 1000)]);
  await guide(host.page).getByText('Awaited: The server becomes CLOSED').waitFor();
  await guide(host.page)
    .getByText(/^at most \d+\.\d s more$/)
    .waitFor();
  await host.close();
});

test('another pace is asked for at once, and the text folds away and comes back', async () => {
  const host = await during([doing(0.3, 1, 'waits')]);
  const { page } = host;
  await guide(page).getByText('By actions').click();
  expect((await host.asked('pace-lesson')).params).toEqual({ pace: 'actions' });
  await guide(page).getByRole('button', { name: 'Fold' }).click();
  await guide(page).waitFor({ state: 'detached' });
  await page.keyboard.press('v');
  await guide(page).waitFor();
  await host.close();
});

test('the part that takes minutes is named where it is left out, and is run with the rest when that is asked for', async () => {
  const over: Event = { type: 'result', t: 0.6, lesson: LESSON, ok: true, held: 7, missed: 0 };
  const host = await during([doing(0.3, 1, 'begins'), over]);
  const leftOut = guide(host.page).getByRole('region', { name: 'Left out, since it takes minutes' });
  await leftOut.getByText('The same with the default of five').waitFor();
  await leftOut.getByRole('button', { name: 'Run it all' }).click();
  expect((await host.asked('run-lesson')).params).toMatchObject({ lesson: LESSON, full: true });
  await leftOut.waitFor({ state: 'detached' });
  await host.close();
});

test('a draft that another page tries is not taken for the lesson whose name and steps it has', async () => {
  const host = await openPage(browser, { lessons });
  const draft: Event = { ...doing(0.3, 1, 'begins'), lesson: `draft:${LESSON}` } as Event;
  await host.play([lab(), ...listening(0.1), STEP, draft]);
  await host.page.locator('main h3').first().waitFor();
  expect(await guide(host.page).count()).toBe(0);
  await host.close();
});

test('what was typed in a terminal while the lesson waited is told where an expectation is missed', async () => {
  const host = await during([doing(0.3, 1, 'waits')]);
  const { page } = host;
  await page.keyboard.press('t');
  await host.asked('open-terminal');
  await page.locator('.xterm-helper-textarea').pressSequentially('ss -t\n');
  await host.asked('terminal-input');
  await host.play([doing(0.4, 1, 'begins'), { type: 'expect', t: 0.5, text: 'It holds', held: false, observed: 'no' }]);
  await guide(page).getByText('terminals were used by hand (1)').waitFor();
  await host.close();
});

test('a lesson opens the picture that belongs to it, and its text brings that back', async () => {
  const host = await openPage(browser, { lessons });
  const { page } = host;
  await page.getByRole('button', { name: 'Choose a lesson' }).click();
  await page.getByRole('group').getByRole('button', { name: 'Loss and recovery' }).click();
  await page.getByRole('tab', { name: 'Pictures', selected: true }).waitFor();
  expect(await page.getByRole('radio', { name: 'Congestion window' }).isChecked()).toBe(true);
  await page.getByRole('tab', { name: 'Segments' }).click();
  await guide(page).getByRole('button', { name: 'Congestion window' }).click();
  await page.getByRole('tab', { name: 'Pictures', selected: true }).waitFor();
  await host.close();
});

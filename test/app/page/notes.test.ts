import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { lab } from '../../support/endpoint-events.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const lessons = shippedLessons();

test('a browser that lets no window open is told of in words', async () => {
  const { page, close } = await openPage(browser, { lessons });
  await page.evaluate(() => void (window.open = () => null));
  await page.keyboard.press('j');
  await page.getByText('The browser did not let the notes open a window.').waitFor();
  await close();
});

test('the notes find their page again when it has been loaded anew, and follow no other', async () => {
  const host = await openPage(browser, { lessons, settings: { language: 'zh-CN', theme: 'dark' } });
  const { page } = host;
  await page.locator('main h3').first().waitFor();
  const [notes] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('j')]);
  await notes.getByText('页面上没有课程').waitFor();
  expect(await notes.locator('html').getAttribute('data-theme')).toBe('dark');
  const other = await openPage(browser, { lessons });
  await other.page.locator('main h3').first().waitFor();
  await page.reload();
  await page.locator('main h3').first().waitFor();
  await host.play([lab(), { type: 'step', t: 0.1, name: '第一步', number: 1 }], 1);
  const half = lessons.find(({ id }) => id === 'half-close')!;
  await host.play([{ type: 'action', t: 0.2, lesson: half.id, step: 1, action: 1, phase: 'begins' }], 1);
  await notes.getByText(half.steps[0]?.notes?.['zh-CN'] ?? '').waitFor();
  expect(await notes.getByRole('alert').count()).toBe(0);
  await other.close();
  await host.close();
});

test('the time that a lesson has taken stands beside what was planned', async () => {
  const host = await openPage(browser, { lessons });
  const { page } = host;
  const half = lessons.find(({ id }) => id === 'half-close')!;
  const startedAt = Date.now() / 1000 - 200;
  await host.play([
    { ...lab(), startedAt },
    { type: 'step', t: 17, name: half.steps[0]?.name.en ?? '', number: 1 },
    { type: 'action', t: 17, lesson: half.id, step: 1, action: 1, phase: 'begins' },
  ]);
  await page.getByRole('complementary', { name: 'Lesson text' }).waitFor();
  const [notes] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('j')]);
  await notes.getByText(/^3:\d\d passed$/).waitFor();
  await notes.getByText(`about ${half.minutes} min planned`).waitFor();
  await host.close();
});

/** Every lesson with a real lab, played with nothing but the keyboard; one half of them in each language. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { LANGUAGES, type Language } from '../../../src-main/common/protocol/messages.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { keptApp, type KeptApp } from '../../support/visited-app.ts';

/** ms for one lesson on a busy PC; most take two or three seconds. */
const WITHIN = 60_000;
/** More than there are places on a screen with all lessons in the menu. */
const MOST_TABS = 200;

const apps = {} as Record<Language, KeptApp>;
beforeAll(async () => {
  for (const language of LANGUAGES) apps[language] = await keptApp(language);
});
afterAll(async () => {
  for (const { close } of Object.values(apps)) await close();
});

/** Presses Tab until the keyboard is there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${MOST_TABS} times Tab did not lead to ${selector}`);
}

/** What is to be done next, once there is something. */
async function nextOf(page: Page): Promise<'answer' | 'go on' | 'over'> {
  const found = await page.waitForFunction(() => {
    const has = (selector: string): boolean => document.querySelector(`.guide ${selector}`) !== null;
    if (has('.findings')) return 'over';
    if (has('.question .choices')) return 'answer';
    return has('.on .keys') && 'go on';
  });
  return (await found.jsonValue()) as 'answer' | 'go on' | 'over';
}

/** Resolves when this is no longer what the lesson waits for. */
const isGone = async (page: Page, selector: string, text: string): Promise<unknown> =>
  page.waitForFunction(([what, then]) => document.querySelector(what)?.textContent !== then, [selector, text] as const);

/** Chooses as the digit says, and lets the lesson go on where it waits: after each step that has answered its questions. */
async function play(page: Page, digit: string): Promise<{ asked: number; answered: number }> {
  let [asked, answered] = [0, 0];
  for (;;) {
    const next = await nextOf(page);
    if (next === 'answer') asked++;
    else answered += await page.locator('.guide .question .verdict').count();
    if (next === 'over') return { asked, answered };
    const selector = next === 'answer' ? '.guide .question .choices' : '.guide .on';
    const text = (await page.locator(selector).first().textContent()) ?? '';
    await page.keyboard.press(next === 'answer' ? digit : 'Space');
    await isGone(page, selector, text);
  }
}

test.each(shippedLessons().map(({ id, title, steps }, i) => ({ id, title, steps, i, language: LANGUAGES[i % 2]! })))(
  '$id is played through by keyboard alone, in $language',
  // A busy PC may take part in what a lesson is about.
  { timeout: WITHIN, retry: 1 },
  async ({ title, steps, i, language }) => {
    const { page } = apps[language];
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await page.locator('[data-coach="lessons"] button:enabled').first().waitFor();
    await tabTo(page, '[data-coach="lessons"] button');
    await page.keyboard.press('Enter');
    await tabTo(page, `button:has(#lesson-${i})`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: title[language], exact: true }).waitFor();
    const { asked, answered } = await play(page, String(1 + (i % 2)));
    const short = steps.filter(({ full }) => !full);
    expect(asked).toBe(short.reduce((sum, { predict }) => sum + predict.length, 0));
    expect(answered).toBe(asked);
    expect(await page.locator('.guide .findings li.missed').allInnerTexts()).toEqual([]);
  },
);

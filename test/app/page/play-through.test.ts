/** Every lesson with a real lab, played with nothing but the keyboard, in each language. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../../src-main/common/protocol/messages.ts';
import { chooseLesson, playLesson } from '../../support/keyboard-play.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { keptApp, type KeptApp } from '../../support/visited-app.ts';

/** ms for one lesson on a busy PC; most take two or three seconds. */
const WITHIN = 60_000;
const apps = {} as Record<Language, KeptApp>;
beforeAll(async () => {
  for (const language of LANGUAGES) apps[language] = await keptApp(language);
});
afterAll(async () => {
  for (const { close } of Object.values(apps)) await close();
});

test.each(shippedLessons().flatMap((lesson, i) => LANGUAGES.map((language) => ({ ...lesson, i, language }))))(
  '$id is played through by keyboard alone, in $language',
  // A busy PC may take part in what a lesson is about.
  { timeout: WITHIN, retry: 1 },
  async ({ title, steps, i, language }) => {
    const { page } = apps[language];
    await chooseLesson(page, i);
    await page.getByRole('heading', { name: title[language], exact: true }).waitFor();
    const { asked, answered } = await playLesson(page, String(1 + (i % 2)));
    const short = steps.filter(({ full }) => !full);
    expect(asked).toBe(short.reduce((sum, { predict }) => sum + predict.length, 0));
    expect(answered).toBe(asked);
    expect(await page.locator('.guide .findings li.missed').allInnerTexts()).toEqual([]);
  },
);

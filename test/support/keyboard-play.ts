/** A lesson of the app, played with nothing but the keyboard. */
import type { Page } from 'playwright-core';

/** More than there are places on a screen with all lessons in the menu. */
const MOST_TABS = 200;

/** Presses Tab until the keyboard is there. */
export async function tabTo(page: Page, selector: string): Promise<void> {
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
export async function playLesson(page: Page, digit: string): Promise<{ asked: number; answered: number }> {
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

/** In a fresh lab, by its place in the menu. */
export async function chooseLesson(page: Page, place: number): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('f');
  await page.locator('[data-coach="lessons"] button:enabled').first().waitFor();
  await tabTo(page, '[data-coach="lessons"] button');
  await page.keyboard.press('Enter');
  await tabTo(page, `button:has(#lesson-${place})`);
  await page.keyboard.press('Enter');
}

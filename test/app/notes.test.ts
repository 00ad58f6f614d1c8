/** The window of the instructor's notes, with a real lab: in the desktop's shell and in a browser alike. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { shippedLessons } from '../support/lessons.ts';
import { keptApp } from '../support/visited-app.ts';
import { configFolder, driver, whyNot } from './desktop/start-app.ts';

const half = shippedLessons().find(({ id }) => id === 'half-close')!;
const noteOf = (step: number): string => half.steps[step - 1]?.notes?.en ?? '';

interface Opened {
  page: Page;
  /** As a person closes the window, or leaves the page. */
  leave(): Promise<unknown>;
  close(): Promise<void>;
}

async function inShell(): Promise<Opened> {
  const config = configFolder();
  mkdirSync(path.join(config.path, 'tcp-lab'));
  writeFileSync(path.join(config.path, 'tcp-lab/settings.json'), JSON.stringify({ welcomed: true, language: 'en' }));
  const app = await driver().start({ configFolder: config.path });
  const leave = async (): Promise<unknown> => {
    await app.inMain(({ BrowserWindow }) => void setTimeout(() => BrowserWindow.getAllWindows()[0]!.close(), 20));
    return app.ended;
  };
  const close = async (): Promise<void> => {
    const { code, signal } = await Promise.race([app.ended, Promise.resolve({ code: null, signal: null })]);
    if (code === null && signal === null) process.kill(app.pid, 'SIGTERM');
    await app.ended;
    config.remove();
  };
  return { page: app.page, leave, close };
}

async function inBrowser(): Promise<Opened> {
  const { page, close } = await keptApp('en');
  return { page, leave: () => page.goto('about:blank'), close };
}

/** The window, as soon as it is drawn. */
const notesOn = (page: Page): Promise<Page> =>
  vi.waitFor(async () => {
    for (const other of page.context().pages())
      if (other !== page && (await other.locator('.notes').count()) > 0) return other;
    throw new Error('there are no notes');
  }, 10_000);

describe.each([
  { name: 'in the shell', open: inShell, why: whyNot },
  { name: 'in a browser', open: inBrowser, why: undefined },
])('the notes $name', ({ open, why }) => {
  beforeEach(({ skip }) => {
    if (why !== undefined) skip(why);
  });
  let app: Opened;
  beforeAll(async () => {
    if (why === undefined) app = await open();
  }, 60_000);
  afterAll(() => app?.close());

  const windows = (): number => app.page.context().pages().length;

  test('are opened by a key, follow the page, and show what the page does not', async () => {
    const { page } = app;
    await page.getByText('Two hosts and a wire are ready').waitFor();
    await page.keyboard.press('j');
    const notes = await notesOn(page);
    await notes.getByText('No lesson is on the page').waitFor();
    await page.getByRole('button', { name: 'Choose a lesson' }).click();
    await page.getByRole('group').getByRole('button', { name: half.title.en }).click();
    await notes.getByRole('heading', { name: half.title.en, level: 1 }).waitFor();
    await notes.getByText('Step 2 of 4').waitFor();
    await notes.getByText(noteOf(2)).waitFor();
    await notes.getByText('Right, as the author expects: FIN_WAIT2').waitFor();
    await notes.getByRole('heading', { name: `Next: ${half.steps[2]?.name.en}` }).waitFor();
    const drawn = await page.locator('body').innerText();
    expect(drawn).toContain('FIN_WAIT2');
    expect(drawn).not.toContain(noteOf(2));
    expect(drawn).not.toContain(half.notes?.en);
  });

  test('answer for the class, let the lesson go on, and read back', async () => {
    const { page } = app;
    const notes = await notesOn(page);
    await notes.keyboard.press('2');
    await page.getByText('Right: FIN_WAIT2').waitFor();
    await notes.getByText('It is FIN_WAIT2.').waitFor();
    await notes.getByText('The lesson waits for you.').waitFor();
    await notes.keyboard.press('PageDown');
    await notes.getByText('Step 3 of 4').waitFor();
    await notes.getByText(noteOf(3)).waitFor();
    await notes.keyboard.press('PageUp');
    await notes.getByText('Step 2 of 4').waitFor();
    await page.getByText('This is an earlier step.').waitFor();
    await notes.getByRole('button', { name: 'Next' }).click();
    await notes.getByText('Step 3 of 4').waitFor();
  });

  test('are only one window, which comes forward when it is asked for again', async () => {
    const { page } = app;
    const before = await notesOn(page);
    await page.keyboard.press('j');
    await expect.poll(windows).toBe(2);
    expect(await notesOn(page)).toBe(before);
  });

  test('may be closed and opened again, and the page does not mind', async () => {
    const { page } = app;
    await (await notesOn(page)).close();
    await expect.poll(windows).toBe(1);
    await page.keyboard.press('1');
    await page.getByText('Right: success').waitFor();
    await page.getByRole('button', { name: "Instructor's notes, in a window of their own" }).click();
    const notes = await notesOn(page);
    await notes.getByText('Step 3 of 4').waitFor();
    await notes.getByRole('button', { name: 'Next' }).click();
    await notes.getByText('The lesson is over.').waitFor();
  });

  test('go when the page goes', async () => {
    const { page } = app;
    const notes = await notesOn(page);
    const gone = notes.waitForEvent('close', { timeout: 20_000 });
    await app.leave();
    await gone;
  });
});

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import type { ScoreList } from '../../../src-main/common/protocol/app.ts';
import type { Language } from '../../../src-main/common/protocol/messages.ts';
import { chooseLesson, playLesson, tabTo } from '../../support/keyboard-play.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';
import { scoreOf } from '../../support/scores.ts';
import { visitedApp } from '../../support/visited-app.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const NONE: ScoreList = { scores: [], trouble: null };
const SOME: ScoreList = {
  scores: [scoreOf('four-way-close', [1, 2]), scoreOf('four-way-close', [2, 2]), scoreOf('syn-flood', [0, 0])],
  trouble: null,
};

async function opened(scores: ScoreList, language: Language = 'en'): Promise<PlayedHost> {
  const host = await openPage(browser, { lessons: shippedLessons(), hello: { scores }, settings: { language } });
  await host.page.locator('[data-coach="lessons"] button:enabled').first().press('Enter');
  return host;
}

const lesson = (page: Page, name: string): Locator => page.getByRole('group').getByRole('button', { name });
const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Scores' });

async function savedBy(page: Page, name: string): Promise<{ file: string; text: string }> {
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name }).press('Enter');
  const download = await saved;
  return { file: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

test('the menu says what was done and how well, and what a course builds on, and locks nothing', async () => {
  const { page, close } = await opened(SOME);
  await lesson(page, 'The four-way close Done 2 of 2 right').waitFor();
  await page.getByText(/^\s*Close ·[^]*·\s+1 of 7 done\s*$/).waitFor();
  await page.getByText('Good to do first: The three-way handshake.').first().waitFor();
  expect(await lesson(page, 'The half-close').isEnabled()).toBe(true);
  expect(await lesson(page, 'Done').count()).toBe(2);
  await close();
});

test('the sheet tells the runs of each course, with the answers of the last one', async () => {
  const { page, close } = await opened(SOME);
  await page.getByRole('button', { name: 'Scores' }).press('Enter');
  const row = sheet(page).getByRole('row', { name: /The four-way close/ });
  expect(await row.innerText()).toMatch(/2 of 2 right\s+2\s.*\s8 held/);
  await row.getByRole('button').press('Enter');
  await sheet(page).getByText('Question 1?').waitFor();
  await sheet(page).getByText('0.021 s: #2 ACK from server').first().waitFor();
  expect(
    await sheet(page)
      .getByRole('row', { name: /SYN flood/ })
      .innerText(),
  ).toContain('not asked');
  await close();
});

test('what is the matter with the file of the scores is told', async () => {
  const trouble = { words: 'scores.broken', values: { file: '/home/a/scores.json.broken' } } as const;
  const { page, close } = await opened({ scores: [], trouble });
  await page.getByRole('button', { name: 'Scores' }).press('Enter');
  await sheet(page).getByText('It is kept as /home/a/scores.json.broken').waitFor();
  await close();
});

test('they are cleared after a question, whose harmless answer has the keyboard', async () => {
  const host = await opened(SOME);
  const { page } = host;
  await page.getByRole('button', { name: 'Scores' }).press('Enter');
  await page.getByRole('button', { name: 'Clear' }).press('Enter');
  await page.getByRole('alertdialog', { name: /Forget all runs on this PC \(3\)/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  expect(host.requests.map(({ method }) => method)).not.toContain('clear-scores');
  await page.getByRole('button', { name: 'Clear' }).press('Enter');
  await page.getByRole('button', { name: 'Forget them' }).press('Enter');
  await host.asked('clear-scores');
  await host.push({ kind: 'scores', scores: NONE });
  await sheet(page).getByText('No lesson has been run in the app yet.').waitFor();
  await host.close();
});

test('a lesson with one right and one wrong answer is in the menu after a reload, and in the file', async () => {
  const page = await visitedApp();
  await chooseLesson(
    page,
    shippedLessons().findIndex(({ id }) => id === 'half-close'),
  );
  // Of its first question this is the right choice, of its second one the wrong one.
  await playLesson(page, '2');
  await page.reload();
  await page.locator('[data-coach="lessons"] button:enabled').first().waitFor();
  await tabTo(page, '[data-coach="lessons"] button');
  await page.keyboard.press('Enter');
  await lesson(page, 'Done 1 of 2 right').waitFor();
  await page.getByRole('button', { name: 'Scores' }).press('Enter');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ann');
  const { file, text } = await savedBy(page, 'Save as CSV');
  expect(file).toMatch(/^tcp-lab-scores-Ann-\d{4}-\d\d-\d\d\.csv$/);
  const records = parsedCsv(text.replace(/^\uFEFF/, '')).slice(1);
  expect(records.map((record) => [record[0], record[3], ...record.slice(13, 16)])).toEqual([
    ['Ann', 'half-close', 'FIN_WAIT2', 'FIN_WAIT2', 'right'],
    ['Ann', 'half-close', 'ECONNRESET', 'success', 'wrong'],
  ]);
  const json = JSON.parse((await savedBy(page, 'Save as JSON')).text) as { scores: unknown[] };
  expect(json.scores).toMatchObject([{ lesson: 'half-close', missed: 0, stopped: false }]);
});

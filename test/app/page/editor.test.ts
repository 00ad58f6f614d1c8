import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import type { AppRequest, LessonDraft } from '../../../src-main/common/protocol/app.ts';
import { renamed } from '../../../src-main/common/lesson/names.ts';
import { lessonPath, readLesson, templatePath } from '../../../src-main/host/lesson-files.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type Answer, type PageOptions, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const TEMPLATE = readLesson(templatePath('en'));
const DRAFT: LessonDraft = { text: renamed(TEMPLATE, 'half-done'), base: TEMPLATE, file: null };

/** A folder of the person's own, in which only the versions count. */
function folder(): Answer {
  const files = new Map<string, string>();
  return (request) => {
    if (request.method === 'read-template') return { text: TEMPLATE, version: null };
    if (request.method === 'read-lesson') {
      const { lesson } = request.params;
      const version = files.get(lesson);
      if (version !== undefined) return { text: renamed(TEMPLATE, lesson), version };
      return { text: readLesson(lessonPath(lesson)), version: null };
    }
    if (request.method === 'save-lesson') {
      const { text, over } = request.params;
      const [, id = ''] = /^lesson: (.*)$/m.exec(text) ?? [];
      if (over === null && files.has(id)) throw { code: 'lesson-exists', message: '', hint: '' };
      files.set(id, `${files.size + 1} of ${id}`);
      return { id, version: files.get(id) };
    }
    return undefined;
  };
}

async function open(options: PageOptions = {}): Promise<{ host: PlayedHost; text: Locator }> {
  const host = await openPage(browser, { lessons: shippedLessons(), ...options }, folder());
  await host.page.locator('main h3').first().waitFor();
  return { host, text: host.page.getByRole('textbox', { name: 'Text of the lesson' }) };
}

/** Puts the cursor before the first text like this. */
async function type(text: Locator, keys: string): Promise<void> {
  await text.press('Control+Home');
  await text.pressSequentially(keys);
}

const last = (host: PlayedHost, method: AppRequest['method']): AppRequest | undefined =>
  host.requests.findLast((request) => request.method === method);

test('a lesson of the lab is opened as a copy of another name, run as it is changed, and saved', async () => {
  const { host, text } = await open();
  const { page } = host;
  await page.getByRole('button', { name: 'Choose a lesson' }).click();
  await page.getByRole('button', { name: 'Change this lesson' }).first().click();
  await text.getByText('my-three-way-handshake').waitFor();
  await type(text, '# mine\n');
  await page.getByRole('button', { name: 'Run it' }).click();
  const { params } = await host.asked('try-lesson');
  expect(params.text).toMatch(/^# mine\nlesson: my-three-way-handshake\n/);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('m');
  await text.press('Control+s');
  await page.getByText('Saved as my-three-way-handshake.yaml').waitFor();
  expect((await host.asked('save-lesson')).params).toEqual({ text: params.text, over: null });
  await host.close();
});

test('a problem is told while it is written, leads to its place, and nothing can be run', async () => {
  const { host, text } = await open();
  const { page } = host;
  await page.keyboard.press('m');
  await page.getByText('Nothing is wrong with it.').waitFor();
  await type(text, 'titel: x\n');
  const problem = page.getByRole('button', { name: 'Line 1, column 1 A lesson has no field "titel". Did you mean' });
  await problem.waitFor();
  expect(await page.getByRole('button', { name: 'Run it' }).isDisabled()).toBe(true);
  await text.press('Control+End');
  await problem.press('Enter');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Delete');
  await page.getByText('Nothing is wrong with it.').waitFor();
  await host.close();
});

test('problems are told in the language of the page', async () => {
  const { host } = await open({ settings: { language: 'zh-CN' } });
  const { page } = host;
  await page.keyboard.press('m');
  await type(page.getByRole('textbox'), 'titel: x\n');
  await page.getByRole('button', { name: '第 1 行，第 1 列 课程没有字段 "titel"。 是不是想写“title”？' }).waitFor();
  await host.close();
});

test('Tab leads out of the text, forwards and back', async () => {
  const { host, text } = await open();
  const { page } = host;
  await page.keyboard.press('m');
  await type(text, 'titel: x\n');
  await page.getByText('To be mended: 1').waitFor();
  await text.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Line 1, column 1');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Save');
  await host.close();
});

test('changes are kept as a draft, are there again, and are not dropped unasked', async () => {
  const { host, text } = await open({ hello: { draft: DRAFT } });
  const { page } = host;
  await page.keyboard.press('m');
  await text.getByText('half-done').waitFor();
  await type(text, '# more\n');
  const { params } = await host.asked('keep-draft');
  expect(params.draft).toEqual({ ...DRAFT, text: `# more\n${DRAFT.text}` });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Choose a lesson' }).click();
  await page.getByRole('button', { name: 'New lesson' }).click();
  await page.getByRole('button', { name: 'Keep writing' }).click();
  await text.getByText('half-done').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Choose a lesson' }).click();
  await page.getByRole('button', { name: 'New lesson' }).click();
  await page.getByRole('button', { name: 'Drop them' }).click();
  await text.getByText('lesson: my-lesson', { exact: true }).waitFor();
  await host.close();
});

test('another lesson of the same name is not overwritten unasked', async () => {
  const { host, text } = await open({ hello: { draft: DRAFT } });
  const { page } = host;
  await page.keyboard.press('m');
  await text.press('Control+s');
  await page.getByText('Saved as half-done.yaml').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Choose a lesson' }).click();
  await page.getByRole('button', { name: 'New lesson' }).click();
  await text.getByText('lesson: my-lesson', { exact: true }).waitFor();
  await text.press('Control+a');
  await text.pressSequentially('lesson: half-done');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Take its place' }).click();
  await page.getByText('Saved as half-done.yaml').waitFor();
  expect(last(host, 'save-lesson')).toMatchObject({ params: { text: 'lesson: half-done', over: '1 of half-done' } });
  await host.close();
});

test('a file is deleted after a question, and its text stays', async () => {
  const { host, text } = await open({ hello: { draft: DRAFT } });
  const { page } = host;
  await page.keyboard.press('m');
  await text.press('Control+s');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  expect((await host.asked('remove-lesson')).params).toEqual({ lesson: 'half-done', version: '1 of half-done' });
  await page.getByText('Not saved; kept as a draft').waitFor();
  await text.getByText('half-done').waitFor();
  await host.close();
});

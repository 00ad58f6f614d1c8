import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lessonSummaries } from '../../../src-main/host/app/lessons.ts';
import { readLesson, templatePath } from '../../../src-main/host/lesson-files.ts';
import { OwnLessons, ownLessonsFolder } from '../../../src-main/host/own-lessons.ts';
import { greetedApp, temporaryFolder } from '../../support/fake-app.ts';

const TEMPLATE = readLesson(templatePath('en'));
const named = (name: string): string => TEMPLATE.replace(/^lesson:.*$/m, `lesson: ${name}`);

const ownFolder = (): OwnLessons => new OwnLessons(path.join(temporaryFolder(), 'lessons'));
const code = (value: string): unknown => expect.objectContaining({ code: value });

test('the folder is where data of a person belong', () => {
  expect(ownLessonsFolder({ XDG_DATA_HOME: '/data' })).toBe('/data/tcp-lab/lessons');
  expect(ownLessonsFolder({ XDG_DATA_HOME: 'relative' })).toMatch(/^\/.*\/\.local\/share\/tcp-lab\/lessons$/);
});

test('a lesson is saved under the name that it gives itself, and read as it was', () => {
  const own = ownFolder();
  const { id, version } = own.save(named('mine'), null);
  expect(id).toBe('mine');
  expect(own.ids()).toEqual(['mine']);
  expect(own.read('mine')).toEqual({ text: named('mine'), version });
  expect(own.load('mine')).toHaveProperty('lesson.id', 'mine');
});

test('a lesson that is not right yet can be saved, and is listed with its problem', () => {
  const own = ownFolder();
  own.save('lesson: half\ntitel: x\n', null);
  const half = lessonSummaries(own).at(-1);
  expect(half).toMatchObject({ id: 'half', own: true, problem: { line: 1, message: 'The lesson has no "title".' } });
});

test('nothing is overwritten but the version that was looked at', () => {
  const own = ownFolder();
  const first = own.save(named('mine'), null);
  expect(() => own.save(`${named('mine')}# more\n`, null)).toThrow(code('lesson-exists'));
  const second = own.save(`${named('mine')}# more\n`, first.version);
  expect(() => own.save(named('mine'), first.version)).toThrow(code('lesson-changed'));
  expect(() => own.remove('mine', first.version)).toThrow(code('lesson-changed'));
  expect(own.read('mine').version).toBe(second.version);
  expect(readdirSync(own.folder)).toEqual(['mine.yaml']);
  own.remove('mine', second.version);
  expect(readdirSync(own.folder)).toEqual([]);
});

test.each(['../evil', 'a/b', '/etc/passwd', '.', '..', 'A', 'a--b', '', 'x'.repeat(61)])(
  'the name "%s" leads to no file',
  (name) => {
    const own = ownFolder();
    expect(() => own.read(name)).toThrow(code('unknown-lesson'));
    expect(() => own.save(named(name), null)).toThrow(code('lesson-unnamed'));
    expect(() => own.remove(name, '')).toThrow(code('unknown-lesson'));
  },
);

test('a name of a lesson that comes with the lab is refused', () => {
  const own = ownFolder();
  expect(() => own.save(named('four-way-close'), null)).toThrow(code('lesson-taken'));
  mkdirSync(own.folder, { recursive: true });
  writeFileSync(path.join(own.folder, 'four-way-close.yaml'), named('four-way-close'));
  expect(own.load('four-way-close')).toHaveProperty(
    'problems.0.message',
    expect.stringContaining('itself has a lesson'),
  );
});

test('a file that is called otherwise than its lesson says how to call it', () => {
  const own = ownFolder();
  mkdirSync(own.folder, { recursive: true });
  writeFileSync(path.join(own.folder, 'other.yaml'), named('mine'));
  expect(own.load('other')).toHaveProperty('problems.0.hint', 'Call the file mine.yaml.');
});

test('folders, pipes, broken links, huge files and bytes of no text are listed, and keep nobody waiting', () => {
  const own = ownFolder();
  mkdirSync(path.join(own.folder, 'folder.yaml'), { recursive: true });
  execFileSync('mkfifo', [path.join(own.folder, 'pipe.yaml')]);
  symlinkSync('/nowhere', path.join(own.folder, 'broken-link.yaml'));
  writeFileSync(path.join(own.folder, 'huge.yaml'), '#'.repeat(10 << 20));
  writeFileSync(path.join(own.folder, 'bytes.yaml'), Buffer.from([0xff, 0xfe, 0, 1, 2, 0x80]));
  const problems = lessonSummaries(own).flatMap(({ id, problem }) => (problem ? [[id, problem.message]] : []));
  expect(Object.fromEntries(problems)).toEqual({
    'broken-link': expect.stringContaining('ENOENT') as string,
    bytes: expect.any(String) as string,
    folder: expect.stringContaining('EISDIR') as string,
    huge: 'The file is larger than 1 MB.',
    pipe: expect.stringContaining('EISDIR') as string,
  });
});

test('where the folder cannot be made a lesson is not saved, and that is said', () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'file'), '');
  const own = new OwnLessons(path.join(folder, 'file', 'lessons'));
  expect(own.ids()).toEqual([]);
  expect(() => own.save(named('mine'), null)).toThrow(code('lesson-file'));
});

test('each page is told when one is saved or removed', async () => {
  const { page } = await greetedApp();
  const { text } = await page.ask('read-template', { lang: 'en' });
  const { id, version } = await page.ask('save-lesson', { text, over: null });
  const saved = await page.push('lessons', ({ lessons }) => lessons.some((lesson) => lesson.own));
  expect(saved.lessons.at(-1)).toMatchObject({ id: 'my-lesson', own: true, problem: null });
  expect(await page.ask('read-lesson', { lesson: id })).toEqual({ text, version });
  await page.ask('remove-lesson', { lesson: id, version });
  await page.push('lessons', ({ lessons }) => !lessons.some((lesson) => lesson.own));
});

test('what comes with the lab can be read by a page, and nothing else', async () => {
  const { page } = await greetedApp();
  const { text, version } = await page.ask('read-lesson', { lesson: 'four-way-close' });
  expect({ text: text.split('\n')[0], version }).toEqual({ text: 'lesson: four-way-close', version: null });
  await expect(page.ask('read-lesson', { lesson: '../courses' })).rejects.toMatchObject({ code: 'unknown-lesson' });
});

test('a text is tried under a name that no lesson of the list has, and a bad one or a huge one runs nothing', async () => {
  const { page, starter } = await greetedApp();
  const how = { family: 'ipv4', lang: 'en', full: false } as const;
  await expect(page.ask('try-lesson', { text: 'lesson: x', ...how })).rejects.toMatchObject({ code: 'bad-lesson' });
  await expect(page.ask('try-lesson', { text: 'x'.repeat(2 << 20), ...how })).rejects.toMatchObject({
    code: 'bad-request',
  });
  const tried = page.ask('try-lesson', { text: named('mine'), ...how });
  const { id, method, params } = await starter.last.nextRequest();
  expect({ method, params }).toMatchObject({ method: 'run', params: { lesson: { id: 'draft:mine' } } });
  starter.last.reply(id);
  await tried;
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runProgram } from '../../../src-main/cli/program.ts';
import { COURSES_FILE } from '../../../src-main/host/courses.ts';
import { ScoreBook, scoresFile } from '../../../src-main/host/score-book.ts';
import { temporaryFolder } from '../../support/fake-app.ts';
import { FakeStarter } from '../../support/fake-starter.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';
import { scoreOf } from '../../support/scores.ts';

afterEach(() => void vi.unstubAllEnvs());

/** A person of one's own, who has run a lesson of the lab and one that there is no longer. */
function person(): string {
  const folder = temporaryFolder();
  for (const name of ['XDG_DATA_HOME', 'XDG_CONFIG_HOME']) vi.stubEnv(name, folder);
  const file = scoresFile(process.env);
  const book = new ScoreBook(file);
  for (const lesson of ['half-close', 'forgotten']) book.add(scoreOf(lesson, [1, 2]));
  return file;
}

async function tcpLab(...args: string[]) {
  let [out, err] = ['', ''];
  const status = await runProgram(args, new FakeStarter(), {
    write: (text) => void (out += text),
    complain: (text) => void (err += text),
    columns: 80,
    colours: 'none',
  });
  return { status, out, err };
}

test('scores prints what was done, by course, in both languages', async () => {
  person();
  const { out, status } = await tcpLab('scores', '--lang', 'en');
  expect(out).toMatch(/^Close · 1 of 7 done$/m);
  expect(out).toMatch(/^ {2}✓ The half-close +2026-03-02 {2}1 of 2 right$/m);
  expect(out).toMatch(/^ {2}· The four-way close$/m);
  expect(out).toMatch(/^Other lessons\n {2}✓ forgotten /m);
  expect(status).toBe(0);
  expect((await tcpLab('scores', '--lang', 'zh-CN')).out).toContain('答对 1/2 题');
});

test('scores --csv and --json print the same for other programs', async () => {
  person();
  const records = parsedCsv((await tcpLab('scores', '--csv')).out);
  expect(records.map((record) => record[3])).toEqual(['lesson', 'half-close', 'half-close', 'forgotten', 'forgotten']);
  const { scores } = JSON.parse((await tcpLab('scores', '--json')).out) as { scores: unknown[] };
  expect(scores).toHaveLength(2);
});

test('a damaged file is told on stderr, and what is printed stays for programs to read', async () => {
  const file = person();
  writeFileSync(file, '{');
  const { out, err } = await tcpLab('scores', '--json', '--lang', 'en');
  expect(JSON.parse(out)).toEqual({ name: '', scores: [] });
  expect(err).toMatch(/^The file of the scores was damaged\. It is kept as \S+\.broken, and a new one begins\.\n$/);
});

test('check reads a file of courses over, with line, column and what to write', async () => {
  expect((await tcpLab('check', COURSES_FILE, '--lang', 'en')).out).toContain('a good file of courses, 5 courses');
  const file = path.join(temporaryFolder(), 'courses.yaml');
  writeFileSync(file, 'courses:\n  - course: x\n    title: { en: X, zh-CN: X }\n    lessons:\n      - half-clse\n');
  const { status, err } = await tcpLab('check', file, '--lang', 'en');
  expect([status, err]).toEqual([2, `${file}:5:9: There is no lesson "half-clse".\n    Did you mean "half-close"?\n`]);
});

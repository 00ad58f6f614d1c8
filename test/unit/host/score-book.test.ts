import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { MOST_RUNS, ScoreBook, scoresFile } from '../../../src-main/host/score-book.ts';
import { AppPage } from '../../support/app-page.ts';
import { greetedApp, temporaryFolder } from '../../support/fake-app.ts';
import { scoreOf } from '../../support/scores.ts';

const newFile = (): string => path.join(temporaryFolder(), 'data', 'scores.json');

test('scores are kept where data of a person belong, and read again', () => {
  expect(scoresFile({ XDG_DATA_HOME: '/data' })).toBe('/data/tcp-lab/scores.json');
  const file = newFile();
  expect(new ScoreBook(file).list()).toEqual({ scores: [], trouble: null });
  new ScoreBook(file).add(scoreOf('a', [1, 2]));
  new ScoreBook(file).add(scoreOf('b', [2, 2]));
  expect(new ScoreBook(file).list()).toEqual({ scores: [scoreOf('a', [1, 2]), scoreOf('b', [2, 2])], trouble: null });
  expect(readdirSync(path.dirname(file))).toEqual(['scores.json']);
});

test('two apps of one person do not overwrite what the other has added', () => {
  const file = newFile();
  const [one, other] = [new ScoreBook(file), new ScoreBook(file)];
  one.add(scoreOf('a', [1, 2]));
  other.add(scoreOf('b', [1, 2]));
  one.add(scoreOf('c', [1, 2]));
  expect(other.list().scores.map(({ lesson }) => lesson)).toEqual(['a', 'b', 'c']);
});

test('of very many runs the oldest are forgotten, but not the best of a lesson', () => {
  const file = newFile();
  const [best, last] = [scoreOf('a', [2, 2]), scoreOf('b', [0, 2])];
  mkdirSync(path.dirname(file));
  const scores = [best, ...Array.from({ length: MOST_RUNS }, () => scoreOf('a', [1, 2]))];
  writeFileSync(file, JSON.stringify({ version: 1, scores }));
  new ScoreBook(file).add(last);
  const kept = new ScoreBook(file).list().scores;
  expect(kept).toHaveLength(MOST_RUNS);
  expect([kept[0], kept.at(-1)]).toEqual([best, last]);
});

describe('a file that is not right', () => {
  test.each([
    ['half of one', '{"version":1,"scores":[{"les'],
    ['empty', ''],
    ['of another kind', '[]'],
    ['with a run that is none', '{"version":1,"scores":[{"lesson":"a"}]}'],
    ['huge', ' '.repeat(9 << 20)],
  ])('is told and set aside as it was, and a new one begins: %s', (_, text) => {
    const file = newFile();
    mkdirSync(path.dirname(file));
    writeFileSync(file, text);
    const book = new ScoreBook(file);
    book.add(scoreOf('a', [1, 2]));
    const { scores, trouble } = book.list();
    expect(scores).toHaveLength(1);
    expect(trouble?.words).toBe('scores.broken');
    const aside = String(trouble?.values['file']);
    expect(readFileSync(aside, 'utf8')).toBe(text);
    expect(new ScoreBook(file).list()).toEqual({ scores, trouble: null });
  });

  test('but a folder is left alone, and the scores are known until the app ends', () => {
    const file = newFile();
    mkdirSync(file, { recursive: true });
    const book = new ScoreBook(file);
    book.add(scoreOf('a', [1, 2]));
    book.add(scoreOf('b', [1, 2]));
    expect(book.list()).toMatchObject({
      scores: [{ lesson: 'a' }, { lesson: 'b' }],
      trouble: { words: 'scores.unreadable' },
    });
    expect(readdirSync(path.dirname(file))).toEqual(['scores.json']);
  });
});

test('where nothing can be written the scores are known until the app ends, and that is told', () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'file'), '');
  const book = new ScoreBook(path.join(folder, 'file', 'scores.json'));
  book.add(scoreOf('a', [1, 2]));
  expect(book.list()).toMatchObject({ scores: [{ lesson: 'a' }], trouble: { values: { reason: 'ENOTDIR' } } });
});

test('cleared, they are gone', () => {
  const file = newFile();
  const book = new ScoreBook(file);
  book.add(scoreOf('a', [1, 2]));
  book.clear();
  expect(new ScoreBook(file).list().scores).toEqual([]);
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

describe('the app', () => {
  const how = { family: 'ipv4', lang: 'en', full: false } as const;
  const result: Event = { type: 'result', t: 2, lesson: 'three-way-handshake', ok: true, held: 3, missed: 0 };

  test('keeps the score of a run that has ended, also when the page that began it is gone', async () => {
    const { host, page, starter } = await greetedApp();
    const other = new AppPage(host);
    await other.ask('hello');
    void page.ask('run-lesson', { lesson: 'three-way-handshake', ...how });
    const { id } = await starter.last.nextRequest();
    page.line.disconnect();
    starter.last.events(result);
    starter.last.reply(id);
    const { scores } = await other.push('scores');
    expect(scores.scores).toMatchObject([{ lesson: 'three-way-handshake', held: 3, kernel: '6.18.44' }]);
    expect((await new AppPage(host).ask('hello')).scores).toEqual(scores);
    await other.ask('clear-scores');
    await other.push('scores', (push) => push.scores.scores.length === 0);
  });

  test('keeps none of a text that is only tried, nor of a run that its lab did not outlive', async () => {
    const { page, starter } = await greetedApp();
    const { text } = await page.ask('read-lesson', { lesson: 'four-way-close' });
    const tried = page.ask('try-lesson', { text, ...how });
    const { id } = await starter.last.nextRequest();
    starter.last.events(result);
    starter.last.reply(id);
    await tried;
    const run = page.ask('run-lesson', { lesson: 'three-way-handshake', ...how });
    await starter.last.nextRequest();
    starter.last.exit({ code: null, signal: 'SIGKILL' });
    await expect(run).rejects.toMatchObject({ code: 'daemon-ended' });
    expect(page.pushes().filter(({ kind }) => kind === 'scores')).toEqual([]);
  });
});

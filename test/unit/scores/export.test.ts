import { expect, test } from 'vitest';
import { exportName, scoresCsv, scoresJson } from '../../../src-main/common/scores/export.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';
import { scoreOf } from '../../support/scores.ts';

const COURSES = [{ id: 'close', title: { en: 'Close', 'zh-CN': '关闭' }, prerequisites: [], lessons: ['half-close'] }];
const recordsOf = (scores: ReturnType<typeof scoreOf>[], name = 'Ann'): string[][] =>
  parsedCsv([...scoresCsv({ name, scores, courses: COURSES })].join(''));

test('as CSV there is one record for each question, with its run', () => {
  const [header, ...records] = recordsOf([scoreOf('half-close', [1, 2]), scoreOf('my-own', [0, 0])]);
  expect(header?.slice(0, 4)).toEqual(['name', 'at', 'course', 'lesson']);
  const run = [
    'Ann',
    '2026-03-02T09:30:00.000Z',
    'close',
    'half-close',
    '6.18.44',
    'built-in',
    'no',
    '8',
    '0',
    '1',
    '2',
  ];
  expect(records).toEqual([
    [...run, '1', 'Question 1?', 'ACK', 'ACK', 'right', '0.021 s: #2 ACK from server'],
    [...run, '2', 'Question 2?', 'nothing', 'ACK', 'wrong', '0.021 s: #2 ACK from server'],
    [
      ...['Ann', '2026-03-02T09:30:00.000Z', '', 'my-own', '6.18.44', 'built-in', 'no', '8', '0', '0', '0'],
      '',
      '',
      '',
      '',
      '',
      '',
    ],
  ]);
});

test.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', ' =1', '＝1+1', '\t=1', '\r=1'])(
  'no text becomes a formula: %j',
  (text) => {
    const score = scoreOf('half-close', [1, 1]);
    const answers = score.answers.map((answer) => ({ ...answer, ask: text, given: text }));
    const [, record = []] = recordsOf([{ ...score, answers }], text);
    for (const place of [0, 12, 13]) expect(record[place]).toBe(`'${text}`);
  },
);

test('as JSON they are as they are kept', () => {
  const scores = [scoreOf('half-close', [1, 2])];
  expect(JSON.parse(scoresJson({ name: 'Ann', scores, courses: COURSES }))).toEqual({ name: 'Ann', scores });
});

test('a file is named by the person and the day, without what leads elsewhere', () => {
  const now = new Date('2026-03-02T23:00:00Z');
  expect(exportName('', now, 'csv')).toBe('tcp-lab-scores-2026-03-02.csv');
  expect(exportName(' 李 明 ', now, 'json')).toBe('tcp-lab-scores-李-明-2026-03-02.json');
  expect(exportName('../../etc/passwd', now, 'csv')).toBe('tcp-lab-scores-etc-passwd-2026-03-02.csv');
});

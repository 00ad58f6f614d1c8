/** What textbooks claim and lessons show. `npx vitest --project unit claims -u` writes docs/claims.md and its translation. */
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import type { Lesson } from '../../../src-main/common/lesson/lesson.ts';
import type { Language } from '../../../src-main/common/protocol/messages.ts';
import { lessonIds, lessonPath, readLesson } from '../../../src-main/host/lesson-files.ts';

/** Lessons that show a claim of the textbooks. */
const CLAIMED = [
  'three-way-handshake',
  'what-the-handshake-proves',
  'initial-sequence-numbers',
  'four-way-close',
  'server-closes-first',
  'last-ack-lost',
  'why-time-wait',
  'half-open-queue',
  'accept-queue',
  'syn-ack-retransmission',
  'data-on-the-third-segment',
  'syn-flood',
  'flags',
  'reset-six-ways',
  'push',
];

const WORDS = {
  en: {
    heading: '# What textbooks say, and what Linux does',
    about:
      'Made from the lessons by a test. Each claim is run on a real kernel, with expectations that are judged and a prediction before it.',
    columns: ['The claim', 'Lesson', 'Where Linux differs', 'Expectations', 'Predictions'],
  },
  'zh-CN': {
    heading: '# 教科书怎么说，Linux 怎么做',
    about: '由测试从课程生成。每个说法都在真实内核上运行，有逐条判定的预期，并在运行前先请学员预测。',
    columns: ['说法', '课程', 'Linux 的不同之处', '预期', '预测'],
  },
};

const LESSONS = lessonIds().flatMap((id) => {
  const loaded = loadLesson(readLesson(lessonPath(id)));
  return 'lesson' in loaded ? [loaded.lesson] : [];
});

const predictions = ({ steps }: Lesson): number => steps.reduce((sum, { predict = [] }) => sum + predict.length, 0);

function table(lang: Language): string {
  const { heading, about, columns } = WORDS[lang];
  const rows = LESSONS.flatMap(({ textbook, ...lesson }) => {
    if (!textbook) return [];
    const { id, title, linux, expect: expectations } = lesson;
    const link = `[${title[lang]}](../resources/lessons/${id}.yaml)`;
    return [[textbook[lang], link, linux?.[lang] ?? '–', expectations.length, predictions(lesson)]];
  });
  const lines = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${heading}\n\n${about}\n\n${lines.join('\n')}\n`;
}

it.each([
  ['en', 'claims.md'],
  ['zh-CN', 'claims.zh-CN.md'],
] as const)('is told in %s in docs/%s', async (lang, name) => {
  const file = new URL(`../../../docs/${name}`, import.meta.url);
  const pretty = await format(table(lang), { ...(await resolveConfig(file)), parser: 'markdown' });
  await expect(pretty).toMatchFileSnapshot(file.pathname);
});

it('is told by the lessons that are to show one, and by no other', () => {
  const telling = LESSONS.flatMap(({ id, textbook }) => (textbook ? [id] : []));
  expect(telling.sort()).toEqual([...CLAIMED].sort());
});

it.each(CLAIMED)('%s has three expectations or more, and a prediction', (id) => {
  const lesson = LESSONS.find((one) => one.id === id);
  expect(lesson?.expect.length).toBeGreaterThanOrEqual(3);
  expect(lesson && predictions(lesson)).toBeGreaterThanOrEqual(1);
});

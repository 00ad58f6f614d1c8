/** What is told of files of courses that are not right, in both languages, for people to read over. */
import { expect, it } from 'vitest';
import { loadCourses } from '../../../src-main/common/courses/load.ts';
import { LANGUAGES } from '../../../src-main/common/protocol/messages.ts';
import { tell } from '../../../src-main/common/text/telling.ts';
import { sayIn } from '../../../src-main/host/words.ts';

const LESSONS = ['three-way-handshake', 'fast-open', 'four-way-close', 'half-close', 'accept-queue', 'push'];

const GOOD = `courses:
  - course: opening
    title: { en: Opening, zh-CN: 打开 }
    lessons:
      - three-way-handshake
      - fast-open
  - course: closing
    title: { en: Closing, zh-CN: 关闭 }
    prerequisites:
      - three-way-handshake
    lessons:
      - four-way-close
      - half-close
  - course: queues
    title: { en: Queues, zh-CN: 队列 }
    prerequisites:
      - half-close
    lessons:
      - accept-queue
  - course: flags
    title: { en: Flags, zh-CN: 标志 }
    lessons:
      - push
`;
const before = (course: string, lesson: string): [string, string] => [
  `title: { en: ${course}`,
  `prerequisites:\n      - ${lesson}\n    title: { en: ${course}`,
];

/** In the file above, one piece becomes another. */
const DAMAGE: Readonly<Record<string, readonly [piece: string, instead: string]>> = {
  'a lesson that there is not': ['      - fast-open', '      - fast-opem'],
  'a lesson far from all': ['      - fast-open', '      - dancing'],
  'a prerequisite that there is not': ['      - half-close\n    lessons', '      - half-closed\n    lessons'],
  'a course as a prerequisite': ['      - half-close\n    lessons', '      - closing\n    lessons'],
  'a prerequisite of the course itself': before('Opening', 'fast-open'),
  'a prerequisite that comes later': before('Opening', 'push'),
  'a circle of two courses': before('Opening', 'four-way-close'),
  'a circle of three courses': before('Opening', 'accept-queue'),
  'a prerequisite that is named twice': [
    '      - half-close\n    lessons',
    '      - half-close\n      - half-close\n    lessons',
  ],
  'a lesson in two courses': ['      - accept-queue', '      - accept-queue\n      - fast-open'],
  'a course that is there twice': ['course: closing', 'course: opening'],
  'a name that is none': ['course: closing', 'course: Closing!'],
  'no lessons': ['    lessons:\n      - accept-queue\n', ''],
  'a field near one that there is': ['prerequisites:', 'prerequisite:'],
  'a missing translation': [', zh-CN: 队列', ''],
  'a group where a name belongs': ['      - accept-queue', '      - accept-queue: yes'],
  'a wrong indent': ['      - accept-queue', '     - accept-queue\n      - fast-open'],
  'a list at the top': ['courses:', 'courses: all\n'],
};

const problemsOf = (text: string) => {
  const loaded = loadCourses(text, LESSONS);
  return 'problems' in loaded ? loaded.problems : [];
};

it('a file that is right has no problem', () => {
  expect(loadCourses(GOOD, LESSONS)).toHaveProperty('courses.2', {
    id: 'queues',
    title: { en: 'Queues', 'zh-CN': '队列' },
    prerequisites: ['half-close'],
    lessons: ['accept-queue'],
  });
});

it.each(LANGUAGES)('what is wrong with a file of courses is told in %s, with its place', async (language) => {
  const say = sayIn(language);
  const told = Object.entries(DAMAGE).map(([name, [piece, instead]]) => {
    const lines = problemsOf(GOOD.replace(piece, instead)).map(
      ({ line, column, told: { message, hint } }) =>
        `  ${line}:${column} ${tell(message, say)}\n      ${tell(hint, say)}\n`,
    );
    return `${name}\n${lines.join('')}`;
  });
  await expect(told.join('\n')).toMatchFileSnapshot(`bad-files.${language}.txt`);
});

it('each problem says what to do', () => {
  for (const [name, [piece, instead]] of Object.entries(DAMAGE)) {
    const problems = problemsOf(GOOD.replace(piece, instead));
    expect(problems, name).not.toEqual([]);
    expect(problems.filter(({ hint }) => hint === '')).toEqual([]);
  }
});

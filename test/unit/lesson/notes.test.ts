/** What an instructor reads beside the lab's own lessons. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isNotesFile, lessonOfNotes, loadNotes } from '../../../src-main/common/lesson/notes.ts';
import type { Lesson } from '../../../src-main/common/lesson/lesson.ts';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import { summaryOf } from '../../../src-main/common/lesson/summary.ts';
import { tell } from '../../../src-main/common/text/telling.ts';
import { lessonIds, lessonPath, readLesson, readNotes } from '../../../src-main/host/lesson-files.ts';
import { sayIn } from '../../../src-main/host/words.ts';

/** More than can be taken in at a glance. */
const MOST_WORDS = 60;
const MOST_SIGNS = 130;

function lessonCalled(id: string): Lesson {
  const loaded = loadLesson(readLesson(lessonPath(id)));
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.lesson;
}

it('there are notes on lessons of the lab only', () => {
  const files = readdirSync(new URL('../../../resources/notes/', import.meta.url));
  expect(files.sort()).toEqual(
    lessonIds()
      .map((id) => `${id}.yaml`)
      .sort(),
  );
});

it.each(lessonIds())('the notes on %s are right, on all of it and on its steps, and short', (id) => {
  const text = readNotes(id) ?? '';
  expect([isNotesFile(text), lessonOfNotes(text)]).toEqual([true, id]);
  const loaded = loadNotes(text, lessonCalled(id));
  expect(loaded).not.toHaveProperty('problems');
  const { notes, steps } = 'lesson' in loaded ? summaryOf(loaded.lesson) : { notes: null, steps: [] };
  const all = [notes, ...steps.map((step) => step.notes)].filter((note) => note !== null);
  expect(notes).not.toBeNull();
  expect(all.length).toBeGreaterThan(steps.length / 2 + 1);
  expect(all.filter((note) => note.en.split(' ').length > MOST_WORDS)).toEqual([]);
  expect(all.filter((note) => note['zh-CN'].length > MOST_SIGNS)).toEqual([]);
});

it('a lesson of its own may have notes in itself', () => {
  const text = readFileSync(lessonPath('three-way-handshake'), 'utf8').replace(
    /^steps:\n/m,
    'notes: { en: Ask them., zh-CN: 问他们。 }\n$&',
  );
  expect(isNotesFile(text)).toBe(false);
  expect(loadLesson(text)).toMatchObject({ lesson: { notes: { en: 'Ask them.', 'zh-CN': '问他们。' } } });
});

describe('A file of notes that is not right', () => {
  const GOOD = `notes: half-close
about: { en: Ask them., zh-CN: 问他们。 }
steps:
  A connection is made: { en: Look., zh-CN: 看。 }
`;
  const problemsAfter = (piece: string, instead: string, lesson: Lesson | null = lessonCalled('half-close')) => {
    expect(GOOD).toContain(piece);
    const loaded = loadNotes(GOOD.replace(piece, instead), lesson);
    const say = sayIn('zh-CN');
    const problems = 'problems' in loaded ? loaded.problems : [];
    for (const { told } of problems) expect(tell(told.message, say) + tell(told.hint, say)).toMatch(/\p{sc=Han}/u);
    return problems.map(({ line, column, message, hint }) => `${line}:${column} ${message} | ${hint}`);
  };

  it.each([
    ['a translation that is missing', ', zh-CN: 看。', '', '4:3 "A connection is made" has no zh-CN translation.'],
    ['a step that there is not', 'A connection is', 'A connection was', '4:3 The lesson has no step of this name.'],
    ['steps that are no group', '\n  A', '\n  - A', '4:3 "steps" are the English names of steps'],
    ['a field that there is not', 'about:', 'abuot:', '2:1 A file of notes has no field "abuot".'],
    ['another lesson', 'half-close', 'half-clothes', '1:8 There is no lesson "half-clothes" that'],
  ])('says so of %s, in both languages', (_, piece, instead, message) => {
    const [problem = '', ...others] = problemsAfter(piece, instead);
    expect(problem).toContain(message);
    expect(others).toEqual([]);
  });

  it('names a step that was mistyped', () => {
    expect(problemsAfter('A connection is', 'A conection is')[0]).toContain('Did you mean "A connection is made"?');
  });

  it('says when there is no lesson that they could be of', () => {
    expect(problemsAfter('half-close', 'moon', null)[0]).toContain('There is no lesson "moon"');
  });
});

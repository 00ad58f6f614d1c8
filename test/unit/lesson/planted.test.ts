/** A wrong expectation in each lesson: what a trainee is told of it. `npx vitest --project unit planted -u` writes it anew. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { evaluate, type Verdict } from '../../../src-main/common/lesson/evaluate.ts';
import type { Expectation, Lesson } from '../../../src-main/common/lesson/lesson.ts';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import { LANGUAGES, type Language } from '../../../src-main/common/protocol/messages.ts';
import { lessonIds, lessonPath, readLesson } from '../../../src-main/host/lesson-files.ts';
import { referenceRun } from '../../../src-main/host/reference-runs.ts';

const PLANTED = parse(readFileSync(new URL('planted.yaml', import.meta.url), 'utf8')) as Record<string, object>;

/** The lesson with this expectation as its last one, read as an author's file is. */
function withPlanted(id: string): { lesson: Lesson; planted: Expectation } {
  const file = parse(readLesson(lessonPath(id))) as { expect: object[] };
  const loaded = loadLesson(stringify({ ...file, expect: [...file.expect, PLANTED[id]] }));
  if ('problems' in loaded) throw new Error(`${id}: ${JSON.stringify(loaded.problems)}`);
  return { lesson: loaded.lesson, planted: loaded.lesson.expect.at(-1)! };
}

function verdict(id: string, lang: Language): Verdict {
  const { lesson, planted } = withPlanted(id);
  return evaluate(planted, referenceRun(lesson, lang), lang);
}

it('stands in every lesson', () => {
  expect(Object.keys(PLANTED).sort()).toEqual([...lessonIds()].sort());
});

it.each(lessonIds())('is missed in %s', (id) => {
  expect(LANGUAGES.map((lang) => verdict(id, lang).held)).toEqual([false, false]);
});

it('gets a reason that a trainee understands, in both languages', async () => {
  const told = lessonIds().map((id) => {
    const lines = LANGUAGES.map((lang) => verdict(id, lang)).map(({ text, observed }) => `✗ ${text}\n  ${observed}\n`);
    return `${id}\n${lines.join('')}`;
  });
  await expect(told.join('\n')).toMatchFileSnapshot('planted.txt');
});

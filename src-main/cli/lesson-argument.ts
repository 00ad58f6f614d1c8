/** LESSON on the command line → a lesson that is fit to run, or the sentence why not. */
import { loadLesson } from '../common/lesson/load.ts';
import type { Lesson, Problem } from '../common/lesson/lesson.ts';
import { lessonIds, lessonPath, looksLikePath, readLesson } from '../host/lesson-files.ts';
import type { Say, WordKey } from '../host/words.ts';
import { EXIT, Failure } from './failure.ts';
import { nearest } from '../common/text/nearest.ts';
import { tell } from '../common/text/telling.ts';

const REASONS: Record<string, WordKey> = { ENOENT: 'usage.ENOENT', EISDIR: 'usage.EISDIR', EACCES: 'usage.EACCES' };

/** Throws a Failure. */
export function openLesson(name: string, say: Say): Lesson {
  if (!looksLikePath(name)) mustExist(name, say);
  const file = lessonPath(name);
  const loaded = loadLesson(readText(file, say));
  if ('lesson' in loaded) return loaded.lesson;
  throw new Failure(
    EXIT.wrongUse,
    say('usage.bad-lesson', { name: file }),
    ...problemLines(file, loaded.problems, say),
  );
}

/** Throws a Failure. */
export function readText(file: string, say: Say): string {
  try {
    return readLesson(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const key = REASONS[code];
    const reason = key === undefined ? message : say(key);
    throw new Failure(EXIT.wrongUse, say('usage.no-file', { name: file, reason }));
  }
}

/** As compilers print them, so that editors can jump there. */
export function problemLines(file: string, problems: readonly Problem[], say: Say): string[] {
  return problems.flatMap(({ line, column, told }) => {
    const [message, hint] = [tell(told.message, say), tell(told.hint, say)];
    return [`${file}:${line}:${column}: ${message}`, ...(hint === '' ? [] : [`    ${hint}`])];
  });
}

function mustExist(name: string, say: Say): void {
  const ids = lessonIds();
  if (ids.includes(name)) return;
  const meant = nearest(name, ids);
  throw new Failure(
    EXIT.wrongUse,
    say('usage.unknown-lesson', { name }),
    meant === undefined ? '' : say('usage.did-you-mean', { name: meant }),
    ids.length === 0 ? say('list.none') : say('usage.lessons', { names: ids.join(', ') }),
  );
}

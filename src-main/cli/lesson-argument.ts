/** LESSON on the command line → a lesson that is fit to run, or the sentence why not. */
import { loadLesson } from '../common/lesson/load.ts';
import type { Lesson, Problem } from '../common/lesson/lesson.ts';
import { lessonIds, lessonPath, looksLikePath, readLesson } from '../host/lesson-files.ts';
import { OwnLessons, ownLessonsFolder } from '../host/own-lessons.ts';
import type { Say, WordKey } from '../host/words.ts';
import { EXIT, Failure } from './failure.ts';
import { nearest } from '../common/text/nearest.ts';
import { LabError } from '../common/protocol/errors.ts';
import { tell } from '../common/text/telling.ts';

const REASONS: Record<string, WordKey> = { ENOENT: 'usage.ENOENT', EISDIR: 'usage.EISDIR', EACCES: 'usage.EACCES' };

/** Throws a Failure. */
export function openLesson(name: string, say: Say): Lesson {
  const own = new OwnLessons(ownLessonsFolder(process.env));
  const isOwn = !looksLikePath(name) && !lessonIds().includes(name) && own.ids().includes(name);
  if (!looksLikePath(name) && !isOwn) mustExist(name, [...lessonIds(), ...own.ids()], say);
  const file = isOwn ? own.fileOf(name) : lessonPath(name);
  const loaded = isOwn ? loadOwn(own, name, say) : loadLesson(readText(file, say));
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
    throw unreadable(file, error, say);
  }
}

/** A file that could not be read, and Node's own error as a sentence. */
export function unreadable(file: string, error: unknown, say: Say): Failure {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const key = REASONS[code];
  const reason = key === undefined ? message : say(key);
  return new Failure(EXIT.wrongUse, say('usage.no-file', { name: file, reason }));
}

/** As compilers print them, so that editors can jump there. */
export function problemLines(file: string, problems: readonly Problem[], say: Say): string[] {
  return problems.flatMap(({ line, column, told }) => {
    const [message, hint] = [tell(told.message, say), tell(told.hint, say)];
    return [`${file}:${line}:${column}: ${message}`, ...(hint === '' ? [] : [`    ${hint}`])];
  });
}

function loadOwn(own: OwnLessons, name: string, say: Say): ReturnType<OwnLessons['load']> {
  try {
    return own.load(name);
  } catch (error) {
    if (error instanceof LabError) throw new Failure(EXIT.wrongUse, error.said ? tell(error.said, say) : error.message);
    throw error;
  }
}

function mustExist(name: string, ids: readonly string[], say: Say): void {
  if (ids.includes(name)) return;
  const meant = nearest(name, ids);
  throw new Failure(
    EXIT.wrongUse,
    say('usage.unknown-lesson', { name }),
    meant === undefined ? '' : say('usage.did-you-mean', { name: meant }),
    ids.length === 0 ? say('list.none') : say('usage.lessons', { names: ids.join(', ') }),
  );
}

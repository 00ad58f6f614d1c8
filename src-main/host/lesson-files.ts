/** The lessons that come with the lab, and lesson files of one's own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import type { Language } from '../common/protocol/messages.ts';
import { inCourseOrder } from './courses.ts';

/** The same steps lead there from src-main/host and from the bundle in build/main. */
export const LESSONS_FOLDER = fileURLToPath(new URL('../../resources/lessons', import.meta.url));

const TEMPLATES_FOLDER = fileURLToPath(new URL('../../resources/templates', import.meta.url));

/** What an instructor reads beside them: it would make the lessons twice as long. */
const NOTES_FOLDER = fileURLToPath(new URL('../../resources/notes', import.meta.url));

const EXTENSION = '.yaml';

/** Ids of the lessons that come with the lab, in the order of their courses. */
export function lessonIds(folder: string = LESSONS_FOLDER): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(EXTENSION));
  return inCourseOrder(files.map((name) => name.slice(0, -EXTENSION.length)));
}

/** `three-way-handshake` names a lesson of the lab; whatever looks like a path is one. */
export function looksLikePath(name: string): boolean {
  return name.includes('/') || /\.ya?ml$/.test(name);
}

export function lessonPath(name: string, folder: string = LESSONS_FOLDER): string {
  return looksLikePath(name) ? name : path.join(folder, `${name}${EXTENSION}`);
}

/** The text of the notes on a lesson that comes with the lab; null where there are none. */
export function readNotes(lesson: string, folder: string = NOTES_FOLDER): string | null {
  const file = path.join(folder, `${lesson}${EXTENSION}`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** What one begins from who writes a lesson, with notes in this language. */
export const templatePath = (language: Language): string =>
  path.join(TEMPLATES_FOLDER, `lesson.${language}${EXTENSION}`);

/** Throws Node's own error (ENOENT, EISDIR …). */
export function readLesson(file: string): string {
  return readFileSync(file, 'utf8');
}

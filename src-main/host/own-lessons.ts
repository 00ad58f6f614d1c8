/** The lessons that a person keeps in a folder of their own, each a file that is called like it. */
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Lesson, Problem } from '../common/lesson/lesson.ts';
import { loadLesson, refusal } from '../common/lesson/load.ts';
import { isLessonName, nameIn } from '../common/lesson/names.ts';
import { LessonDraft } from '../common/protocol/app.ts';
import { LabError } from '../common/protocol/errors.ts';
import { told } from '../common/text/telling.ts';
import { dataFolder } from './data-folder.ts';
import { lessonIds } from './lesson-files.ts';
import { removeQuietly } from './quiet-removal.ts';
import { writeWhole } from './whole-file.ts';

const EXTENSION = '.yaml';
/** UTF-8 takes at most four bytes for a character, and the loader takes a million characters. */
const MOST_BYTES = 4 << 20;

export interface LessonText {
  text: string;
  /** Of the text; a file that has another one has been changed meanwhile. */
  version: string;
}

export const ownLessonsFolder = (env: NodeJS.ProcessEnv): string => path.join(dataFolder(env), 'lessons');

export class OwnLessons {
  readonly folder: string;
  readonly #listeners = new Set<() => void>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** By name; none where there is no folder that can be read. */
  ids(): string[] {
    try {
      const files = readdirSync(this.folder).filter((name) => name.endsWith(EXTENSION));
      return files
        .map((name) => name.slice(0, -EXTENSION.length))
        .filter(isLessonName)
        .sort();
    } catch {
      return [];
    }
  }

  /** Whatever is in the file. Throws a LabError when there is none, or none that can be read. */
  read(id: string): LessonText {
    const file = this.fileOf(id);
    try {
      // A pipe would keep the app waiting, and the file of a disk image would fill its memory.
      const { size } = ordinary(file);
      const text = size > MOST_BYTES ? ' '.repeat(MOST_BYTES) : readFileSync(file, 'utf8');
      return { text, version: versionOf(text) };
    } catch (error) {
      throw fileError(error, id);
    }
  }

  /** As the lab would run it. Throws a LabError when it cannot be read. */
  load(id: string): { lesson: Lesson } | { problems: Problem[] } {
    const { text } = this.read(id);
    if (lessonIds().includes(id))
      return { problems: [refusal(told('lesson.taken', { name: id }), told('lesson.rename'))] };
    const loaded = loadLesson(text);
    if ('problems' in loaded || loaded.lesson.id === id) return loaded;
    const hint = told('lesson.file-hint', { file: `${loaded.lesson.id}${EXTENSION}` });
    return { problems: [refusal(told('lesson.file', { file: `${id}${EXTENSION}`, name: loaded.lesson.id }), hint)] };
  }

  /**
   * Under the name that the text gives itself. `over` is the version that it takes the place of, null when there is to
   * be none. Answers the new version; throws a LabError, and then what there was is as it was.
   */
  save(text: string, over: string | null): { id: string; version: string } {
    const id = nameIn(text);
    if (id === null)
      throw new LabError('lesson-unnamed', 'The lesson has no name.', 'It starts with "lesson: " and its name.');
    if (lessonIds().includes(id))
      throw new LabError('lesson-taken', told('lesson.taken', { name: id }), 'Call yours otherwise.');
    const file = this.fileOf(id);
    const fresh = `${file}.${process.pid}`;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeWhole(fresh, text);
      if (over === null) linkSync(fresh, file);
      else {
        if (this.read(id).version !== over) throw changed(id);
        renameSync(fresh, file);
      }
    } catch (error) {
      throw fileError(error, id);
    } finally {
      removeQuietly(fresh);
    }
    this.#tell();
    return { id, version: versionOf(text) };
  }

  /** Throws a LabError when it is not there any more as `version`. */
  remove(id: string, version: string): void {
    if (this.read(id).version !== version) throw changed(id);
    try {
      rmSync(this.fileOf(id));
    } catch (error) {
      throw fileError(error, id);
    }
    this.#tell();
  }

  /** What was being written when the app was closed; null when all was saved. */
  draft(): LessonDraft | null {
    try {
      const parsed = v.safeParse(LessonDraft, JSON.parse(readFileSync(this.#draftFile, 'utf8')));
      return parsed.success ? parsed.output : null;
    } catch {
      return null;
    }
  }

  /** Throws a LabError. */
  keepDraft(draft: LessonDraft | null): void {
    if (draft === null) return removeQuietly(this.#draftFile);
    const fresh = `${this.#draftFile}.${process.pid}`;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeWhole(fresh, JSON.stringify(draft));
      renameSync(fresh, this.#draftFile);
    } catch (error) {
      removeQuietly(fresh);
      throw fileError(error, nameIn(draft.text) ?? '');
    }
  }

  get #draftFile(): string {
    return path.join(this.folder, 'draft.json');
  }

  /** Returns the removal of the listener. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws a LabError for what is no name, so that no name leads elsewhere. */
  fileOf(id: string): string {
    if (!isLessonName(id)) throw new LabError('unknown-lesson', `There is no lesson "${id}".`);
    return path.join(this.folder, `${id}${EXTENSION}`);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function ordinary(file: string): { size: number } {
  const stats = statSync(file);
  if (!stats.isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
  return stats;
}

const changed = (id: string): LabError =>
  new LabError('lesson-changed', `The file of the lesson "${id}" has been changed meanwhile.`, 'Look at it first.');

function fileError(error: unknown, id: string): LabError {
  if (error instanceof LabError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return new LabError(
      'lesson-exists',
      `There is a lesson "${id}" already.`,
      'Take its place, or choose another name.',
    );
  if (code === 'ENOENT') return new LabError('unknown-lesson', `There is no lesson "${id}".`);
  return new LabError('lesson-file', told('lesson.unreachable', { name: id, reason: code || message }));
}

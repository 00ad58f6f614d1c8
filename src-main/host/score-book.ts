/** The scores of the person on this PC, in one file of theirs; what is not right in it is set aside and told, never lost. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { ScoreList } from '../common/protocol/app.ts';
import { LabError } from '../common/protocol/errors.ts';
import { Score, shareOf } from '../common/scores/score.ts';
import { told, type Telling } from '../common/text/telling.ts';
import { dataFolder } from './data-folder.ts';
import { removeQuietly } from './quiet-removal.ts';
import { writeWhole } from './whole-file.ts';

/** Of many runs the oldest are forgotten, but for the best of each lesson. */
export const MOST_RUNS = 300;
/** Far more than so many runs take. */
const MOST_BYTES = 8 << 20;

const File = v.object({ version: v.literal(1), scores: v.array(Score) });

export const scoresFile = (env: NodeJS.ProcessEnv): string => path.join(dataFolder(env), 'scores.json');

export class ScoreBook {
  readonly #file: string;
  readonly #now: () => Date;
  readonly #listeners = new Set<(list: ScoreList) => void>();
  /** What could not be written: it is there until the app ends. */
  #unwritten: Score[] = [];
  #trouble: Telling | null = null;

  constructor(file: string, now: () => Date = () => new Date()) {
    this.#file = file;
    this.#now = now;
  }

  /** Read anew each time: another app of this person may have added some. */
  list(): ScoreList {
    const scores = [...(this.#read() ?? []), ...this.#unwritten];
    return { scores, trouble: this.#trouble };
  }

  add(score: Score): void {
    this.#unwritten.push(score);
    const written = this.#read();
    // Nothing is overwritten that could not be read.
    if (written !== null) this.#write(bounded([...written, ...this.#unwritten]));
    this.#tell();
  }

  /** Throws a LabError when they cannot be removed. */
  clear(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch (error) {
      throw new LabError('scores-file', told('scores.unremoved', { file: this.#file, reason: reasonOf(error) }));
    }
    this.#unwritten = [];
    this.#trouble = null;
    this.#tell();
  }

  /** Returns the removal of the listener. */
  onChange(listener: (list: ScoreList) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    const list = this.list();
    for (const listener of this.#listeners) listener(list);
  }

  /** Null when there is a file that can neither be read nor be set aside. */
  #read(): Score[] | null {
    try {
      const text = readText(this.#file);
      return scoresIn(text) ?? this.#setAside();
    } catch (error) {
      if (reasonOf(error) === 'ENOENT') return [];
      this.#trouble = told('scores.unreadable', { file: this.#file, reason: reasonOf(error) });
      return null;
    }
  }

  /** Under a name that nothing has; then there are no scores. */
  #setAside(): Score[] {
    const aside = `${this.#file}.${this.#now().toISOString().replaceAll(':', '-')}.broken`;
    renameSync(this.#file, aside);
    this.#trouble = told('scores.broken', { file: aside });
    return [];
  }

  /** By renaming: a reader finds the old file or the new one, whole. */
  #write(scores: Score[]): void {
    const fresh = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      writeWhole(fresh, `${JSON.stringify({ version: 1, scores })}\n`);
      renameSync(fresh, this.#file);
      this.#unwritten = [];
    } catch (error) {
      this.#trouble = told('scores.unwritten', { file: this.#file, reason: reasonOf(error) });
      removeQuietly(fresh);
    }
  }
}

/** Throws Node's own error. */
function readText(file: string): string {
  const stats = statSync(file);
  // A pipe would keep the app waiting, and the file of a disk image would fill its memory.
  if (!stats.isFile()) throw Object.assign(new Error(), { code: 'EISDIR' });
  return stats.size > MOST_BYTES ? '' : readFileSync(file, 'utf8');
}

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};

function bounded(scores: Score[]): Score[] {
  let spare = scores.length - MOST_RUNS;
  if (spare <= 0) return scores;
  const best = new Map<string, Score>();
  for (const score of scores) {
    const before = best.get(score.lesson);
    if (before === undefined || quality(score) >= quality(before)) best.set(score.lesson, score);
  }
  return scores.filter((score) => best.get(score.lesson) === score || spare-- <= 0);
}

function quality(score: Score): number {
  const { right, of } = shareOf(score);
  return score.stopped ? -1 : of === 0 ? 0 : right / of;
}

function scoresIn(text: string): Score[] | null {
  try {
    const parsed = v.safeParse(File, JSON.parse(text));
    return parsed.success ? parsed.output.scores : null;
  } catch {
    return null;
  }
}

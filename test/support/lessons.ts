/** The lessons that are shipped, as a host tells of them, and recorded runs of theirs. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { LessonSummary } from '../../src-main/common/protocol/app.ts';
import type { Translated } from '../../src-main/common/lesson/lesson.ts';

interface LessonFile {
  lesson: string;
  title: Translated;
  about: Translated;
  steps: { name: Translated; full?: boolean }[];
}

export function shippedLessons(): LessonSummary[] {
  const folder = new URL('../../resources/lessons/', import.meta.url);
  return readdirSync(folder).map((name) => {
    const { lesson, title, about, steps } = parse(readFileSync(new URL(name, folder), 'utf8')) as LessonFile;
    return { id: lesson, title, about, steps: steps.map(({ name, full = false }) => ({ name, full })) };
  });
}

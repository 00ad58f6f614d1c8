/** The recorded run of a shipped lesson, as the app's host answers. */
import type { RecordedRun } from '../../src-main/common/protocol/app.ts';
import type { Language } from '../../src-main/common/protocol/messages.ts';
import { loadLesson } from '../../src-main/common/lesson/load.ts';
import { lessonPath, readLesson } from '../../src-main/host/lesson-files.ts';
import { referenceRun } from '../../src-main/host/reference-runs.ts';

export function recordedRun({ lesson, lang }: { lesson: string; lang: Language }): RecordedRun {
  const loaded = loadLesson(readLesson(lessonPath(lesson)));
  if ('lesson' in loaded) return { events: referenceRun(loaded.lesson, lang) };
  throw new Error(JSON.stringify(loaded.problems));
}

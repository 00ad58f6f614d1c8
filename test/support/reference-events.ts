/** The recorded run of a lesson, as if it had just been made. */
import { loadLesson } from '../../src-main/common/lesson/load.ts';
import type { Event } from '../../src-main/common/protocol/events.ts';
import type { Language } from '../../src-main/common/protocol/messages.ts';
import { lessonPath, readLesson } from '../../src-main/host/lesson-files.ts';
import { referenceRun } from '../../src-main/host/reference-runs.ts';

export function referenceEvents(id: string, language: Language = 'en'): Event[] {
  const loaded = loadLesson(readLesson(lessonPath(id)));
  if ('problems' in loaded) throw new Error(`the lesson ${id} is not right`);
  const events = referenceRun(loaded.lesson, language);
  const end = Math.max(...events.map((event) => ('t' in event ? event.t : 0)));
  return events.map((event) => (event.type === 'lab' ? { ...event, startedAt: Date.now() / 1000 - end } : event));
}

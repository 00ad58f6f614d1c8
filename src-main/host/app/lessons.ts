/** The lessons of the app's list: those that come with the lab, and the person's own. */
import type { LessonSource, LessonSummary } from '../../common/protocol/app.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { Language } from '../../common/protocol/messages.ts';
import type { Lesson, Problem } from '../../common/lesson/lesson.ts';
import { draftName } from '../../common/lesson/names.ts';
import { loadLesson, refusal } from '../../common/lesson/load.ts';
import { loadNotes } from '../../common/lesson/notes.ts';
import { summaryOf } from '../../common/lesson/summary.ts';
import { told } from '../../common/text/telling.ts';
import { lessonIds, lessonPath, readLesson, readNotes, templatePath } from '../lesson-files.ts';
import type { OwnLessons } from '../own-lessons.ts';

type Loaded = { lesson: Lesson } | { problems: Problem[] };

/** Read anew each time: whoever writes lessons need only reload the page. */
export function lessonSummaries(own: OwnLessons): LessonSummary[] {
  return [
    ...shippedLessons(),
    ...own.ids().map((id): LessonSummary => {
      const loaded = loadOwn(id, own);
      if ('lesson' in loaded) return { ...summaryOf(loaded.lesson), own: true, problem: null };
      const [name, nothing] = [bothLanguages(id), bothLanguages('')];
      const problem = loaded.problems[0] ?? null;
      return { id, title: name, about: nothing, minutes: 0, picture: null, notes: null, steps: [], own: true, problem };
    }),
  ];
}

/** One that is not right is left out: a test sees to it that there is none. */
export function shippedLessons(): LessonSummary[] {
  return lessonIds().flatMap((id) => {
    const loaded = loadShipped(id);
    return 'lesson' in loaded ? [{ ...summaryOf(noted(loaded.lesson)), own: false, problem: null }] : [];
  });
}

/** Throws a LabError. A page names a lesson of the list and never a file. */
export function lessonOfList(id: string, own: OwnLessons): Lesson {
  return rightOne(id, lessonIds().includes(id) ? loadShipped(id) : own.load(id));
}

/** Under the name of a draft: a page that did not write it must not take it for a lesson of the list. Throws a LabError. */
export function draftOf(text: string): Lesson {
  const lesson = rightOne('', loadLesson(text));
  return { ...lesson, id: draftName(lesson.id) };
}

/** Throws a LabError. */
export function sourceOf(id: string, own: OwnLessons): LessonSource {
  if (own.ids().includes(id)) return own.read(id);
  if (!lessonIds().includes(id)) throw new LabError('unknown-lesson', `There is no lesson "${id}".`);
  return { text: readLesson(lessonPath(id)), version: null };
}

export const templateIn = (language: Language): LessonSource => ({
  text: readLesson(templatePath(language)),
  version: null,
});

/** With the notes beside it; those that are not right are left out, as a lesson is. */
function noted(lesson: Lesson): Lesson {
  const text = readNotes(lesson.id);
  const loaded = text === null ? null : loadNotes(text, lesson);
  return loaded && 'lesson' in loaded ? loaded.lesson : lesson;
}

const loadShipped = (id: string): Loaded => loadLesson(readLesson(lessonPath(id)));

function loadOwn(id: string, own: OwnLessons): Loaded {
  try {
    return own.load(id);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    // It was there when the folder was listed: a link that leads nowhere.
    return { problems: [refusal(error.said ?? told('lesson.unreachable', { name: id, reason: 'ENOENT' }), '')] };
  }
}

const bothLanguages = (text: string): LessonSummary['title'] => ({ en: text, 'zh-CN': text });

function rightOne(id: string, loaded: Loaded): Lesson {
  if ('lesson' in loaded) return loaded.lesson;
  const [problem] = loaded.problems;
  const values = { name: id, line: problem?.line ?? 1, problem: problem?.told.message ?? '' };
  throw new LabError('bad-lesson', told('lesson.bad', values), problem?.hint);
}

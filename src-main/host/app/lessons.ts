/** The lessons of the app's list. */
import type { LessonSummary, StepSummary } from '../../common/protocol/app.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { Lesson, Step } from '../../common/lesson/lesson.ts';
import { loadLesson } from '../../common/lesson/load.ts';
import { courseOf } from '../courses.ts';
import { lessonIds, lessonPath, readLesson } from '../lesson-files.ts';

/** Read anew each time: whoever writes lessons need only reload the page. One that is not right is left out. */
export function lessonSummaries(): LessonSummary[] {
  return lessonIds().flatMap((id) => {
    const loaded = loadLesson(readLesson(lessonPath(id)));
    if (!('lesson' in loaded)) return [];
    const { title, about, steps } = loaded.lesson;
    return [{ id, title, about, course: courseOf(id), steps: steps.map(summaryOf) }];
  });
}

const summaryOf = ({ name, full, predict = [], explain }: Step): StepSummary => ({
  name,
  full,
  predict: predict.map(({ ask, why }) => ({ ask, why })),
  explain: explain ?? null,
});

/** Throws a LabError. A page names a lesson of the list and never a file. */
export function lessonOfList(id: string): Lesson {
  if (!lessonIds().includes(id)) throw new LabError('unknown-lesson', `There is no lesson "${id}".`);
  const loaded = loadLesson(readLesson(lessonPath(id)));
  if ('lesson' in loaded) return loaded.lesson;
  const [problem] = loaded.problems;
  const where = problem === undefined ? '' : ` (line ${problem.line}: ${problem.message})`;
  throw new LabError('bad-lesson', `The file of the lesson "${id}" is not right${where}.`);
}

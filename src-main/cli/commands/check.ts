/** `check`: is this a lesson, or a file of courses, and if not, where. */
import { isCourseFile, loadCourses } from '../../common/courses/load.ts';
import { loadLesson } from '../../common/lesson/load.ts';
import { lessonIds } from '../../host/lesson-files.ts';
import { OwnLessons, ownLessonsFolder } from '../../host/own-lessons.ts';
import type { Say } from '../../host/words.ts';
import { EXIT, Failure } from '../failure.ts';
import { problemLines, readText } from '../lesson-argument.ts';
import type { Output } from '../output.ts';

export function check(file: string, say: Say, output: Output): number {
  const text = readText(file, say);
  output.write(`${isCourseFile(text) ? courses(file, text, say) : lesson(file, text, say)}\n`);
  return EXIT.held;
}

function lesson(file: string, text: string, say: Say): string {
  const loaded = loadLesson(text);
  if ('problems' in loaded) throw new Failure(EXIT.wrongUse, ...problemLines(file, loaded.problems, say));
  const { steps, expect } = loaded.lesson;
  return say('check.good', { file, steps: steps.length, expectations: expect.length });
}

/** Lessons of one's own may be part of it. */
function courses(file: string, text: string, say: Say): string {
  const known = [...lessonIds(), ...new OwnLessons(ownLessonsFolder(process.env)).ids()];
  const loaded = loadCourses(text, known);
  if ('problems' in loaded) throw new Failure(EXIT.wrongUse, ...problemLines(file, loaded.problems, say));
  const lessons = loaded.courses.flatMap((course) => course.lessons).length;
  return say('check.good-courses', { file, courses: loaded.courses.length, lessons });
}

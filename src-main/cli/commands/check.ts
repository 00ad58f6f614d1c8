/** `check`: is this a lesson, a file of courses or one of notes, and if not, where. */
import { isCourseFile, loadCourses } from '../../common/courses/load.ts';
import { loadLesson } from '../../common/lesson/load.ts';
import { isNotesFile, lessonOfNotes, loadNotes } from '../../common/lesson/notes.ts';
import { lessonIds, lessonPath, readLesson } from '../../host/lesson-files.ts';
import { OwnLessons, ownLessonsFolder } from '../../host/own-lessons.ts';
import type { Say } from '../../host/words.ts';
import { EXIT, Failure } from '../failure.ts';
import { problemLines, readText } from '../lesson-argument.ts';
import type { Output } from '../output.ts';

export function check(file: string, say: Say, output: Output): number {
  const text = readText(file, say);
  const kind = isCourseFile(text) ? courses : isNotesFile(text) ? notes : lesson;
  output.write(`${kind(file, text, say)}\n`);
  return EXIT.held;
}

function lesson(file: string, text: string, say: Say): string {
  const loaded = loadLesson(text);
  if ('problems' in loaded) throw new Failure(EXIT.wrongUse, ...problemLines(file, loaded.problems, say));
  const { steps, expect } = loaded.lesson;
  return say('check.good', { file, steps: steps.length, expectations: expect.length });
}

/** Notes are files beside the lab's own lessons; a lesson of one's own has them in it. */
function notes(file: string, text: string, say: Say): string {
  const id = lessonOfNotes(text);
  const beside = id !== null && lessonIds().includes(id) ? loadLesson(readLesson(lessonPath(id))) : null;
  const loaded = loadNotes(text, beside && 'lesson' in beside ? beside.lesson : null);
  if ('problems' in loaded) throw new Failure(EXIT.wrongUse, ...problemLines(file, loaded.problems, say));
  const { id: lesson, steps } = loaded.lesson;
  return say('check.good-notes', { file, lesson, steps: steps.filter((step) => step.notes).length });
}

/** Lessons of one's own may be part of it. */
function courses(file: string, text: string, say: Say): string {
  const known = [...lessonIds(), ...new OwnLessons(ownLessonsFolder(process.env)).ids()];
  const loaded = loadCourses(text, known);
  if ('problems' in loaded) throw new Failure(EXIT.wrongUse, ...problemLines(file, loaded.problems, say));
  const lessons = loaded.courses.flatMap((course) => course.lessons).length;
  return say('check.good-courses', { file, courses: loaded.courses.length, lessons });
}

/** The text of a file of courses → courses, or everything that is wrong with it. */
import { isScalar, type Node } from 'yaml';
import { parseYaml } from '../lesson/document.ts';
import { need, offsetOf, readGroup, readList, readText, readTranslated, type Field } from '../lesson/fields.ts';
import type { Problem } from '../lesson/lesson.ts';
import { isLessonName } from '../lesson/names.ts';
import { Problems } from '../lesson/problems.ts';
import { didYouMean } from '../text/nearest.ts';
import { told } from '../text/telling.ts';
import type { Course, Named, PlacedCourse } from './course.ts';
import { checkOrder } from './order.ts';

/** Whether it means to be a file of courses, right or wrong. */
export const isCourseFile = (text: string): boolean => /^courses[ \t]*:/m.test(text);

/**
 * Never throws. `known`: the lessons that there are; null when each that is named is taken for one. The answer is the
 * courses in order, or at least one problem, sorted by line.
 */
export function loadCourses(
  text: string,
  known: readonly string[] | null,
): { courses: Course[] } | { problems: Problem[] } {
  const problems = new Problems(text);
  try {
    const root = parseYaml(text, problems);
    const courses = root && readCourses(root, known, problems);
    if (courses !== undefined && problems.count === 0) return { courses: courses.map(courseOf) };
  } catch (error) {
    // The YAML reader recurses, so deep enough nesting ends its stack.
    problems.add(0, told('file.unreadable', { reason: String(error) }), told('file.nests'));
  }
  return { problems: problems.list() };
}

const courseOf = ({ id, title, prerequisites, lessons }: PlacedCourse): Course => ({
  ...{ id, title },
  prerequisites: prerequisites.map(({ name }) => name),
  lessons: lessons.map(({ name }) => name),
});

function readCourses(root: Node, known: readonly string[] | null, problems: Problems): PlacedCourse[] {
  const start = offsetOf(root);
  const fields = readGroup(root, told('part.courses'), ['courses'], problems, start);
  const list = fields && need(fields, 'courses', told('part.courses'), start, problems);
  if (!list) return [];
  const courses = readList(list, problems)
    .map((node) => readCourse(node, list.offset, problems))
    .filter((course) => course !== undefined);
  for (const { prerequisites, lessons } of courses)
    for (const { name, offset } of [...prerequisites, ...lessons])
      if (known && !known.includes(name)) problems.add(offset, told('course.no-lesson', { name }), hintFor(name));
  // Beside names that nobody has, most of the order would seem wrong.
  if (problems.count === 0) checkOrder(courses, problems);
  return courses;

  function hintFor(name: string) {
    if (courses.some(({ id }) => id === name)) return told('course.is-course', { name });
    return didYouMean(name, known ?? []) ?? told('course.lessons');
  }
}

function readCourse(node: Node | null, whereEmpty: number, problems: Problems): PlacedCourse | undefined {
  const where = node === null ? whereEmpty : offsetOf(node);
  const names = ['course', 'title', 'prerequisites', 'lessons'];
  const fields = readGroup(node, told('part.course'), names, problems, where);
  if (fields === undefined) return undefined;
  const field = (name: string) => need(fields, name, told('part.the-course'), where, problems);
  const idField = field('course');
  const id = idField && readText(idField, problems);
  if (id !== undefined && !isLessonName(id))
    problems.add(offsetOf(idField?.value ?? null), told('course.no-name'), told('course.name-hint'));
  const titleField = field('title');
  const title = titleField && readTranslated(titleField, problems);
  const lessonsField = field('lessons');
  const prerequisitesField = fields.get('prerequisites');
  const lessons = lessonsField ? readNames(lessonsField, problems) : [];
  const prerequisites = prerequisitesField ? readNames(prerequisitesField, problems) : [];
  return id === undefined || title === undefined
    ? undefined
    : { id, offset: offsetOf(idField?.value ?? null), title, prerequisites, lessons };
}

function readNames(field: Field, problems: Problems): Named[] {
  const names = new Set<string>();
  return readList(field, problems).flatMap((node) => {
    const offset = node === null ? field.offset : offsetOf(node);
    const name = isScalar(node) && typeof node.value === 'string' ? node.value : '';
    if (!isLessonName(name)) problems.add(offset, told('course.entry'), told('course.entry-hint'));
    else if (names.has(name)) problems.add(offset, told('course.named-twice', { name }), told('hint.take-line-away'));
    else return [{ name: (names.add(name), name), offset }];
    return [];
  });
}

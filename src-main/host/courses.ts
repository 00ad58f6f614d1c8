/** In which order the shipped lessons are learned, and what they are part of. */
import type { Translated } from '../common/lesson/lesson.ts';
import courses from '../../resources/courses.json' with { type: 'json' };

export const COURSES: readonly { title: Translated; lessons: string[] }[] = courses;

const ORDER = COURSES.flatMap(({ lessons }) => lessons);

/** The title of the course that a lesson is part of; null when it is part of none. */
export const courseOf = (id: string): Translated | null =>
  COURSES.find(({ lessons }) => lessons.includes(id))?.title ?? null;

/** Lessons of courses come first, in their order; the others follow by name. */
export function inCourseOrder(ids: readonly string[]): string[] {
  const place = (id: string): number => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);
  return [...ids].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

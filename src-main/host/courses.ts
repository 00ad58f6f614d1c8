/** In which order the shipped lessons are learned, and what they are part of. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Course } from '../common/courses/course.ts';
import { loadCourses } from '../common/courses/load.ts';

/** The same steps lead there from src-main/host and from the bundle in build/main. */
export const COURSES_FILE = fileURLToPath(new URL('../../resources/courses.yaml', import.meta.url));

let shipped: Course[] | undefined;

/** A test sees to it that the file is right, and that the lessons are there. */
export function shippedCourses(): readonly Course[] {
  if (shipped) return shipped;
  const loaded = loadCourses(readFileSync(COURSES_FILE, 'utf8'), null);
  return (shipped = 'courses' in loaded ? loaded.courses : []);
}

/** Lessons of courses come first, in their order; the others follow by name. */
export function inCourseOrder(ids: readonly string[]): string[] {
  const order = shippedCourses().flatMap(({ lessons }) => lessons);
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...ids].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

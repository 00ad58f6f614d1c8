import type { Translated } from '../lesson/lesson.ts';

/** Lessons in the order in which they are learned. */
export interface Course {
  /** Lower-case words joined by hyphens. */
  id: string;
  title: Translated;
  /** Lessons of other courses that it builds on. */
  prerequisites: string[];
  lessons: string[];
}

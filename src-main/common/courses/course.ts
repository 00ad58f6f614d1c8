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

/** A lesson's name, and where it stands in the text of a file of courses. */
export interface Named {
  name: string;
  offset: number;
}

/** A course as it stands in such a file. */
export type PlacedCourse = Omit<Course, 'prerequisites' | 'lessons'> &
  Record<'prerequisites' | 'lessons', Named[]> & {
    /** Of its name. */
    offset: number;
  };

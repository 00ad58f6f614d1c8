import { expect, it } from 'vitest';
import { COURSES, courseOf, inCourseOrder } from '../../../src-main/host/courses.ts';
import { lessonIds } from '../../../src-main/host/lesson-files.ts';

it('Every shipped lesson is part of just one course, and every lesson of a course is shipped', () => {
  const named = COURSES.flatMap(({ lessons }) => lessons);
  expect(new Set(named).size).toBe(named.length);
  expect([...lessonIds()].sort()).toEqual([...named].sort());
});

it('Lessons come in the order of the courses, those of nobody after them by name', () => {
  expect(inCourseOrder(['zebra', 'four-way-close', 'my-own', 'three-way-handshake'])).toEqual([
    'three-way-handshake',
    'four-way-close',
    'my-own',
    'zebra',
  ]);
  expect(courseOf('my-own')).toBeNull();
});

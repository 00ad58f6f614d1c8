import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isCourseFile, loadCourses } from '../../../src-main/common/courses/load.ts';
import { COURSES_FILE, inCourseOrder, shippedCourses } from '../../../src-main/host/courses.ts';
import { lessonIds } from '../../../src-main/host/lesson-files.ts';

it('The shipped file of courses is right', () => {
  const text = readFileSync(COURSES_FILE, 'utf8');
  expect(isCourseFile(text)).toBe(true);
  expect(loadCourses(text, lessonIds())).toEqual({ courses: shippedCourses() });
});

it('Every shipped lesson is part of just one course, and every lesson of a course is shipped', () => {
  const named = shippedCourses().flatMap(({ lessons }) => lessons);
  expect(new Set(named).size).toBe(named.length);
  expect([...lessonIds()].sort()).toEqual([...named].sort());
});

it('Every course but the first builds on lessons of an earlier one', () => {
  const [first, ...others] = shippedCourses();
  expect(first?.prerequisites).toEqual([]);
  expect(others.filter(({ prerequisites }) => prerequisites.length === 0)).toEqual([]);
});

it('Lessons come in the order of the courses, those of nobody after them by name', () => {
  expect(inCourseOrder(['zebra', 'four-way-close', 'my-own', 'three-way-handshake'])).toEqual([
    'three-way-handshake',
    'four-way-close',
    'my-own',
    'zebra',
  ]);
});

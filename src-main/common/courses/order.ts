/** Whether courses can be taken in the order in which they stand: what one builds on comes before it. */
import type { Problems } from '../lesson/problems.ts';
import { told } from '../text/telling.ts';
import type { PlacedCourse } from './course.ts';

export function checkOrder(courses: readonly PlacedCourse[], problems: Problems): void {
  /** The place of the course that a lesson is part of. */
  const placeOf = new Map<string, number>();
  for (const [place, { id, offset: at, lessons }] of courses.entries()) {
    if (courses.findIndex((course) => course.id === id) < place)
      problems.add(at, told('course.twice', { name: id }), told('course.rename'));
    for (const { name, offset } of lessons) {
      const first = courses[placeOf.get(name) ?? -1];
      if (first)
        problems.add(offset, told('course.lesson-twice', { name, course: first.id }), told('hint.take-line-away'));
      else placeOf.set(name, place);
    }
  }
  for (const [place, { prerequisites }] of courses.entries())
    for (const { name, offset } of prerequisites) {
      const other = placeOf.get(name);
      const course = courses[other ?? -1]?.id ?? '';
      if (other === place) problems.add(offset, told('course.itself', { name }), told('course.itself-hint'));
      if (other === undefined || other <= place) continue;
      const way = wayTo(place, other);
      if (way)
        problems.add(offset, told('course.cycle', { courses: named([place, ...way]) }), told('course.cycle-hint'));
      else problems.add(offset, told('course.later', { name, course }), told('course.later-hint', { course }));
    }

  /** The courses from one that build on each other up to `end`, itself included; undefined when they do not lead there. */
  function wayTo(end: number, from: number, passed = new Set<number>()): number[] | undefined {
    if (from === end) return [end];
    if (passed.has(from)) return undefined;
    passed.add(from);
    for (const { name } of courses[from]?.prerequisites ?? []) {
      const next = placeOf.get(name);
      const way = next === undefined || next === from ? undefined : wayTo(end, next, passed);
      if (way) return [from, ...way];
    }
    return undefined;
  }

  function named(places: readonly number[]): string {
    return places.map((place) => courses[place]?.id ?? '').join(' → ');
  }
}

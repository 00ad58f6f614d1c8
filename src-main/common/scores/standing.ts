/** What the runs of a lesson come to, and those of a course. */
import type { Course } from '../courses/course.ts';
import { shareOf, type Score, type Share } from './score.ts';

export interface Standing {
  /** Runs that were not stopped. */
  runs: number;
  /** The run with the greatest share of right answers, the latest of several; null where no answer counted. */
  best: Share | null;
  /** Stopped or not. */
  last: Score;
}

/** By lesson; `scores` in order of time. */
export function standingsOf(scores: readonly Score[]): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  for (const score of scores) {
    const before = standings.get(score.lesson);
    const share = shareOf(score);
    const counts = !score.stopped && share.of > 0;
    standings.set(score.lesson, {
      runs: (before?.runs ?? 0) + (score.stopped ? 0 : 1),
      best: counts ? better(before?.best ?? null, share) : (before?.best ?? null),
      last: score,
    });
  }
  return standings;
}

function better(before: Share | null, share: Share): Share {
  return before !== null && before.right * share.of > share.right * before.of ? before : share;
}

export type Standings = ReadonlyMap<string, Standing>;

/** Whether a run of this lesson has come to its end. */
export const isDone = (standings: Standings, lesson: string): boolean => (standings.get(lesson)?.runs ?? 0) > 0;

export interface Progress {
  done: number;
  of: number;
  /** Prerequisites that were not done on this PC. */
  missing: string[];
}

export const progressOf = ({ lessons, prerequisites }: Course, standings: Standings): Progress => ({
  done: lessons.filter((lesson) => isDone(standings, lesson)).length,
  of: lessons.length,
  missing: prerequisites.filter((lesson) => !isDone(standings, lesson)),
});

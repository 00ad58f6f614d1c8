/** The room-check: every lesson of every course, unattended, before a class comes in. */
import type { LabErrorData } from './errors.ts';

/** How one lesson went. */
export interface CheckedLesson {
  lesson: string;
  /** The title of its course. */
  course: string;
  passed: boolean;
  /** From the start of its lab to the end of that. */
  seconds: number;
  /** The first expectation that was missed, with what was seen instead; null when all held. */
  missed: string | null;
}

export interface RoomStatus {
  state: 'running' | 'done' | 'stopped' | 'failed';
  /** Ids of those that it runs, in order. */
  lessons: string[];
  /** So far; while it runs, the one after these is under way. */
  checked: CheckedLesson[];
  /** Why it could not go on. */
  error: LabErrorData | null;
}

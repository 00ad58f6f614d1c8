/** Scores as a person takes them to somebody: docs/csv.md says what is in them. */
import type { Course } from '../courses/course.ts';
import { csvRecord } from '../text/csv.ts';
import { shareOf, type Evidence, type Score } from './score.ts';

export interface Exported {
  /** Whose they are, as the person wrote; may be empty. */
  name: string;
  scores: readonly Score[];
  courses: readonly Course[];
}

const HEADER = [
  ...['name', 'at', 'course', 'lesson', 'kernel', 'engine', 'stopped', 'held', 'missed', 'right', 'of'],
  ...['step', 'question', 'given', 'truth', 'verdict', 'evidence'],
];

/** One record for each question that a run had, at least one for each run. */
export function* scoresCsv({ name, scores, courses }: Exported): Generator<string> {
  yield csvRecord(HEADER);
  for (const score of scores) {
    const { at, lesson, kernel, engine, held, missed, stopped, answers } = score;
    const course = courses.find(({ lessons }) => lessons.includes(lesson))?.id ?? null;
    const { right, of } = shareOf(score);
    const run = [name, at, course, lesson, kernel, engine, stopped ? 'yes' : 'no', held, missed, right, of];
    if (answers.length === 0) yield csvRecord([...run, null, null, null, null, null, null]);
    for (const answer of answers) {
      const { step, ask, given, truth, evidence } = answer;
      yield csvRecord([...run, step, ask, given, truth, verdictOf(answer), evidence && evidenceText(evidence)]);
    }
  }
}

export const scoresJson = ({ name, scores }: Exported): string => `${JSON.stringify({ name, scores }, null, 2)}\n`;

export type ScoredVerdict = 'right' | 'wrong' | 'not-asked' | 'not-counted';

export function verdictOf({ given, right }: Score['answers'][number]): ScoredVerdict {
  if (given === null) return 'not-asked';
  if (right === null) return 'not-counted';
  return right ? 'right' : 'wrong';
}

/** `0.021 s: #2 SYN,ACK from server`, `0.021 s: 10.0.0.2:80-10.0.0.1:40000 SYN_RECV → ESTABLISHED`. */
export function evidenceText(evidence: Evidence): string {
  const at = `${evidence.t.toFixed(3)} s`;
  if ('segment' in evidence) {
    const { id, flags, from } = evidence.segment;
    return `${at}: #${id} ${flags} from ${from}`;
  }
  return 'socket' in evidence ? `${at}: ${evidence.socket} ${evidence.from} → ${evidence.to}` : at;
}

/** Without what some file system or shell would trip over. */
export function exportName(name: string, now: Date, extension: 'csv' | 'json'): string {
  const who = name
    .trim()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return ['tcp-lab-scores', ...(who === '' ? [] : [who]), now.toISOString().slice(0, 10)].join('-') + `.${extension}`;
}

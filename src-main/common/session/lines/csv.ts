/** The lines of a session as comma-separated values (RFC 4180): one record for each point, in order of time. */
import { csvRecord, csvTime } from '../../text/csv.ts';
import type { Session } from '../session.ts';
import { sessionLines, type SessionLine } from './session-lines.ts';

/** What the columns mean is said in docs/csv.md. */
export const CSV_HEADER = ['t', 'host', 'port', 'family', 'what', 'value', 'max', 'unit'] as const;

export function* csvRecords(session: Session): Generator<string> {
  yield csvRecord(CSV_HEADER);
  const lines = sessionLines(session);
  for (const { line, point } of inOrder(lines)) {
    const { host, port, family, what, unit } = line;
    const name = typeof what === 'string' ? what : what.counter;
    yield csvRecord([csvTime(line.t(point)), host, port, family, name, line.value(point), line.limit(point), unit]);
  }
}

/** By time; points of one moment in the order of their lines. */
function inOrder(lines: readonly SessionLine[]): { line: SessionLine; point: number; t: number }[] {
  return lines
    .flatMap((line) => Array.from({ length: line.length }, (_, point) => ({ line, point, t: line.t(point) })))
    .sort((a, b) => a.t - b.t);
}

/** What a file of them is called: by its session, and by the picture that it is of. */
export const csvName = (session: Session, picture?: string): string =>
  `${sessionName(session)}${picture === undefined ? '' : `-${picture}`}.csv`;

/** What files of a session begin with: when its lab began, UTC. */
export function sessionName({ lab }: Session): string {
  const began = new Date((lab?.startedAt ?? 0) * 1000).toISOString().slice(0, 19).replaceAll(':', '-');
  return `tcp-lab-${began}`;
}

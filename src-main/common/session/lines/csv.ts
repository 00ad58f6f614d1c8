/** The lines of a session as comma-separated values (RFC 4180): one record for each point, in order of time. */
import type { Session } from '../session.ts';
import { sessionLines, type SessionLine } from './session-lines.ts';

/** What the columns mean is said in docs/csv.md. */
export const CSV_HEADER = ['t', 'host', 'port', 'family', 'what', 'value', 'max', 'unit'] as const;

/** Of microseconds, as the kernel stamps. */
const DIGITS = 6;

/** A record ends with CRLF (RFC 4180, 2.1). */
export function* csvRecords(session: Session): Generator<string> {
  yield `${CSV_HEADER.join()}\r\n`;
  const lines = sessionLines(session);
  for (const { line, point } of inOrder(lines)) {
    const { host, port, family, what, unit } = line;
    const name = typeof what === 'string' ? what : what.counter;
    const cells = [line.t(point).toFixed(DIGITS), host, port, family, name, line.value(point), line.limit(point), unit];
    yield `${cells.map(cell).join()}\r\n`;
  }
}

/** By time; points of one moment in the order of their lines. */
function inOrder(lines: readonly SessionLine[]): { line: SessionLine; point: number; t: number }[] {
  return lines
    .flatMap((line) => Array.from({ length: line.length }, (_, point) => ({ line, point, t: line.t(point) })))
    .sort((a, b) => a.t - b.t);
}

/**
 * Numbers and names as they are. A text that is neither, as a foreign recording may name a counter, is quoted (RFC
 * 4180, 2.6 and 2.7), and a spreadsheet must not take it for a formula.
 */
function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  if (value === null || /^[A-Za-z0-9][\w.-]*$/.test(value)) return value ?? '';
  return `"${/^[=+\-@\t\r]/.test(value) ? "'" : ''}${value.replaceAll('"', '""')}"`;
}

/** What a file of them is called: by when the lab began. */
export function csvName({ lab }: Session): string {
  const began = new Date((lab?.startedAt ?? 0) * 1000).toISOString().slice(0, 19).replaceAll(':', '-');
  return `tcp-lab-${began}.csv`;
}

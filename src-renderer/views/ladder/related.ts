/** What lights up together: a segment, the row where it arrives, the states that it brought about, and back again. */
import type { Session } from '../../../src-main/common/session/session.ts';

const NOTHING: ReadonlySet<number> = new Set();

/** Ladder rows that belong to the one that is pointed at, itself included. */
export function relatedRows(session: Session, pointed: number | null): ReadonlySet<number> {
  const { rows, segments } = session;
  if (pointed === null || pointed < 0 || pointed >= rows.length) return NOTHING;
  const found = new Set([pointed]);
  const take = (segment: number): void => {
    const { start, end } = rows.spanOf(segment);
    found.add(start);
    if (end !== null) found.add(end);
  };
  const { kind, ref, marks } = rows.at(pointed);
  if (kind === 'segment' || kind === 'arrival') {
    take(ref);
    const { original } = segments.get(ref);
    if (original !== ref) take(original);
  }
  if (kind === 'call' || kind === 'return') for (const row of session.rowsOfCall(ref)) found.add(row);
  for (const { cause } of marks) {
    const segment = 'segment' in cause ? segments.rowOf(cause.segment) : undefined;
    if (segment !== undefined) take(segment);
  }
  return found;
}

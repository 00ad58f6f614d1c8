/** When the kernel's timers fire, beside when the lab says that they should: twenty connections of each kind. */
import { summaryOf } from '../../src-main/common/session/timer-summary.ts';
import { Lab } from '../support/lab.ts';
import { faultsIn, RUN_KINDS, timerRuns, type Fired } from '../support/timer-runs.ts';
import { median, type Figure } from './report.ts';

const COLUMNS = ['timer', 'fired', 'predicted s', 'measured s', 'late ms, median', 'most', 'late %, median', 'most'];

/** One line for the n-th firing of a kind: medians, and the most. */
function line(kind: Fired['kind'], nth: number, fired: readonly Fired[]): string[] {
  const summary = summaryOf(kind, fired);
  if (!summary) return [];
  const predicted = median(fired.map(({ seconds }) => seconds));
  const measured = median(fired.map(({ outcome, setAt }) => outcome.t - setAt));
  const late = [summary.median, summary.most].map((seconds) => (1000 * seconds).toFixed(1));
  const shares = [summary.medianShare, summary.mostShare].map((share) => (100 * share).toFixed(2));
  const what = `${kind} ${nth + 1}, ${fired[0]?.outcome.effect}`;
  return [what, String(summary.fired), predicted.toFixed(3), measured.toFixed(3), ...late, ...shares];
}

function printTable(fired: readonly Fired[]): void {
  const rows = RUN_KINDS.flatMap((kind) => {
    const ofKind = fired.filter((each) => each.kind === kind);
    const longest = Math.max(...ofKind.map(({ nth }) => nth));
    return Array.from({ length: longest + 1 }, (_, nth) =>
      line(
        kind,
        nth,
        ofKind.filter((each) => each.nth === nth),
      ),
    );
  });
  const table = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table) console.log(row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
  console.log();
}

export async function timerFigures(): Promise<Figure[]> {
  await using lab = await Lab.open();
  const fired = await timerRuns(lab);
  printTable(fired);
  const faults = faultsIn(fired);
  for (const fault of faults) console.log(fault);
  const figures = RUN_KINDS.flatMap((kind): Figure[] => {
    const summary = summaryOf(
      kind,
      fired.filter((each) => each.kind === kind),
    );
    if (!summary) return [];
    return [
      { name: `${kind} timer, late, median`, value: 1000 * summary.median, unit: 'ms' },
      { name: `${kind} timer, late, most of ${summary.fired}`, value: 1000 * summary.most, unit: 'ms' },
    ];
  });
  return [...figures, { name: 'timers outside [t, 1.125 t + 50 ms]', value: faults.length, unit: '', goal: '≤ 0' }];
}

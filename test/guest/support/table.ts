/** What was asked for, read back and measured, printed when all tests are through: lines side by side. */
import { after } from 'node:test';

const tables = new Map<string, string[][]>();

/** Adds a line to the table of this heading, whose first line are the names of the columns. */
export function addRow(columns: readonly string[], ...cells: string[]): void {
  const heading = columns.join();
  const rows = tables.get(heading) ?? [[...columns]];
  tables.set(heading, [...rows, cells]);
}

function lines(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
}

after(() => {
  for (const rows of tables.values()) console.log(['', ...lines(rows)].join('\n'));
});

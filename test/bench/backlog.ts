/** The two queues' limits and what becomes of those that come after, by the lab and by a plain program, as tables. */
import { plainTable } from '../support/backlog/plain.ts';
import { productTable } from '../support/backlog/product.ts';
import { differences, tableText } from '../support/backlog/table.ts';
import type { Figure } from './report.ts';

export async function backlogFigures(): Promise<Figure[]> {
  const [plain, { rows, wrongGauges }] = [await plainTable(), await productTable()];
  console.log(`by the lab:\n${tableText(rows)}\n\nby a plain program:\n${tableText(plain)}\n`);
  const differing = differences(rows, plain);
  if (differing !== '') console.log(`${differing}\n`);
  const isEqual = Number(differing === '' && wrongGauges.length === 0);
  return [{ name: 'backlog table: the same by both, and by the gauges', value: isEqual, unit: 'tables', goal: '≥ 1' }];
}

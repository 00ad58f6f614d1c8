import { expect, test } from 'vitest';
import { plainTable } from '../support/backlog/plain.ts';
import { productTable } from '../support/backlog/product.ts';
import { differences } from '../support/backlog/table.ts';

test('what fits into the queues, is refused and counted is the same by the lab and by a plain program', async () => {
  const plain = await plainTable();
  const { rows, wrongGauges } = await productTable();
  expect(differences(rows, plain)).toBe('');
  expect(wrongGauges).toEqual([]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainTable } from '../support/backlog/plain.ts';
import { productTable } from '../support/backlog/product.ts';
import { differences } from '../support/backlog/table.ts';

void test('what fits into the queues, is refused and counted is the same by the lab and by a plain program', async () => {
  const plain = await plainTable();
  const { rows, wrongGauges } = await productTable();
  assert.equal(differences(rows, plain), '');
  assert.deepEqual(wrongGauges, []);
});

import { expect, test } from 'vitest';
import { Lab } from '../support/lab.ts';
import { NAMED_RULES, PORT } from '../support/named-rules.ts';

/** `npm run bench -- rules` makes a hundred. */
const RUNS = 5;

test.each(Object.entries(NAMED_RULES))('"%s" does just that, each time', async (_rule, trial) => {
  await using lab = await Lab.open();
  const listener = await lab.listener(PORT);
  for (let run = 0; run < RUNS; run++) expect(await trial(lab, listener)).toEqual([]);
});

import { expect, test } from 'vitest';
import { Lab } from '../support/lab.ts';
import { faultsIn, timerRuns } from '../support/timer-runs.ts';

test(
  'the timers of SYN, SYN,ACK, FIN and TIME_WAIT fire when the lab says, never early and at most an eighth late, 20 of each',
  { timeout: 120_000 },
  async () => {
    await using lab = await Lab.open();
    expect(faultsIn(await timerRuns(lab))).toEqual([]);
  },
);

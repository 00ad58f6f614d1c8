import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Lab } from '../support/lab.ts';
import { faultsIn, timerRuns } from '../support/timer-runs.ts';

void test('the timers of SYN, SYN,ACK, FIN and TIME_WAIT fire when the lab says, 20 of each', async () => {
  const program = fileURLToPath(new URL('./waker.js', import.meta.url));
  const waker = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const late = text(waker.stdout);
  await using lab = await Lab.open();
  const fired = await timerRuns(lab);
  waker.stdin.end();
  assert.deepEqual(faultsIn(fired, Number(await late)), []);
});

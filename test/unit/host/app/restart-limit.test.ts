import { expect, test } from 'vitest';
import { RestartLimit } from '../../../../src-main/host/app/restart-limit.ts';

test('three early deaths are allowed, the fourth asks for a pause of seconds', () => {
  let now = 0;
  const limit = new RestartLimit(() => now);
  for (let death = 1; death <= 3; death++) {
    limit.died(100);
    expect(limit.refusal()).toBeUndefined();
  }
  limit.died(100);
  expect(limit.refusal()).toMatchObject({ code: 'too-many-restarts', hint: expect.stringContaining('doctor') });
  now = 5000;
  expect(limit.refusal()).toBeUndefined();
  limit.died(100);
  expect(limit.refusal()).toBeDefined();
});

test('a lab that lived longer than a minute ends the count', () => {
  const limit = new RestartLimit(() => 0);
  for (let death = 1; death <= 3; death++) limit.died(100);
  limit.died(60_000);
  limit.died(100);
  expect(limit.refusal()).toBeUndefined();
});

/** How often of a hundred times each of four rules did just what its sentence says (test/support/named-rules.ts). */
import { Lab } from '../support/lab.ts';
import { NAMED_RULES, PORT, type Trial } from '../support/named-rules.ts';
import type { Figure } from './report.ts';

const RUNS = 100;
/** The trials wait for the kernels' timers, so several labs take hardly longer than one. */
const LABS = 4;

async function rightRuns(trial: Trial, runs: number): Promise<number> {
  await using lab = await Lab.open();
  const listener = await lab.listener(PORT);
  let right = 0;
  for (let run = 0; run < runs; run++) {
    const faults = await trial(lab, listener);
    for (const fault of faults) console.log(fault);
    if (faults.length === 0) right++;
  }
  return right;
}

export async function ruleFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [rule, trial] of Object.entries(NAMED_RULES)) {
    const right = await Promise.all(Array.from({ length: LABS }, () => rightRuns(trial, RUNS / LABS)));
    const value = right.reduce((sum, runs) => sum + runs, 0);
    figures.push({ name: `${rule}: just that, of ${RUNS} runs`, value, unit: 'runs', goal: `≥ ${RUNS}` });
  }
  return figures;
}

/** How often two third segments that arrive at a full accept queue are both refused and told so, and one gets in later. */
import { BACKLOG, PORT, heldAcks, letGo } from '../support/held-acks.ts';
import { Lab } from '../support/lab.ts';
import type { Figure } from './report.ts';

const RUNS = 50;
/** The runs wait for the kernels' timers, so several labs take hardly longer than one. */
const LABS = 5;

async function isRight(fillUp: boolean): Promise<boolean> {
  await using lab = await Lab.open();
  await lab.client.request('knob', { host: 'server', name: 'tcp_syncookies', value: '0' });
  const listener = await lab.listener(PORT, BACKLOG);
  const faults = await letGo(lab, listener, await heldAcks(lab, fillUp));
  for (const fault of faults) console.log(fault);
  return faults.length === 0;
}

/** One after the other. */
async function rightRuns(fillUp: boolean, runs: number): Promise<number> {
  let right = 0;
  for (let run = 0; run < runs; run++) if (await isRight(fillUp)) right++;
  return right;
}

export async function heldAckFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [fillUp, name] of [
    [true, 'held ACKs at a full accept queue: both refused, one in later'],
    [false, 'held ACKs for the last place: one in, one refused, in later'],
  ] as const) {
    const right = await Promise.all(Array.from({ length: LABS }, () => rightRuns(fillUp, RUNS / LABS)));
    const value = right.reduce((sum, runs) => sum + runs, 0);
    figures.push({ name: `${name}, of ${RUNS} runs`, value, unit: 'runs', goal: `≥ ${RUNS}` });
  }
  return figures;
}

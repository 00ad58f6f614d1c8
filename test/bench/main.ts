/** `npm run bench`: what the lab costs, each figure beside a reference that was measured in the same run. */
import { fileURLToPath } from 'node:url';
import { backlogFigures } from './backlog.ts';
import { floodFigures } from './flood.ts';
import { heldAckFigures } from './held-acks.ts';
import { impairmentFigures } from './impairments.ts';
import { liveFigures } from './live.ts';
import { pageFigures } from './page.ts';
import { report, type Figure } from './report.ts';
import { ruleFigures } from './rules.ts';
import { startFigures } from './start.ts';
import { timerFigures } from './timers.ts';
import { wireFigures } from './wire.ts';

const parts: Record<string, () => Promise<Figure[]>> = {
  start: startFigures,
  wire: wireFigures,
  page: pageFigures,
  live: liveFigures,
  impairments: impairmentFigures,
  rules: ruleFigures,
  timers: timerFigures,
  backlog: backlogFigures,
  'held-acks': heldAckFigures,
  flood: floodFigures,
};
const [, , ...asked] = process.argv;
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(parts))
  if (asked.length === 0 || asked.includes(name)) figures.push(...(await measure()));
report(figures, fileURLToPath(new URL('./results.json', import.meta.url)));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../../src-main/common/protocol/events.ts';
import { Random } from '../../src-main/daemon/engine/random.ts';
import * as statistics from './support/statistics.ts';
import { addRow } from './support/table.ts';
import { AT_EASE, BRISKLY, Traffic, delaysOf, milliseconds, percent, type Asked } from './support/traffic.ts';

/** For the second measurement after a miss: two equal engines in a hundred cases differ by chance. */
const TIMES = [1, 2] as const;
const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const DELAY_COLUMNS = ['delay 50 ± 20 ms, normal', ...QUANTILES.map((share) => `p${100 * share}`)];
const RUNS = ['1', '2', '3', '4', '5 or more'];
/** How often a fixed delay and a spread one take turns. */
const TURNS = 5;
/** How far apart two samples of lateness may put what is the same. */
const LATENESS = 0.03;
/** Milliseconds: where what is late by least and by most is farther apart, the CPU says more than the engines. */
const CALM = 10;
/** So often it is measured until there were two calm times. */
const ATTEMPTS = 4;
const LONGEST_RUN = RUNS.length;

/** Milliseconds that frames took: for a fixed delay, beyond it, on this slow CPU; and for one that is spread. */
interface Delays {
  late: number[];
  spread: number[];
}

async function delaysBy(engine: Engine, count: number): Promise<Delays> {
  await using traffic = await Traffic.open(engine);
  assert.equal(traffic.lab.info.engine, engine);
  const delays: Delays = { late: [], spread: [] };
  // In turns, since how late this CPU is changes with what else the PC does.
  for (let turn = 0; turn < TURNS; turn++) {
    await traffic.impair({ delay: { time: 0.05 } });
    const fixed = delaysOf(await traffic.send(count / TURNS / 2, AT_EASE));
    delays.late.push(...fixed.map((time) => time - 50));
    await traffic.impair({ delay: { time: 0.05, jitter: 0.02, distribution: 'normal' } });
    delays.spread.push(...delaysOf(await traffic.send(count / TURNS, AT_EASE)));
  }
  const quantiles = (times: number[]): string[] =>
    QUANTILES.map((share) => milliseconds(statistics.quantile(times, share)));
  addRow(DELAY_COLUMNS, engine, ...quantiles(delays.spread));
  addRow(DELAY_COLUMNS, `${engine}, late by`, ...quantiles(delays.late));
  return delays;
}

/** Each with a lateness of the other's on top, both have either's. */
function apart(one: Delays, other: Delays): { value: number; bound: number } {
  const random = new Random(1);
  const withLateness = ({ spread }: Delays, { late }: Delays): number[] =>
    spread.map((time) => time + (late[Math.floor(random.share() * late.length)] ?? 0));
  return {
    value: statistics.distance(withLateness(one, other), withLateness(other, one)),
    bound: statistics.boundOfDistance(one.spread.length, other.spread.length) + LATENESS,
  };
}

/** Milliseconds between the tenth of a fixed delay's frames that were late by least and the tenth that were by most. */
const unrest = ({ late }: Delays): number => statistics.quantile(late, 0.9) - statistics.quantile(late, 0.1);

void test('netem and the built-in engine spread normally distributed delays alike', async (t) => {
  const misses: string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS && misses.length < TIMES.length; attempt++) {
    const count = 400 * (TIMES[misses.length] ?? 1);
    const [one, other] = [await delaysBy('netem', count), await delaysBy('built-in', count)];
    const { value, bound } = apart(one, other);
    if (value <= bound) return;
    if (Math.max(unrest(one), unrest(other)) > CALM) continue;
    misses.push(`${count} delays of each: ${percent(value)} apart, not within ${percent(bound)}`);
  }
  if (misses.length < TIMES.length) t.skip('this CPU was too busy with other things to compare two engines');
  else assert.fail(misses.join('; '));
});

const LOSSES: Record<string, NonNullable<Asked['loss']>> = {
  'loss 20 %, correlation 25 %': { model: 'random', share: 0.2, correlation: 0.25 },
  'Gilbert-Elliott 10 %, 50 %': { model: 'gilbert-elliott', toBad: 0.1, toGood: 0.5 },
};

/** Of each model, how many runs of lost frames were 1, 2, … long. */
async function runsBy(engine: Engine, count: number): Promise<Record<string, number[]>> {
  await using traffic = await Traffic.open(engine);
  const runs: Record<string, number[]> = {};
  for (const [name, loss] of Object.entries(LOSSES)) {
    await traffic.impair({ loss });
    const frames = (await traffic.send(count, BRISKLY)).sort((a, b) => a.id - b.id);
    const isLost = frames.map(({ fate }) => fate === 'lost');
    runs[name] = statistics.runLengths(isLost, LONGEST_RUN);
    addRow([`runs of losses, ${name}`, ...RUNS, 'frames'], engine, ...runs[name].map(String), String(count));
  }
  return runs;
}

/** What speaks against two rows of runs having come about in the same way. */
function differences(one: number[], other: number[]): string[] {
  const { value, bound } = statistics.chiSquare(one, other);
  const [all, others] = [statistics.sum(one), statistics.sum(other)];
  return [
    ...(value > bound ? [`lengths differ: chi-square ${value.toFixed(1)}, not within ${bound}`] : []),
    ...(Math.abs(all - others) > statistics.boundOfDifference(all, others) ? [`${all} and ${others} runs`] : []),
  ];
}

void test('netem and the built-in engine lose as often, and in runs of like lengths', async () => {
  const misses = [];
  for (const times of TIMES) {
    const [one = {}, other = {}] = [await runsBy('netem', 800 * times), await runsBy('built-in', 800 * times)];
    const found = Object.keys(LOSSES).flatMap((name) =>
      differences(one[name] ?? [], other[name] ?? []).map((text) => `${name}: ${text}`),
    );
    if (found.length === 0) return;
    misses.push(...found);
  }
  assert.fail(misses.join('; '));
});

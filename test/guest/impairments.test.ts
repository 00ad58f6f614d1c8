import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { PRESETS } from '../../src-main/common/impairment/presets.ts';
import type { FrameEvent, LinkEvent } from '../../src-main/common/protocol/events.ts';
import { Impairment } from '../../src-main/common/protocol/wire-control.ts';
import { within } from './support/deadline.ts';
import * as statistics from './support/statistics.ts';
import { addRow } from './support/table.ts';
import { AT_EASE, BRISKLY, Traffic, delaysOf, milliseconds, percent, type Asked } from './support/traffic.ts';

const COLUMNS = ['netem', 'asked', 'read back', 'measured', 'within'];
/** Frames for a share, and for the second measurement after a miss: one right netem in a hundred misses the first. */
const FRAMES = [1000, 3000] as const;

interface Measured {
  value: number;
  /** How far chance alone may put it from what was asked. */
  bound: number;
}

/** Measures until it fits, at most twice, and adds a row. */
async function expectNear(
  name: string,
  asked: number,
  readBack: number | undefined,
  measure: (count: number) => Promise<Measured>,
  text: (value: number) => string,
): Promise<void> {
  assert.equal(readBack, asked);
  const misses = [];
  for (const count of FRAMES) {
    const { value, bound } = await measure(count);
    addRow(COLUMNS, name, text(asked), text(readBack ?? NaN), text(value), `± ${text(bound)}`);
    if (Math.abs(value - asked) <= bound) return;
    misses.push(`${text(value)} of ${count} frames, not within ${text(bound)}`);
  }
  assert.fail(`${name}: asked ${text(asked)}, measured ${misses.join('; ')}`);
}

/** The share of the datagrams for which this can be said; a copy is said something of for itself. */
async function expectShare(
  traffic: Traffic,
  name: string,
  share: number,
  readBack: number | undefined,
  fits: (frame: FrameEvent) => boolean,
): Promise<void> {
  const measure = async (count: number): Promise<Measured> => {
    const frames = await traffic.send(count, BRISKLY);
    return { value: frames.filter(fits).length / count, bound: statistics.boundOfShare(share, count) };
  };
  await expectNear(name, share, readBack, measure, percent);
}

const EVERYTHING: Asked = {
  delay: { time: 0.05, jitter: 0.02, correlation: 0.25, distribution: 'normal' },
  loss: { model: 'random', share: 0.1, correlation: 0.05 },
  duplicate: { share: 0.1, correlation: 0.02 },
  corrupt: { share: 0.01 },
  reorder: { share: 0.25, gap: 5 },
  rate: 1e6,
  limit: 10,
  slot: { min: 0.01, max: 0.02, packets: 3, bytes: 3000 },
};

void test('what is in force is what the kernel reads back, all of it, and nothing of what was in force before', async () => {
  await using traffic = await Traffic.open();
  assert.equal(traffic.lab.info.engine, 'netem');
  for (const asked of [
    EVERYTHING,
    { loss: { model: 'gilbert-elliott', toBad: 0.01, toGood: 0.1, lossInBad: 0.7, lossInGood: 0.001 } },
    { loss: { model: '4-state', p13: 0.01, p31: 0.02, p32: 0.03, p23: 0.04, p14: 0.05 }, rate: 10e6 },
    { delay: { time: 0.2, jitter: 0.1 } },
    ...Object.values(PRESETS).filter((preset) => preset !== null),
  ] as Asked[])
    assert.deepEqual(await traffic.impair(asked), v.parse(Impairment, asked));
  assert.equal(await traffic.impair(null), null);
});

void test('netem delays every frame by 10, 50 and 200 ms, by the stamps of the lab', async () => {
  await using traffic = await Traffic.open();
  for (const ms of [10, 50, 200]) {
    const inForce = await traffic.impair({ delay: { time: ms / 1000 } });
    const times = delaysOf(await traffic.send(100, 50));
    const [first, half] = [0, 0.5].map((share) => statistics.quantile(times, share)) as [number, number];
    const readBack = (inForce?.delay?.time ?? NaN) * 1000;
    addRow(
      COLUMNS,
      'delay',
      `${ms} ms`,
      `${readBack} ms`,
      `${milliseconds(first)}, median ${milliseconds(half)}`,
      '+ 5 ms',
    );
    assert.deepEqual([readBack, times.length], [ms, 100]);
    // What others take longer than the quickest is this slow CPU's.
    assert.ok(first >= ms - 0.01 && first < ms + 5, `asked ${ms} ms: from ${first} ms`);
  }
});

void test('netem spreads delays evenly over 50 ± 20 ms, also after a normal distribution', async () => {
  await using traffic = await Traffic.open();
  await traffic.impair({ delay: { time: 0.05 } });
  const late = delaysOf(await traffic.send(200, AT_EASE)).map((time) => time - 50);
  const [usual, much] = [0.5, 0.9].map((share) => statistics.quantile(late, share)) as [number, number];
  await traffic.impair({ delay: { time: 0.05, jitter: 0.02, distribution: 'normal' } });
  const inForce = await traffic.impair({ delay: { time: 0.05, jitter: 0.02 } });
  const { time: middle, jitter } = inForce?.delay ?? { time: NaN, jitter: NaN };
  /** Milliseconds below which this share of what the kernel has read back lies. */
  const readBackAt = (share: number): number => Math.round(1e6 * (middle + jitter * (2 * share - 1))) / 1000;
  let times: number[] = [];
  const measureAt =
    (share: number) =>
    async (count: number): Promise<Measured> => {
      if (times.length !== count) times = delaysOf(await traffic.send(count, AT_EASE));
      // What this slow CPU needs more at times than it usually does comes on top.
      const bound = statistics.boundOfShare(share, count) * 40 + much - usual;
      return { value: statistics.quantile(times, share) - usual, bound };
    };
  for (const share of [0.1, 0.5, 0.9])
    await expectNear(
      `jitter ± 20 ms, p${100 * share}`,
      30 + 40 * share,
      readBackAt(share),
      measureAt(share),
      milliseconds,
    );
  assert.ok(Math.min(...times) >= 30 - 0.01, `one was delayed by ${Math.min(...times)} ms only`);
});

void test('netem loses 1, 10 and 50 % of the frames, and the lab says that it was netem', async () => {
  await using traffic = await Traffic.open();
  for (const share of [0.01, 0.1, 0.5]) {
    const inForce = await traffic.impair({ loss: { model: 'random', share } });
    const readBack = inForce?.loss?.model === 'random' ? inForce.loss.share : NaN;
    await expectShare(traffic, 'loss', share, readBack, ({ fate, by }) => fate === 'lost' && by === 'netem');
  }
});

void test('netem duplicates 10 % of the frames, and the lab tells each copy as a frame of its own', async () => {
  await using traffic = await Traffic.open();
  const inForce = await traffic.impair({ duplicate: { share: 0.1 }, delay: { time: 0.02 } });
  const isCopy = ({ origin, fate }: FrameEvent): boolean =>
    origin !== undefined && /^netem of \d+$/.test(origin) && fate === 'delivered';
  await expectShare(traffic, 'duplicate', 0.1, inForce?.duplicate?.share, isCopy);
});

void test('netem turns over a bit in 10 % of the frames, and the lab says which', async () => {
  await using traffic = await Traffic.open();
  const inForce = await traffic.impair({ corrupt: { share: 0.1 } });
  const isCorrupted = ({ changed, by, fate }: FrameEvent): boolean =>
    changed === 'corrupted' && by === 'corrupted' && fate === 'delivered';
  await expectShare(traffic, 'corrupt', 0.1, inForce?.corrupt?.share, isCorrupted);
});

void test('netem sends 25 % of the frames ahead of those that wait for their delay', async () => {
  await using traffic = await Traffic.open();
  const inForce = await traffic.impair({ delay: { time: 0.1 }, reorder: { share: 0.25 } });
  const measure = async (count: number): Promise<Measured> => {
    const ahead = overtaking(await traffic.send(count, BRISKLY));
    return { value: ahead / count, bound: statistics.boundOfShare(0.25, count) };
  };
  await expectNear('reorder', 0.25, inForce?.reorder?.share, measure, percent);
});

/** How many came out ahead of one that had gone in before them: however late this slow CPU is, it mixes up none. */
function overtaking(frames: FrameEvent[]): number {
  const left = frames.toSorted((a, b) => (a.deliveredAt ?? NaN) - (b.deliveredAt ?? NaN));
  let [ahead, leastBehind] = [0, Infinity];
  for (const { id } of left.reverse()) {
    if (id > leastBehind) ahead++;
    leastBehind = Math.min(leastBehind, id);
  }
  return ahead;
}

void test('netem lets through 1 and 10 Mbit/s', async () => {
  await using traffic = await Traffic.open();
  for (const [megabits, count] of [
    [1, 200],
    [10, 600],
  ] as const) {
    const inForce = await traffic.impair({ rate: megabits * 1e6 });
    const measure = async (): Promise<Measured> => ({
      value: rateOf(await traffic.sendAtOnce(count)) / 1e6,
      bound: megabits / 50,
    });
    const text = (value: number): string => `${Number(value.toFixed(3))} Mbit/s`;
    await expectNear('rate', megabits, (inForce?.rate ?? NaN) / 1e6, measure, text);
  }
});

/** Bit/s of frames that came at once, but for the first of them, which may have left quicker than the next one came. */
function rateOf(frames: FrameEvent[]): number {
  const left = frames
    .map(({ deliveredAt, len }) => ({ at: deliveredAt ?? NaN, bits: 8 * len }))
    .sort((a, b) => a.at - b.at)
    .slice(Math.floor(frames.length / 5));
  const bits = statistics.sum(left.slice(1).map((frame) => frame.bits));
  return bits / ((left.at(-1)?.at ?? NaN) - (left[0]?.at ?? NaN));
}

void test('netem holds 10 frames when that is its limit, and the lab says that its queue was full for the others', async () => {
  await using traffic = await Traffic.open();
  const inForce = await traffic.impair({ delay: { time: 2 }, limit: 10 });
  const frames = await traffic.sendAtOnce(50);
  const passed = frames.filter(({ fate }) => fate === 'delivered');
  addRow(COLUMNS, 'limit', '10 frames', `${inForce?.limit} frames`, `${passed.length} frames`, 'exact');
  assert.deepEqual([inForce?.limit, passed.length], [10, 10]);
  assert.equal(frames.filter(({ fate, by }) => fate === 'lost' && by === 'queue full').length, 40);
  const isFull = (e: { type: string }): e is LinkEvent => e.type === 'link' && (e as LinkEvent).packets === 10;
  const full = await within(10, traffic.lab.event(isFull), () => 'no queue of 10 frames was told');
  assert.deepEqual([full.engine, full.limit], ['netem', 10]);
  const isOver = (e: { type: string }): e is LinkEvent => e.type === 'link' && (e as LinkEvent).lost === 40;
  await within(10, traffic.lab.event(isOver), () => `no 40 drops were told: ${JSON.stringify(full)}`);
});

void test('as many frames as its limit wait in netem, more than one socket may have on their way', async () => {
  await using traffic = await Traffic.open();
  await traffic.impair({ delay: { time: 3 } });
  const frames = await traffic.sendAtOnce(600);
  assert.deepEqual([...new Set(frames.map(({ fate }) => fate))], ['delivered']);
  const most = Math.max(...traffic.lab.events.map((event) => (event.type === 'link' ? event.packets : 0)));
  assert.ok(most > 300, `no more than ${most} waited at once`);
});

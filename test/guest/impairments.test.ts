import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { FrameEvent, ImpairmentEvent, LinkEvent } from '../../src-main/common/protocol/events.ts';
import { Impairment } from '../../src-main/common/protocol/wire-control.ts';
import { commandInLab, daemonOf } from '../../src-main/host/inside-lab.ts';
import { Lab } from '../support/lab.ts';

type Asked = v.InferInput<typeof Impairment>;

const impairmentIn = (lab: Lab): ImpairmentEvent | undefined =>
  lab.events.filter((event) => event.type === 'impairment').at(-1);

/** Sends datagrams from client to server under an impairment, until each has met its fate. */
async function datagrams(lab: Lab, impairment: Asked, count: number, perSecond: number): Promise<FrameEvent[]> {
  await lab.wire({ do: 'impair', from: 'client', impairment });
  const first = lab.events.length;
  const program = fileURLToPath(new URL('./datagrams.js', import.meta.url));
  const daemon = daemonOf(lab.client.unsharePid ?? 0) ?? 0;
  const words = [process.execPath, program, String(count), String(perSecond)];
  await once(spawn(...commandInLab(daemon, 'client', words), { stdio: 'inherit' }), 'exit');
  const frames = new Map<number, FrameEvent>();
  let next = first;
  const isDone = (): boolean => {
    for (; next < lab.events.length; next++) {
      const event = lab.events[next]!;
      if (event.type === 'frame' && event.from === 'client') frames.set(event.id, event);
    }
    return frames.size === count && [...frames.values()].every(({ fate }) => fate !== 'in-flight');
  };
  await lab.event(() => isDone());
  return [...frames.values()];
}

const milliseconds = (frames: FrameEvent[]): number[] =>
  frames
    .flatMap(({ t, deliveredAt }) => (deliveredAt === null ? [] : [(deliveredAt - t) * 1000]))
    .sort((a, b) => a - b);

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
  await using lab = await Lab.open();
  assert.equal(lab.info.engine, 'netem');
  for (const asked of [
    EVERYTHING,
    { loss: { model: 'gilbert-elliott', toBad: 0.01, toGood: 0.1, lossInBad: 0.7, lossInGood: 0.001 } },
    { loss: { model: '4-state', p13: 0.01, p31: 0.02, p32: 0.03, p23: 0.04, p14: 0.05 }, rate: 10e6 },
    { delay: { time: 0.2 } },
  ] as Asked[]) {
    await lab.wire({ do: 'impair', from: 'client', impairment: asked });
    await lab.settle();
    const told = impairmentIn(lab);
    assert.deepEqual(
      { engine: told?.engine, impairment: told?.impairment },
      { engine: 'netem', impairment: v.parse(Impairment, asked) },
    );
  }
  await lab.wire({ do: 'impair', from: 'client', impairment: null });
  await lab.settle();
  assert.equal(impairmentIn(lab)?.impairment, null);
});

/** The quickest tell of netem; what the others take longer is this slow CPU's. */
for (const asked of [10, 50, 200])
  void test(`netem delays every frame by ${asked} ms, by the lab's own stamps`, async (t) => {
    await using lab = await Lab.open();
    const times = milliseconds(await datagrams(lab, { delay: { time: asked / 1000 } }, 100, 20));
    t.diagnostic(`asked ${asked} ms, quickest ${times[0]}, tenth ${times[10]}, median ${times[50]} ms`);
    assert.equal(times.length, 100);
    assert.ok(
      times[0]! >= asked - 0.01 && times[10]! < asked + 5,
      `from ${times[0]} ms, a tenth below ${times[10]} ms`,
    );
  });

for (const share of [0.1, 0.5])
  void test(`netem loses ${share * 100} % of the frames, and the lab says that it was netem`, async () => {
    await using lab = await Lab.open();
    const frames = await datagrams(lab, { loss: { model: 'random', share } }, 1000, 400);
    const lost = frames.filter(({ fate }) => fate === 'lost');
    assert.deepEqual([...new Set(lost.map(({ by }) => by))], ['netem']);
    const bound = 2.576 * Math.sqrt((share * (1 - share)) / 1000);
    assert.ok(Math.abs(lost.length / 1000 - share) < bound, `${lost.length} of 1000`);
  });

void test('netem lets through its rate, and keeps to its limit', async () => {
  await using lab = await Lab.open();
  // Slow enough for this CPU to keep the queue from running dry.
  const frames = await datagrams(lab, { rate: 2e5 }, 100, 1000);
  const left = frames.map(({ deliveredAt }) => deliveredAt ?? NaN).sort((a, b) => a - b);
  // The first may have come slower than they could leave.
  const [begin, end] = [20, 99];
  const rate = ((end - begin) * 8 * frames[0]!.len) / (left[end]! - left[begin]!);
  assert.ok(Math.abs(rate / 2e5 - 1) < 0.02, `${rate} bit/s`);

  const crowd = await datagrams(lab, { delay: { time: 2 }, limit: 10 }, 50, 500);
  assert.equal(crowd.filter(({ fate }) => fate === 'delivered').length, 10);
  const link = await lab.event((e): e is LinkEvent => e.type === 'link' && e.limit === 10 && e.lost === 40);
  assert.deepEqual([link.engine, link.overLimit], ['netem', null]);
});

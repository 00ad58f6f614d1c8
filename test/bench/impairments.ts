/** What the wire was asked for and what it did to frames, by the lab's own events; and what a busy hand costs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Event, FrameEvent } from '../../src-main/common/protocol/events.ts';
import { Impairment, WireCommand } from '../../src-main/common/protocol/wire-control.ts';
import { parseRule } from '../../src-main/common/rules/parse-rule.ts';
import { LabDaemonClient } from '../../src-main/host/daemon-client.ts';
import { UnshareStarter } from '../../src-main/host/daemon-starter.ts';
import { daemonOf } from '../../src-main/host/inside-lab.ts';
import { median, quantile, type Figure } from './report.ts';
import { start, throughput } from './wire.ts';

type Asked = v.InferInput<typeof Impairment>;

const PORT = 5004;
const RATE = 2000;
const FRAMES = 20_000;
const RUNS = 5;
const SECONDS = 3;
/** For a share of FRAMES, half of its 99 % confidence interval. */
const bound = (share: number): number => 2.576 * Math.sqrt((share * (1 - share)) / FRAMES);
const isCopy = ({ origin }: FrameEvent): boolean => origin !== undefined;
const percent = (share: number): number => share * 100;

interface LabUnderTest {
  daemon: number;
  wire(command: v.InferInput<typeof WireCommand>): Promise<object>;
  /** Sends so many datagrams from client to server under an impairment, and waits until each has met its fate. */
  datagrams(impairment: Asked | null, count: number, perSecond?: number, seed?: number): Promise<FrameEvent[]>;
  /** How many impairments were set for datagrams, and how many of them were told to be in force just as asked. */
  readonly set: { asked: number; told: number };
  close(): Promise<void>;
}

async function openLab(): Promise<LabUnderTest> {
  const client = new LabDaemonClient(new UnshareStarter());
  await client.ready;
  let frames = new Map<number, FrameEvent>();
  let inForce: Impairment | null = null;
  const set = { asked: 0, told: 0 };
  client.onEvents((events: Event[]) => {
    for (const event of events)
      if (event.type === 'frame' && event.from === 'client') frames.set(event.id, event);
      else if (event.type === 'impairment' && event.from === 'client') inForce = event.impairment;
  });
  const daemon = daemonOf(client.unsharePid ?? 0) ?? 0;
  const sink = start({ daemon }, 'server', 'datagram-sink', PORT, 0);
  await once(sink.stdout, 'data');
  const wire: LabUnderTest['wire'] = (command) => client.request('wire', v.parse(WireCommand, command));
  return {
    daemon,
    wire,
    set,
    datagrams: async (impairment, count, perSecond = RATE, seed = 1) => {
      frames = new Map();
      await wire({ do: 'impair', from: 'client', impairment, seed });
      await once(start({ daemon }, 'client', 'datagrams', PORT, count / perSecond, perSecond), 'exit');
      set.asked++;
      if (isDeepStrictEqual(inForce, impairment && v.parse(Impairment, impairment))) set.told++;
      do await client.request('ping');
      while ([...frames.values()].some(({ fate }) => fate === 'in-flight') && (await setTimeout(50, true)));
      return [...frames.values()];
    },
    close: async () => {
      sink.kill();
      await client.close();
    },
  };
}

/** Milliseconds that delivered frames spent on the wire. */
const times = (frames: FrameEvent[]): number[] =>
  frames.flatMap(({ t, deliveredAt }) => (deliveredAt === null ? [] : [(deliveredAt - t) * 1000]));

const within = (name: string, measured: number, asked: number, unit: string, tolerance: number): Figure[] => [
  { name: `${name}, measured`, value: measured, unit, reference: { name: 'asked', value: asked } },
  { name: `${name}, off by`, value: Math.abs(measured - asked), unit, goal: `≤ ${Number(tolerance.toPrecision(3))}` },
];

/** By how many ms a program wakes late that does nothing else, while as many datagrams cross the wire at once. */
async function wakings(lab: LabUnderTest): Promise<number[]> {
  const program = fileURLToPath(new URL('./waker.js', import.meta.url));
  const waker = spawn(process.execPath, [program, String(SECONDS), String(RATE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [told] = await Promise.all([text(waker.stdout), lab.datagrams(null, SECONDS * RATE)]);
  return JSON.parse(told) as number[];
}

async function delays(lab: LabUnderTest): Promise<Figure[]> {
  const figures: Figure[] = [];
  // What is new to the lab's compiler is not what a lesson is like.
  await lab.datagrams({ delay: { time: 0.01 } }, SECONDS * RATE);
  for (const ms of [10, 50, 200]) {
    const runs: { late: number[]; waking: number[] }[] = [];
    while (runs.length < RUNS) {
      const took = times(await lab.datagrams({ delay: { time: ms / 1000 } }, SECONDS * RATE));
      runs.push({ late: took.map((time) => time - ms), waking: await wakings(lab) });
    }
    const of = (what: 'late' | 'waking', q: number): number => median(runs.map((run) => quantile(run[what], q)));
    for (const [name, q, goal] of [
      ['median', 0.5, '≤ 0.2'],
      ['p99', 0.99, '≤ 1'],
    ] as const) {
      const reference = { name: 'merely waking', value: of('waking', q) };
      figures.push({ name: `delay ${ms} ms, error, ${name}`, value: of('late', q), unit: 'ms', reference, goal });
    }
  }
  const spread = times(await lab.datagrams({ delay: { time: 0.05, jitter: 0.02 } }, FRAMES, 5000));
  for (const [q, asked] of [
    [0.05, 32],
    [0.5, 50],
    [0.95, 68],
  ] as const)
    figures.push(...within(`delay 50 ± 20 ms, p${q * 100}`, quantile(spread, q), asked, 'ms', 1));
  return figures;
}

async function shares(lab: LabUnderTest): Promise<Figure[]> {
  const share = async (asked: Asked, fits: (frame: FrameEvent) => boolean): Promise<number> =>
    percent((await lab.datagrams(asked, FRAMES, 5000)).filter(fits).length / FRAMES);
  const figures: Figure[] = [];
  for (const lost of [0.01, 0.1, 0.5]) {
    const found = await share({ loss: { model: 'random', share: lost } }, ({ fate }) => fate === 'lost');
    figures.push(...within(`loss ${lost * 100} %`, found, percent(lost), '%', percent(bound(lost))));
  }
  const doubled = await share({ duplicate: { share: 0.1 } }, isCopy);
  figures.push(...within('duplicate 10 %', doubled, 10, '%', percent(bound(0.1))));
  const ahead = await share(
    { delay: { time: 0.05 }, reorder: { share: 0.25 } },
    ({ t, deliveredAt }) => deliveredAt !== null && deliveredAt - t < 0.025,
  );
  return [...figures, ...within('reorder 25 %', ahead, 25, '%', percent(bound(0.25)))];
}

async function queues(lab: LabUnderTest): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const megabits of [1, 10]) {
    const frames = await lab.datagrams({ rate: megabits * 1e6, limit: 10_000 }, 250 * megabits);
    const left = frames.map(({ deliveredAt }) => deliveredAt ?? NaN).sort((a, b) => a - b);
    const bits = frames.slice(1).reduce((sum, { len }) => sum + 8 * len, 0);
    const rate = bits / ((left.at(-1) ?? NaN) - (left[0] ?? NaN)) / 1e6;
    figures.push(...within(`rate ${megabits} Mbit/s`, rate, megabits, 'Mbit/s', megabits / 100));
  }
  const held = await lab.datagrams({ delay: { time: 5 }, limit: 10 }, 100);
  const passed = held.filter(({ fate }) => fate === 'delivered').length;
  return [...figures, ...within('limit 10, frames that fit', passed, 10, 'frames', 0)];
}

/** How many of 20 runs with one seed gave every datagram the fate that it had in the first. */
async function repeats(lab: LabUnderTest): Promise<Figure[]> {
  const asked: Asked = { loss: { model: 'random', share: 0.3, correlation: 0.2 }, duplicate: { share: 0.1 } };
  const fates = async (seed: number): Promise<string> =>
    (await lab.datagrams(asked, 1000, 5000, seed)).map(({ fate, origin }) => `${fate}${origin ? '+' : ''}`).join();
  const first = await fates(7);
  let same = 0;
  for (let run = 0; run < 20; run++) if (first !== '' && (await fates(7)) === first) same++;
  return [{ name: 'same seed, same fates, of 20 runs', value: same, unit: 'runs', goal: '≥ 20' }];
}

async function busyHand(): Promise<Figure[]> {
  const lab = await openLab();
  for (let n = 1; n <= 10; n++) {
    const parsed = parseRule(`drop ${n}th RST from server at sequence 7 to 8`);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    await lab.wire({ do: 'add-rule', rule: parsed.rule });
  }
  const impairment = { loss: { model: 'gilbert-elliott', toBad: 0, toGood: 1 } } as const;
  for (const from of ['client', 'server'] as const) await lab.wire({ do: 'impair', from, impairment });
  const runs = [await throughput(lab), await throughput(lab), await throughput(lab)];
  await lab.close();
  return [
    {
      name: 'forwarded with 10 rules and an impairment, one core',
      value: 1 / median(runs.map(({ cpu }) => cpu)),
      unit: 'frames/s',
      goal: '≥ 80000',
    },
    { name: 'the same by the clock', value: median(runs.map(({ rate }) => rate)), unit: 'frames/s' },
  ];
}

export async function impairmentFigures(): Promise<Figure[]> {
  const lab = await openLab();
  const figures: Figure[] = [];
  for (const part of [delays, shares, queues, repeats]) figures.push(...(await part(lab)));
  await lab.close();
  const { asked, told } = lab.set;
  figures.push({
    name: `told to be in force as asked, of ${asked}`,
    value: told,
    unit: 'impairments',
    goal: `≥ ${asked}`,
  });
  return [...figures, ...(await busyHand())];
}

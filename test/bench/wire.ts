/** The wire loop beside the kernel's own bridge: frames a second, and the time that a frame spends on the wire. */
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Event } from '../../src-main/common/protocol/events.ts';
import { UnshareStarter, unshareArguments } from '../../src-main/host/daemon-starter.ts';
import { LineSplitter } from '../../src-main/host/line-splitter.ts';
import { commandInLab, daemonOf } from '../../src-main/host/inside-lab.ts';
import { median, quantile, type Figure } from './report.ts';

const RUNS = 5;
const SECONDS = 3;
const WARM_UP = 3;
const TICKS_PER_SECOND = 100;
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

type Program = ChildProcessByStdio<null, Readable, null>;

interface Times {
  onTheWay: number[];
  waking: number[];
}

/** Two hosts and something between them. */
export interface Link {
  daemon: number;
  listen(on: boolean): void;
  /** One-way times in µs of what goes from client to server in so many seconds; of the bridge also a program's waking. */
  watch(seconds: number): Promise<Times>;
  close(): Promise<void>;
}

async function openLab(): Promise<Link> {
  const daemon = new UnshareStarter().start();
  let isReady: () => void;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  let listening = false;
  let times: number[] = [];
  let settled: (() => void) | null = null;
  // A host that listens only while times are asked for: reading JSON must not take the CPU that a transfer needs.
  const lines = new LineSplitter();
  daemon.stdout.on('data', (chunk: Buffer) => {
    if (!listening) return isReady();
    for (const line of lines.push(chunk)) {
      const { events = [], ok } = JSON.parse(line) as { events?: Event[]; ok?: object };
      for (const event of events)
        if (event.type === 'segment' && event.from === 'client' && event.deliveredAt !== null)
          times.push((event.deliveredAt - event.t) * 1e6);
      if (ok) settled?.();
    }
  });
  await ready;
  return {
    daemon: daemonOf(daemon.pid ?? 0) ?? 0,
    listen: (on) => void (listening = on),
    watch: async (seconds) => {
      times = [];
      await setTimeout(seconds * 1000);
      await new Promise<void>((resolve) => {
        settled = resolve;
        daemon.stdin.write('{"id":1,"method":"ping"}\n');
      });
      return { onTheWay: times, waking: [] };
    },
    close: async () => {
      daemon.stdin.end();
      await daemon.exited;
    },
  };
}

async function openBridge(): Promise<Link> {
  const args = [...unshareArguments(process.geteuid?.() ?? 0), process.execPath, path('./bridge.js')];
  const bridge = spawn('unshare', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: bridge.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    daemon: daemonOf(bridge.pid ?? 0) ?? 0,
    listen: () => undefined,
    watch: async (seconds) => {
      bridge.stdin.write(`${seconds}\n`);
      return JSON.parse(String((await lines.next()).value)) as Times;
    },
    close: async () => {
      bridge.stdin.end();
      await once(bridge, 'exit');
    },
  };
}

export function start(
  { daemon }: Pick<Link, 'daemon'>,
  host: 'client' | 'server',
  role: string,
  port: number,
  seconds: number,
  rate = 0,
): Program {
  const command = [
    process.execPath,
    path('./traffic.js'),
    role,
    '10.0.0.2',
    String(port),
    String(seconds),
    String(rate),
  ];
  return spawn(...commandInLab(daemon, host, command), { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Frames that came in at both ends of the wire, from the kernel's interface counters. */
function framesSoFar({ daemon }: Pick<Link, 'daemon'>): number {
  const [program, args] = commandInLab(daemon, 'wire', ['ip', '-s', '-j', 'link', 'show']);
  const links = JSON.parse(spawnSync(program, args, { encoding: 'utf8' }).stdout) as {
    ifname: string;
    stats64: { rx: { packets: number } };
  }[];
  return links
    .filter(({ ifname }) => ifname === 'c0' || ifname === 's0')
    .reduce((sum, { stats64 }) => sum + stats64.rx.packets, 0);
}

/** CPU seconds of the process's busiest thread in the kernel: for a lab, of the thread that is the wire. */
function wireThreadSeconds({ daemon }: Pick<Link, 'daemon'>): number {
  const seconds = readdirSync(`/proc/${daemon}/task`).map((thread) => {
    const fields = readFileSync(`/proc/${daemon}/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { system: Number(fields[12]), all: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND };
  });
  return seconds.sort((a, b) => b.system - a.system)[0]?.all ?? NaN;
}

/** Frames a second of one bulk transfer, and the CPU seconds that the wire spent on a frame. */
export async function throughput(link: Pick<Link, 'daemon'>): Promise<{ rate: number; cpu: number }> {
  const sink = start(link, 'server', 'sink', 5001, 0);
  await once(sink.stdout, 'data');
  const bulk = start(link, 'client', 'bulk', 5001, SECONDS + 1);
  const first = framesSoFar(link);
  while (framesSoFar(link) < first + 10_000) if (bulk.exitCode !== null) throw new Error('the transfer ended early');
  const [frames, cpu, at] = [framesSoFar(link), wireThreadSeconds(link), performance.now()];
  await setTimeout((SECONDS * 1000) / 2);
  const elapsed = (performance.now() - at) / 1000;
  const moved = framesSoFar(link) - frames;
  const used = wireThreadSeconds(link) - cpu;
  await once(bulk, 'exit');
  sink.kill();
  return { rate: moved / elapsed, cpu: used / moved };
}

/** One-way times of small questions a millisecond apart, once V8 has compiled what is in the way, there and here. */
async function latency(link: Link): Promise<Times> {
  const echo = start(link, 'server', 'echo', 5002, 0);
  await once(echo.stdout, 'data');
  link.listen(true);
  const ask = start(link, 'client', 'ask', 5002, WARM_UP + SECONDS + 1);
  await link.watch(WARM_UP);
  const times = await link.watch(SECONDS);
  link.listen(false);
  await once(ask, 'exit');
  echo.kill();
  return times;
}

export async function wireFigures(): Promise<Figure[]> {
  const found = {
    lab: { rate: [] as number[], cpu: [] as number[], times: [] as number[], waking: [] as number[] },
    bridge: { rate: [] as number[], cpu: [] as number[], times: [] as number[], waking: [] as number[] },
  };
  for (let i = 0; i < RUNS; i++)
    for (const [name, open] of [
      ['lab', openLab],
      ['bridge', openBridge],
    ] as const) {
      const link = await open();
      const { onTheWay, waking } = await latency(link);
      found[name].times.push(...onTheWay);
      found[name].waking.push(...waking);
      const { rate, cpu } = await throughput(link);
      found[name].rate.push(rate);
      found[name].cpu.push(cpu);
      await link.close();
    }
  const { lab, bridge } = found;
  const against = (value: number, name = 'kernel bridge') => ({ name, value });
  return [
    {
      name: 'forwarded on one core (by its CPU time)',
      value: 1 / median(lab.cpu),
      unit: 'frames/s',
      goal: '≥ 100000',
    },
    {
      name: 'forwarded by the clock, sender and receiver on the same cores',
      value: median(lab.rate),
      unit: 'frames/s',
      reference: against(median(bridge.rate)),
    },
    {
      name: 'one-way time, median',
      value: median(lab.times),
      unit: 'µs',
      goal: '≤ 60',
      reference: against(median(bridge.times)),
    },
    {
      name: 'one-way time, p99',
      value: quantile(lab.times, 0.99),
      unit: 'µs',
      goal: '≤ 500',
      reference: against(quantile(bridge.times, 0.99)),
    },
    {
      name: 'one-way time, p99, beside a program that only wakes for the frame',
      value: quantile(lab.times, 0.99),
      unit: 'µs',
      reference: against(quantile(bridge.waking, 0.99), 'waking'),
    },
  ];
}

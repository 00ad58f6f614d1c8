/** How long it takes until something happens: the first SYN of `run`, the lab, the bare namespaces, mininet. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Event } from '../../src-main/common/protocol/events.ts';
import { unshareArguments } from '../../src-main/host/daemon-starter.ts';
import { median, type Figure } from './report.ts';

const RUNS = 15;
const wallClock = (): number => (performance.timeOrigin + performance.now()) / 1000;

/** Milliseconds from the start of `tcp-lab run` to the kernel's stamp on the first SYN, and the daemon's readyMs. */
async function firstSyn(): Promise<{ firstSyn: number; ready: number }> {
  const started = wallClock();
  const run = spawn(process.execPath, ['build/main/cli.js', 'run', 'three-way-handshake', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A machine's own certificates, parsed at every start of Node 20, are not ours to measure.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
  });
  const times = { firstSyn: NaN, ready: NaN };
  let epoch = NaN;
  for await (const line of createInterface({ input: run.stdout })) {
    const event = JSON.parse(line) as Event;
    if (event.type === 'lab') [epoch, times.ready] = [event.startedAt, event.readyMs];
    if (event.type === 'segment' && Number.isNaN(times.firstSyn)) times.firstSyn = (epoch + event.t - started) * 1000;
  }
  return times;
}

/** The least that such a network can cost: three namespaces, two veth pairs, addresses and neighbours by ip alone. */
const FLOOR = `
mount -t tmpfs t /run && mkdir /run/netns
printf '%s\\n' 'netns add client' 'netns add wire' 'netns add server' | ip -batch -
printf '%s\\n' 'link add c0 type veth peer name eth0 netns client' 'link add s0 type veth peer name eth0 netns server' 'link set c0 up' 'link set s0 up' | ip -n wire -batch -
printf '%s\\n' 'link set eth0 up' 'addr add 10.0.0.1/24 dev eth0' 'neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev eth0' | ip -n client -batch -
printf '%s\\n' 'link set eth0 up' 'addr add 10.0.0.2/24 dev eth0' 'neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth0' | ip -n server -batch -
`;

const MININET = `
from mininet.net import Mininet
net = Mininet(controller=None)
net.addLink(net.addHost('client'), net.addHost('server'))
net.start()
net.stop()
`;

function timed(command: string, args: string[]): number {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return status === 0 ? performance.now() - started : NaN;
}

export async function startFigures(): Promise<Figure[]> {
  const times = { firstSyn: [] as number[], ready: [] as number[], floor: [] as number[], mininet: [] as number[] };
  const unshare = unshareArguments(process.geteuid?.() ?? 0);
  for (let i = 0; i < RUNS; i++) {
    const run = await firstSyn();
    times.firstSyn.push(run.firstSyn);
    times.ready.push(run.ready);
    times.floor.push(timed('unshare', [...unshare, 'sh', '-ec', FLOOR]));
    // Mininet's package brings its own Python module; it needs root.
    times.mininet.push(timed('/usr/bin/python3', ['-c', MININET]));
  }
  const [floor, mininet] = [median(times.floor), median(times.mininet)];
  const figures: Figure[] = [
    {
      name: 'run to first SYN',
      value: median(times.firstSyn),
      unit: 'ms',
      goal: '≤ 250',
      reference: { name: 'floor', value: floor },
    },
    {
      name: 'daemon start to lab ready',
      value: median(times.ready),
      unit: 'ms',
      goal: '≤ 150',
      reference: { name: 'floor', value: floor },
    },
  ];
  if (Number.isNaN(mininet)) console.log('mininet is not here, or this is not root: sudo apt install mininet');
  else
    figures.push({
      name: 'run to first SYN',
      value: median(times.firstSyn),
      unit: 'ms',
      reference: { name: 'mininet, two hosts up and down', value: mininet },
    });
  return figures;
}

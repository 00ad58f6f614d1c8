/**
 * The reference for the wire: the same two hosts and veth pairs, joined by the kernel's own bridge. Prints `ready`;
 * for each line on stdin, a number of seconds, it watches the frames from client to server that long and prints two
 * lists of times in µs as JSON: how long each was on the bridge, and how long it took this program to wake for it.
 * No wire that is a program can be quicker than the latter.
 */
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { buildLabNetwork } from '../../src-main/daemon/core/lab-network.ts';
import { digestOf } from '../../src-main/daemon/core/segment.ts';
import { LabClock } from '../../src-main/linux/clock.ts';
import { within } from '../../src-main/linux/namespaces.ts';
import { PacketTap, prepareRing } from '../../src-main/linux/packet-tap.ts';
import { POLLIN, PollSet } from '../../src-main/linux/poll-set.ts';
import { takeShortTurns } from '../../src-main/linux/scheduling.ts';

const network = buildLabNetwork();
const lines = ['link add br0 type bridge', 'link set br0 up', 'link set c0 master br0', 'link set s0 master br0'];
const bridge = spawnSync('ip', ['-n', 'wire', '-batch', '-'], { input: lines.join('\n'), encoding: 'utf8' });
if (bridge.status !== 0) throw new Error(bridge.error?.message ?? bridge.stderr);
const clock = new LabClock();
const [entering, leaving] = within(network.wire, () => [
  new PacketTap('c0', prepareRing('incoming'), clock),
  new PacketTap('s0', prepareRing('outgoing'), clock),
]) as [PacketTap, PacketTap];

function each(tap: PacketTap, see: (digest: number, t: number) => void): void {
  for (let count = tap.receive(); count > 0; count = tap.receive()) {
    for (let i = 0; i < count; i++) see(digestOf(tap.words, tap.offset(i), tap.length(i)), tap.stamp(i));
    tap.release();
  }
}

function watch(seconds: number): { onTheWay: number[]; waking: number[] } {
  const entered = new Map<number, number>();
  const [onTheWay, waking] = [[] as number[], [] as number[]];
  const poll = new PollSet();
  const until = clock.now() + seconds;
  for (let now = clock.now(); now < until;) {
    poll.clear();
    poll.add(entering.fd, POLLIN);
    poll.wait(until - now);
    now = clock.now();
    let first = true;
    each(entering, (digest, t) => {
      entered.set(digest, t);
      if (first) waking.push((now - t) * 1e6);
      first = false;
    });
    each(leaving, (digest, t) => {
      const since = entered.get(digest);
      if (since !== undefined) onTheWay.push((t - since) * 1e6);
    });
  }
  return { onTheWay, waking };
}

takeShortTurns(300);
createInterface({ input: process.stdin })
  .on('line', (seconds) => process.stdout.write(JSON.stringify(watch(Number(seconds))) + '\n'))
  .on('close', () => process.exit(0));
process.stdout.write('ready\n');

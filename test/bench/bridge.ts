/**
 * The reference for the wire: the same two hosts and veth pairs, joined by the kernel's own bridge. Prints
 * `ready`, then for each line on stdin the one-way times (µs) of the frames seen since the last one, as JSON.
 */
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { buildLabNetwork } from '../../src-main/daemon/core/lab-network.ts';
import { digestOf } from '../../src-main/daemon/core/segment.ts';
import { LabClock } from '../../src-main/linux/clock.ts';
import { within } from '../../src-main/linux/namespaces.ts';
import { PacketTap, prepareRing } from '../../src-main/linux/packet-tap.ts';

const network = buildLabNetwork();
const lines = ['link add br0 type bridge', 'link set br0 up', 'link set c0 master br0', 'link set s0 master br0'];
const bridge = spawnSync('ip', ['-n', 'wire', '-batch', '-'], { input: lines.join('\n'), encoding: 'utf8' });
if (bridge.status !== 0) throw new Error(bridge.error?.message ?? bridge.stderr);
const clock = new LabClock();
const [entering, leaving] = within(network.wire, () => [
  new PacketTap('c0', prepareRing('incoming'), clock),
  new PacketTap('s0', prepareRing('outgoing'), clock),
]) as [PacketTap, PacketTap];

function times(): number[] {
  const entered = new Map<number, number>();
  const found: number[] = [];
  const each = (tap: PacketTap, see: (digest: number, t: number) => void): void => {
    for (let count = tap.receive(); count > 0; count = tap.receive()) {
      for (let i = 0; i < count; i++) see(digestOf(tap.words, tap.offset(i), tap.length(i)), tap.stamp(i));
      tap.release();
    }
  };
  each(entering, (digest, t) => void entered.set(digest, t));
  each(leaving, (digest, t) => {
    const since = entered.get(digest);
    if (since !== undefined) found.push((t - since) * 1e6);
  });
  return found;
}

createInterface({ input: process.stdin })
  .on('line', () => process.stdout.write(JSON.stringify(times()) + '\n'))
  .on('close', () => process.exit(0));
process.stdout.write('ready\n');

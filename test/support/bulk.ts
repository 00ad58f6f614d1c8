/** Data over connections that are open: much at once, many small pieces, and through a link that is too narrow. */
import { spawnSync } from 'node:child_process';
import type { Call } from '../../src-main/common/protocol/requests.ts';
import { commandInLab } from '../../src-main/host/inside-lab.ts';
import type { Connection, Lab } from './lab.ts';

const READ = 1 << 18;

async function receive(lab: Lab, socket: number, bytes: number): Promise<void> {
  for (let left = bytes; left > 0;) {
    const got = (await lab.call({ call: 'recv', socket, max: Math.min(left, READ) })).bytes ?? 0;
    if (got === 0) throw new Error(`the stream ended with ${left} bytes missing`);
    left -= got;
  }
}

/** Sends so many bytes from one socket to the other and waits until all of them were read. */
export async function transfer(lab: Lab, from: number, to: number, bytes: number): Promise<void> {
  await Promise.all([lab.call({ call: 'send', socket: from, bytes }), receive(lab, to, bytes)]);
}

export async function bothWays(lab: Lab, { client, server }: Connection, bytes: number): Promise<void> {
  await Promise.all([transfer(lab, client, server, bytes), transfer(lab, server, client, bytes)]);
}

/** `count` sends from each end, of 1 to 100 bytes, each in a segment of its own. */
export async function smallTalk(lab: Lab, { client, server }: Connection, count: number): Promise<void> {
  const batch = 100;
  for (const socket of [client, server])
    await lab.call({ call: 'setsockopt', socket, option: 'TCP_NODELAY', value: 1 });
  for (let sent = 0; sent < count; sent += batch) {
    const sizes = Array.from({ length: Math.min(batch, count - sent) }, (_, i) => 1 + ((sent + i) % 100));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const calls = sizes.flatMap((size): Call[] => [
      { call: 'send', socket: client, bytes: size },
      { call: 'send', socket: server, bytes: size },
    ]);
    await lab.client.request('calls', calls);
    await Promise.all([receive(lab, server, bytes), receive(lab, client, bytes)]);
  }
}

/**
 * Makes the way to the server narrow and its queue short, so that segments are lost and SACK has something to
 * say. False where this kernel has no token bucket (sch_tbf).
 */
export function narrowLink(daemon: number): boolean {
  const bucket = ['rate', '50mbit', 'burst', '3000', 'limit', '15000'];
  const [program, args] = commandInLab(daemon, 'wire', ['tc', 'qdisc', 'add', 'dev', 's0', 'root', 'tbf', ...bucket]);
  return spawnSync(program, args).status === 0;
}

export function widenLink(daemon: number): void {
  const [program, args] = commandInLab(daemon, 'wire', ['tc', 'qdisc', 'del', 'dev', 's0', 'root']);
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tc: ${stderr}`);
}

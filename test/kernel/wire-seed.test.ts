import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { FrameEvent, Host, ImpairmentEvent } from '../../src-main/common/protocol/events.ts';
import { ENGINE_VARIABLE, SEED_VARIABLE, UnshareStarter } from '../../src-main/host/daemon-starter.ts';
import { commandInLab, daemonOf } from '../../src-main/host/inside-lab.ts';
import { eventsOf, tcpLab } from '../support/command-line.ts';
import { Lab } from '../support/lab.ts';

const FRAMES = 64;
const PEER: Record<Host, string> = { client: '10.0.0.2', server: '10.0.0.1' };

/** What befell so many datagrams of one host on a wire that loses half of them, as `+` and `-`. */
async function fates(from: Host, { lab: ofLab, command }: { lab?: number; command?: number }): Promise<string> {
  const env = { [ENGINE_VARIABLE]: 'built-in', ...(ofLab !== undefined && { [SEED_VARIABLE]: String(ofLab) }) };
  await using lab = await Lab.open(new UnshareStarter({ env }));
  const impairment = { loss: { model: 'random', share: 0.5 } } as const;
  await lab.wire({ do: 'impair', from, impairment, ...(command !== undefined && { seed: command }) });
  const told = await lab.event((e): e is ImpairmentEvent => e.type === 'impairment');
  expect([lab.info.seed, told.seed]).toEqual([ofLab ?? 1, command ?? ofLab ?? 1]);
  const sending = `for i in {1..${FRAMES}}; do echo $i > /dev/udp/${PEER[from]}/9; done`;
  const daemon = daemonOf(lab.client.unsharePid ?? 0) ?? 0;
  expect(spawnSync(...commandInLab(daemon, from, ['bash', '-c', sending])).status).toBe(0);
  await lab.settle();
  const frames = new Map<number, FrameEvent>();
  for (const e of lab.events) if (e.type === 'frame' && e.from === from && /UDP/.test(e.text)) frames.set(e.id, e);
  const met = [...frames.values()].map(({ fate }) => (fate === 'delivered' ? '+' : '-')).join('');
  expect(met).toHaveLength(FRAMES);
  return met;
}

test('the same seed gives the same fates, in each direction its own', async () => {
  const once = await fates('client', { lab: 7 });
  expect(once).toMatch(/\+.*-|-.*\+/);
  expect(await fates('client', { lab: 7 })).toBe(once);
  expect(await fates('client', { lab: 8 })).not.toBe(once);
  expect(await fates('server', { lab: 7 })).not.toBe(once);
});

test('a seed that a command names goes before that of the lab', async () => {
  expect(await fates('client', { lab: 7, command: 8 })).toBe(await fates('client', { lab: 8 }));
  expect(await fates('client', {})).toBe(await fates('client', { lab: 1 }));
});

test('--seed is told with the lab', async () => {
  const run = ['run', 'three-way-handshake', '--json', '--engine', 'built-in'];
  const { stdout } = await tcpLab([...run, '--seed', '4294967295']);
  expect(eventsOf(stdout)[0]).toMatchObject({ type: 'lab', engine: 'built-in', seed: 4294967295 });
  expect(eventsOf((await tcpLab(run)).stdout)[0]).toMatchObject({ type: 'lab', seed: 1 });
});

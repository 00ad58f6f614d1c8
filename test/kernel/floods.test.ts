import { expect, test } from 'vitest';
import type { CounterEvent, Event, FloodEvent, Host, QueueEvent } from '../../src-main/common/protocol/events.ts';
import type { Family } from '../../src-main/common/protocol/requests.ts';
import { inLab } from '../support/in-lab.ts';
import { Lab } from '../support/lab.ts';
import { RawRequests } from '../support/raw-requests.ts';

const isFlood = (event: Event): event is FloodEvent => event.type === 'flood';
const isQueue = (event: Event): event is QueueEvent => event.type === 'queue';
const total = (lab: Lab, name: string): number =>
  lab.events
    .filter((e): e is CounterEvent => e.type === 'counter' && e.host === 'server' && e.name === `TcpExt${name}`)
    .reduce((sum, { delta }) => sum + delta, 0);

/** Frames that a host's end has received. */
async function received(lab: Lab, host: Host = 'server'): Promise<number> {
  const devices = await inLab(lab, host, 'cat', '/proc/net/dev');
  return Number(/eth0:\s*\d+\s+(\d+)/.exec(devices)?.[1]);
}
const setCookies = (lab: Lab, value: number): Promise<string> =>
  inLab(lab, 'server', 'sh', '-c', `echo ${value} > /proc/sys/net/ipv4/tcp_syncookies`);

const sentence = (answer: Awaited<ReturnType<RawRequests['ask']>>): string =>
  'error' in answer ? answer.error.message : 'not refused';

async function flooded(lab: Lab, perSecond: number, family: Family = 'ipv4'): Promise<FloodEvent> {
  await lab.client.request('flood', { family, port: 80, perSecond, seconds: 1 });
  return lab.event((e): e is FloodEvent => isFlood(e) && e.state !== 'on');
}

for (const family of ['ipv4', 'ipv6'] as const)
  test(`a flood over ${family} is as many SYNs as it was asked to be, fills the SYN queue and stops by itself`, async () => {
    await using lab = await Lab.open();
    await setCookies(lab, 0);
    await lab.listener(80, 16, family);
    const before = await received(lab);
    const over = await flooded(lab, 2000, family);
    expect(over).toMatchObject({ state: 'over', sent: 2000, refused: 0, elapsed: 1 });
    expect((await received(lab)) - before).toBe(2000);

    const full = await lab.event((e): e is QueueEvent => isQueue(e) && e.syn.len > 0 && e.syn.len === e.syn.max);
    await lab.settle();
    expect(Math.max(...lab.events.filter(isQueue).map(({ syn }) => syn.len))).toBe(full.syn.max);
    const halfOpen = await inLab(lab, 'server', 'ss', '-Hnt', 'state', 'syn-recv', 'sport = :80');
    expect(halfOpen.trim().split('\n')).toHaveLength(full.syn.max);
    expect(total(lab, 'TCPReqQFullDrop')).toBe(2000 - full.syn.max);
    expect(over.turnedAway).toEqual([
      { gauge: 'syn', how: 'dropped', count: 2000 - full.syn.max, counter: 'TcpExtTCPReqQFullDrop' },
    ]);
    // Named once in each tenth of a second, never one by one.
    expect(lab.events.filter((e) => e.type === 'refusal')).toEqual([]);
    // Each of those that fit was answered at once, and its SYN,ACK may have been sent again as the second ended.
    expect(over.answers).toBeGreaterThanOrEqual(full.syn.max);
    expect(over.answers).toBeLessThanOrEqual(2 * full.syn.max);
  });

test('what the server answers to nobody ends at the wire, and what is not shown is counted', async () => {
  await using lab = await Lab.open();
  await setCookies(lab, 2);
  await lab.listener(80, 16);
  const over = await flooded(lab, 2000);
  await lab.settle();
  expect(over).toMatchObject({ sent: 2000, answers: 2000 });
  const segments = lab.segments().filter(({ src, dst }) => `${src} ${dst}`.includes('10.1.'));
  expect(segments).toHaveLength(over.shown);
  expect(over.shown).toBeGreaterThan(20);
  expect(over.shown).toBeLessThan(400);
  for (const { from, flags, fate, by, origin } of segments)
    expect({ from, flags, fate, by, origin }).toEqual(
      from === 'client'
        ? { from, flags: 'SYN', fate: 'delivered', by: undefined, origin: 'flood' }
        : { from, flags: 'SYN,ACK', fate: 'lost', by: 'no such host', origin: undefined },
    );
  expect(total(lab, 'SyncookiesSent')).toBe(2000);
  expect(over.turnedAway).toEqual([
    { gauge: 'always-cookies', how: 'cookie', count: 2000, counter: 'TcpExtSyncookiesSent' },
  ]);
  expect(lab.events.filter(isQueue).map(({ syn }) => syn.len)).not.toContain(1);
  expect(await received(lab, 'client')).toBe(0);
});

test('a flood that is stopped stops', async () => {
  await using lab = await Lab.open();
  await lab.listener(80);
  await lab.client.request('flood', { family: 'ipv4', port: 80, perSecond: 1000, seconds: 30 });
  await lab.event((e) => isFlood(e) && e.sent > 100);
  await lab.client.request('stop-flood');
  const { sent } = await lab.event((e): e is FloodEvent => isFlood(e) && e.state === 'stopped');
  expect(sent).toBeLessThan(30_000);
  const before = await received(lab);
  await lab.settle();
  expect(await received(lab)).toBe(before);
  await expect(lab.client.request('stop-flood')).rejects.toMatchObject({ code: 'no-flood' });
});

test('requests are answered one after the other while a flood that the server answers lasts', async () => {
  await using lab = await Lab.open();
  await setCookies(lab, 2);
  await lab.listener(80, 128);
  await lab.client.request('flood', { family: 'ipv4', port: 80, perSecond: 50_000, seconds: 6 });
  await lab.event((e) => isFlood(e) && e.sent > 0);
  for (let i = 0; i < 24; i++) await lab.wire({ do: i % 2 === 0 ? 'stop' : 'run' });
  expect(lab.events.filter(isFlood).map(({ state }) => state)).not.toContain('over');
  await lab.client.request('stop-flood');
});

test('a flood that cannot be is refused in a sentence, and nothing is sent', async () => {
  const raw = new RawRequests();
  await using lab = await Lab.open(raw);
  const flood = { port: 80, perSecond: 1000, seconds: 1 };
  const refused = async (change: object): Promise<string> => sentence(await raw.ask('flood', { ...flood, ...change }));
  expect(await refused({})).toBe('No program of the server listens on port 80.');
  await lab.listener(80);
  expect(await refused({ family: 'ipv6' })).toBe('No program of the server listens on port 80.');
  expect(await refused({ perSecond: 50_001 })).toMatch(/a flood has 1 to 50000 SYNs per second, not 50001\.$/);
  expect(await refused({ seconds: 31 })).toMatch(/a flood lasts 1 to 30 seconds, not 31\.$/);
  expect(await refused({ seconds: 0.5 })).toMatch(/a flood lasts 1 to 30 seconds, not 0\.5\.$/);
  expect(await refused({ port: 0 })).toMatch(/a port is .* not 0\.$/);
  await lab.settle();
  expect(lab.events.filter(isFlood)).toEqual([]);
  expect(await received(lab)).toBe(0);

  await lab.client.request('flood', { family: 'ipv4', ...flood });
  expect(await refused({})).toBe('A flood is running already.');
  expect((await lab.event((e): e is FloodEvent => isFlood(e) && e.state === 'over')).sent).toBe(1000);
});

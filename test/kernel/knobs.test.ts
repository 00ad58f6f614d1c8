/** The kernel settings of the lab's hosts: turned, read back, refused and absent, and the PC's own as they were. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { KNOB_NAMES, knobOf, plainValue, sysctlOf, type KnobName } from '../../src-main/common/knobs/catalogue.ts';
import { loadLesson } from '../../src-main/common/lesson/load.ts';
import { HOSTS, type Host, type KnobEvent, type KnobsEvent } from '../../src-main/common/protocol/events.ts';
import type { KnobChange, KnobState } from '../../src-main/common/protocol/knobs.ts';
import { commandInLab, daemonOf, type Place } from '../../src-main/host/inside-lab.ts';
import { Lab } from '../support/lab.ts';
import { RawRequests } from '../support/raw-requests.ts';

const run = promisify(execFile);

/** One setting is turned twice. */
const TURNING = `lesson: turning
title: { en: X, zh-CN: X }
about: { en: X, zh-CN: X }
steps:
  - name: { en: X, zh-CN: X }
    do:
      - server: set tcp_syncookies to 0
      - server: set tcp_max_syn_backlog to 16
      - server: set tcp_max_syn_backlog to 32
      - server: listen on 80 with backlog 4
      - client: connect to 80
expect:
  - client goes: CLOSED, SYN_SENT, ESTABLISHED
`;

/** A value of each kind that no kernel begins with, and that is read back as it was written. */
function another({ name, value, allowed = [] }: KnobState): string {
  const { kind } = knobOf(name);
  if (kind.of === 'choice') return kind.values.find((choice) => choice !== value) ?? '';
  if (kind.of === 'algorithm') return allowed.find((algorithm) => algorithm !== value) ?? value ?? '';
  if (kind.of === 'numbers') return kind.count === 2 ? '40000 40100' : '8192 65536 262144';
  // A multiple of every tick's length, for those that the kernel keeps in ticks.
  return [1000, 100, 3, 2].map(String).find((number) => number !== value && Number(number) <= kind.most) ?? '';
}

const set = (lab: Lab, host: Host, name: KnobName, value: string): Promise<KnobChange> =>
  lab.client.request('knob', { host, name, value });

async function listed(lab: Lab, host: Host): Promise<Map<KnobName, KnobState>> {
  const { knobs } = await lab.client.request('knobs');
  return new Map(knobs.filter((knob) => knob.host === host).map((knob) => [knob.name, knob]));
}

/** Runs a program in the lab, with the daemon's rights. */
async function inLab(lab: Lab, place: Place, ...command: string[]): Promise<string> {
  const daemon = daemonOf(lab.client.unsharePid ?? 0);
  if (daemon === undefined) throw new Error('the lab has no daemon');
  return (await run(...commandInLab(daemon, place, command))).stdout;
}

const pathOf = (name: KnobName): string => `/proc/sys/${sysctlOf(name).replaceAll('.', '/')}`;

/** What a program on the host reads. */
const readThere = async (lab: Lab, host: Host, name: KnobName): Promise<string> =>
  plainValue(await inLab(lab, host, 'cat', pathOf(name)));

const told = (lab: Lab): KnobEvent[] => lab.events.filter((event): event is KnobEvent => event.type === 'knob');

/** What this PC itself has, where it has it. */
function ofThePc(): (string | null)[] {
  return KNOB_NAMES.map((name) => {
    try {
      return readFileSync(pathOf(name), 'utf8');
    } catch {
      return null;
    }
  });
}

/** None of these tests changes anything of the PC. */
beforeEach(() => {
  const before = ofThePc();
  onTestFinished(() => expect(ofThePc()).toEqual(before));
});

describe('each setting of the catalogue', () => {
  test.each(['client', 'server'] as const)('is turned on the %s, read back, told, and put back', async (host) => {
    await using lab = await Lab.open();
    const other = host === 'client' ? 'server' : 'client';
    const theirs = await listed(lab, other);
    const there = [...(await listed(lab, host)).values()].filter(({ value }) => value !== null);
    expect(there.length).toBeGreaterThan(25);

    for (const knob of there) {
      const value = another(knob);
      expect(await set(lab, host, knob.name, value), knob.name).toEqual({ before: knob.value, value });
      expect(told(lab).at(-1)).toMatchObject({ host, name: knob.name, value, default: knob.default });
      expect(await readThere(lab, host, knob.name)).toBe(value);
    }
    expect(await listed(lab, other)).toEqual(theirs);

    for (const { name, default: began } of there) await set(lab, host, name, began ?? '');
    for (const { name, value, default: began } of (await listed(lab, host)).values())
      expect([name, value]).toEqual([name, began]);
  });
});

test('what a lesson turns on either host is in force while it runs, and back after it', async () => {
  await using lab = await Lab.open();
  const names = ['tcp_syncookies', 'tcp_max_syn_backlog'] as const;
  const before = await Promise.all(names.map((name) => readThere(lab, 'server', name)));
  const loaded = loadLesson(TURNING);
  if (!('lesson' in loaded)) throw new Error(JSON.stringify(loaded.problems));
  const params = { lesson: loaded.lesson, family: 'ipv4', lang: 'en', full: false } as const;
  await lab.client.request('run', params);
  await lab.settle();
  expect(lab.events.findLast((event) => event.type === 'result')).toMatchObject({ ok: true });
  expect(told(lab).map(({ name, value }) => `${name} ${value}`)).toEqual([
    'tcp_syncookies 0',
    'tcp_max_syn_backlog 16',
    'tcp_max_syn_backlog 32',
    `tcp_max_syn_backlog ${before[1]}`,
    `tcp_syncookies ${before[0]}`,
  ]);
  expect(await Promise.all(names.map((name) => readThere(lab, 'server', name)))).toEqual(before);
});

test('a lab tells what it begins with, before anybody asks', async () => {
  await using lab = await Lab.open();
  const { values } = await lab.event((e): e is KnobsEvent => e.type === 'knobs');
  for (const host of HOSTS) {
    const had = [...(await listed(lab, host)).values()].filter(({ value }) => value !== null);
    expect(values[host]).toEqual(Object.fromEntries(had.map(({ name, value }) => [name, value])));
  }
});

test('what is told is what the kernel made of it', async () => {
  await using lab = await Lab.open();
  // Kept in ticks of the kernel's clock, which are longer than a millisecond on most: what is read is a whole number of them.
  const { value } = await set(lab, 'server', 'tcp_invalid_ratelimit', '501');
  expect(value).toBe(await readThere(lab, 'server', 'tcp_invalid_ratelimit'));
  expect(told(lab).map((event) => event.value)).toEqual([value]);
  expect(Number(value)).toBeGreaterThanOrEqual(501);
  expect(Number(value)).toBeLessThanOrEqual(510);
});

test('what a program on a host has changed is told when the settings are looked at', async () => {
  await using lab = await Lab.open();
  // The lab has read what it began with before it answers.
  await lab.settle();
  await inLab(lab, 'server', 'sh', '-c', `echo 0 > ${pathOf('tcp_syncookies')}`);
  const state = (await listed(lab, 'server')).get('tcp_syncookies');
  expect(state).toMatchObject({ value: '0', default: '1' });
  expect(told(lab)).toMatchObject([{ host: 'server', name: 'tcp_syncookies', value: '0', default: '1' }]);
  await listed(lab, 'server');
  expect(told(lab)).toHaveLength(1);
});

test('a setting that is not there is said to be absent, and the others can be turned', async () => {
  await using lab = await Lab.open();
  // As on kernels that hide it from a lab without root.
  await inLab(lab, 'client', 'mount', '-t', 'tmpfs', 'hidden', '/proc/sys/net/core');
  const state = (await listed(lab, 'client')).get('somaxconn');
  expect(state).toMatchObject({ value: null });
  await expect(set(lab, 'client', 'somaxconn', '5')).rejects.toMatchObject({
    code: 'no-knob',
    message: 'This kernel hides net.core.somaxconn from this lab.',
  });
  expect(told(lab)).toEqual([]);
  expect(await set(lab, 'client', 'tcp_syn_retries', '2')).toMatchObject({ value: '2' });
});

test('a setting that came with a later kernel is said to be of that one', async () => {
  await using lab = await Lab.open();
  await inLab(lab, 'server', 'mount', '-t', 'tmpfs', 'older', '/proc/sys/net/ipv4');
  await expect(set(lab, 'server', 'tcp_syn_linear_timeouts', '0')).rejects.toMatchObject({
    code: 'no-knob',
    message: 'This kernel has no tcp_syn_linear_timeouts (since Linux 6.5).',
  });
  expect(told(lab)).toEqual([]);
  expect(await set(lab, 'client', 'tcp_syn_retries', '2')).toMatchObject({ value: '2' });
});

const REFUSED: [what: string, name: KnobName, value: string, sentence: RegExp][] = [
  ['a value out of bounds', 'tcp_syn_retries', '0', /^tcp_syn_retries is a whole number from 1 to 127, not "0"\.$/],
  ['a choice that there is not', 'tcp_syncookies', '3', /^tcp_syncookies is 0, 1 or 2, not "3"\.$/],
  ['no number', 'tcp_syncookies', 'off', /not "off"\.$/],
  ['nothing', 'tcp_syncookies', ' ', /^tcp_syncookies is 0, 1 or 2, not /],
  ['two numbers for three', 'tcp_rmem', '4096 8192', /^tcp_rmem is 3 whole numbers/],
  ['a range that falls', 'ip_local_port_range', '50000 40000', /^No number of ip_local_port_range/],
  [
    'a range that the kernel refuses',
    'ip_local_port_range',
    '500 1000',
    /^The kernel does not take 500 1000 for ip_local_port_range \(EINVAL\): 32768 60999 is still in force\.$/,
  ],
  [
    'an algorithm that is not loaded',
    'tcp_congestion_control',
    'nosuch',
    /^tcp_congestion_control is .*, not "nosuch"\.$/,
  ],
];

test('a value that cannot be is refused in one sentence, and what was in force still is', async () => {
  await using lab = await Lab.open();
  const before = await listed(lab, 'server');
  for (const [what, name, value, sentence] of REFUSED) {
    const error: unknown = await set(lab, 'server', name, value).catch((reason: unknown) => reason);
    expect(error, what).toMatchObject({ message: expect.stringMatching(sentence) as string });
  }
  expect(told(lab)).toEqual([]);
  expect(await listed(lab, 'server')).toEqual(before);
});

test('a setting that cannot be written is refused with what the kernel said and what is in force', async () => {
  await using lab = await Lab.open();
  const before = (await listed(lab, 'server')).get('tcp_rmem')?.value;
  await inLab(lab, 'server', 'mount', '--bind', '-o', 'ro', pathOf('tcp_rmem'), pathOf('tcp_rmem'));
  await expect(set(lab, 'server', 'tcp_rmem', '8192 65536 262144')).rejects.toMatchObject({
    code: 'knob-refused',
    message: expect.stringMatching(/^The kernel does not take .* \(EROFS\): .* is still in force\.$/) as string,
  });
  expect(await readThere(lab, 'server', 'tcp_rmem')).toBe(before);
});

test('what is no request for a setting is refused before anything is done', async () => {
  const raw = new RawRequests();
  await using lab = await Lab.open(raw);
  for (const params of [
    { host: 'wire', name: 'tcp_sack', value: '0' },
    { host: 'server', name: 'tcp_mem', value: '1 2 3' },
    { host: 'server', name: '../../kernel/hostname', value: 'x' },
    { host: 'server', name: 'tcp_sack', value: 0 },
    { host: 'server', name: 'tcp_sack' },
  ])
    expect(await raw.ask('knob', params)).toMatchObject({ error: { code: 'bad-request' } });
  await lab.settle();
  expect(told(lab)).toEqual([]);
});

test('a turned setting is what the kernel goes by: with cookies always, a half-open entry is not kept', async () => {
  await using lab = await Lab.open();
  await set(lab, 'server', 'tcp_syncookies', '2');
  await lab.connection(await lab.listener(80), 80);
  await lab.settle();
  const counted = lab.events.filter((event) => event.type === 'counter' && event.host === 'server');
  expect(counted).toContainEqual(expect.objectContaining({ name: 'TcpExtSyncookiesSent', delta: 1 }));
  expect(lab.states().filter(({ host, to }) => host === 'server' && to === 'SYN_RECV')).not.toContainEqual(
    expect.objectContaining({ source: 'observed' }),
  );
});

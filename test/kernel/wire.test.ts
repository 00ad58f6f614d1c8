import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Host, SegmentEvent, StateEvent } from '../../src-main/common/protocol/events.ts';
import { commandInLab } from '../../src-main/host/inside-lab.ts';
import { Lab, statesOf } from '../support/lab.ts';
import { daemonUnder } from '../support/processes.ts';
import { KINDS } from '../support/sessions.ts';

const segments = (lab: Lab): SegmentEvent[] => lab.events.filter((event) => event.type === 'segment');
const entered = (lab: Lab, host: Host, socket: string): string[] => statesOf(lab, host, socket).map(({ to }) => to);

test('an IPv6 connection opens and closes in the same states as an IPv4 one', async () => {
  for (const family of ['ipv4', 'ipv6'] as const) {
    await using lab = await Lab.open();
    const listener = await lab.listener(80, 4, family);
    const connection = await lab.connection(listener, 80, family);
    const { clientEnd, serverEnd } = connection;
    await KINDS['client closes first, server waits for the acknowledgement'](lab, connection);
    await lab.state('server', serverEnd, 'CLOSED');
    await lab.settle();

    expect(clientEnd).toMatch(
      family === 'ipv4' ? /^10\.0\.0\.1:\d+-10\.0\.0\.2:80$/ : /^\[fd00::1\]:\d+-\[fd00::2\]:80$/,
    );
    expect(entered(lab, 'client', clientEnd)).toEqual([
      'SYN_SENT',
      'ESTABLISHED',
      'FIN_WAIT1',
      'FIN_WAIT2',
      'TIME_WAIT',
    ]);
    expect(entered(lab, 'server', serverEnd)).toEqual(['SYN_RECV', 'ESTABLISHED', 'CLOSE_WAIT', 'LAST_ACK', 'CLOSED']);
    expect(new Set(lab.states().map(({ source }) => source))).toEqual(new Set(['observed']));
    const flags = ['SYN', 'SYN,ACK', 'ACK', 'FIN,ACK', 'ACK', 'FIN,ACK', 'ACK'];
    const last = new Map(segments(lab).map((segment) => [segment.id, segment]));
    expect([...last.values()].map((segment) => segment.flags)).toEqual(flags);
    expect([...last.values()].every(({ fate }) => fate === 'delivered')).toBe(true);
  }
});

test('the wire of an idle lab is silent: the first frame is the first SYN', async () => {
  await using lab = await Lab.open();
  // Fences, one after the other: whatever the hosts send meanwhile is told before the last of them is answered.
  for (const begun = performance.now(); performance.now() - begun < 300;) await lab.settle();
  await lab.connection(await lab.listener(80), 80);
  await lab.settle();
  expect(segments(lab)[0]).toMatchObject({ id: 1, flags: 'SYN', from: 'client' });
  expect(lab.events.filter(({ type }) => type === 'frame')).toEqual([]);
});

test('what is no TCP crosses the wire as a frame with its own words', async () => {
  await using lab = await Lab.open();
  const [program, args] = commandInLab(daemonUnder(process.pid), 'client', [
    'bash',
    '-c',
    'echo hello > /dev/udp/10.0.0.2/9',
  ]);
  expect(spawnSync(program, args).status).toBe(0);
  const answer = await lab.event((e) => e.type === 'frame' && e.from === 'server' && e.fate === 'delivered');
  expect(lab.events.find(({ type }) => type === 'frame')).toMatchObject({ id: 1, from: 'client', len: 48 });
  expect(answer).toMatchObject({ id: 2, text: expect.stringMatching(/ICMP.*port unreachable/i) as string });
  expect(segments(lab)).toEqual([]);
});

test('both ends that close at once pass CLOSING', async () => {
  await using lab = await Lab.open();
  const connection = await lab.connection(await lab.listener(80), 80);
  await KINDS['both close at once'](lab, connection);
  for (const [host, socket] of [
    ['client', connection.clientEnd],
    ['server', connection.serverEnd],
  ] as const) {
    await lab.state(host, socket, 'TIME_WAIT');
    expect(entered(lab, host, socket).slice(-4)).toEqual(['ESTABLISHED', 'FIN_WAIT1', 'CLOSING', 'TIME_WAIT']);
  }
});

test('TIME_WAIT has a minute left when it begins', async () => {
  await using lab = await Lab.open();
  const connection = await lab.connection(await lab.listener(80), 80);
  await KINDS['client closes first'](lab, connection);
  const { mini, timer } = (await lab.state('client', connection.clientEnd, 'TIME_WAIT')) as StateEvent;
  expect(mini).toBe('timewait');
  expect(timer?.name).toBe('timewait');
  // TCP_TIMEWAIT_LEN; the kernel's timers fire up to an eighth late.
  expect(timer?.remaining).toBeGreaterThan(59);
  expect(timer?.remaining).toBeLessThanOrEqual(60 * 1.125);
});

test('a half-open connection is a request, an orphan in FIN_WAIT2 a time-wait mini-socket', async () => {
  await using lab = await Lab.open();
  const { client, clientEnd, serverEnd } = await lab.connection(await lab.listener(80), 80);
  const halfOpen = (await lab.state('server', serverEnd, 'SYN_RECV')) as StateEvent;
  expect(halfOpen).toMatchObject({ from: 'LISTEN', mini: 'request', timer: { name: 'synack' } });
  expect((await lab.state('server', serverEnd, 'ESTABLISHED')) as StateEvent).not.toHaveProperty('mini');

  await lab.call({ call: 'close', socket: client });
  const orphan = (await lab.state('client', clientEnd, 'FIN_WAIT2')) as StateEvent;
  expect(orphan).toMatchObject({ mini: 'timewait', timer: { name: 'fin_wait2' } });
  expect(orphan.timer?.remaining).toBeGreaterThan(55);
});

test('a socket in FIN_WAIT2 that a program still holds is no mini-socket and has no timer', async () => {
  await using lab = await Lab.open();
  const { client, clientEnd } = await lab.connection(await lab.listener(80), 80);
  await lab.call({ call: 'shutdown', socket: client, how: 'write' });
  const state = await lab.state('client', clientEnd, 'FIN_WAIT2');
  expect(state).not.toHaveProperty('mini');
  expect(state).not.toHaveProperty('timer');
});

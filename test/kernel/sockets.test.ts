/** What the kernel says of a socket besides its state: queues, timers and figures, as they move. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Event, Host, QueueEvent, SocketEvent } from '../../src-main/common/protocol/events.ts';
import { commandInLab } from '../../src-main/host/inside-lab.ts';
import { Lab } from '../support/lab.ts';
import { daemonUnder } from '../support/processes.ts';

/** More than the buffers of both ends take. */
const MUCH = 16 << 20;

type Fits = (event: SocketEvent) => boolean;

/** The first socket event of that end, from the `from`th event of the lab on, that fits. */
function told(lab: Lab, host: Host, socket: string, fits: Fits, from = 0): Promise<SocketEvent> {
  return lab.event(
    (e): e is SocketEvent =>
      e.type === 'socket' && e.host === host && e.socket === socket && fits(e) && lab.events.indexOf(e, from) >= 0,
  );
}

const everything = async (lab: Lab, socket: number, bytes: number): Promise<void> => {
  for (let left = bytes; left > 0;) left -= (await lab.call({ call: 'recv', socket, max: 1 << 18 })).bytes ?? left;
};

test('a transfer shows its send buffer, window and round-trip time', async () => {
  await using lab = await Lab.open();
  const { client, server, clientEnd } = await lab.connection(await lab.listener(80), 80);
  const sent = lab.call({ call: 'send', socket: client, bytes: MUCH });
  const full = await told(lab, 'client', clientEnd, ({ wqueue, figures }) => wqueue > 100_000 && figures?.rtt !== 0);
  expect(full.figures).toMatchObject({ mss: 1448 });
  const { cwnd = 0, rtt = 0, rto = 0, ownWindow = 1, peerWindow = 0 } = full.figures ?? {};
  expect(cwnd).toBeGreaterThan(0);
  expect(rtt).toBeGreaterThan(0);
  expect(rto).toBeGreaterThan(rtt);
  expect(ownWindow).toBeGreaterThan(0);
  expect(peerWindow).toBeGreaterThanOrEqual(0);

  const from = lab.events.length;
  await everything(lab, server, MUCH);
  await sent;
  // When nothing moves any more, the last figures are told, too.
  const last = await told(lab, 'client', clientEnd, ({ wqueue, timer }) => wqueue === 0 && timer === null, from);
  expect(last.figures).toMatchObject({ unacked: 0 });
  const between = lab.events.slice(from).filter((e): e is SocketEvent => e.type === 'socket' && e.socket === clientEnd);
  expect(new Set(between.map(({ wqueue }) => wqueue)).size).toBeGreaterThan(2);
});

test('unread data shows in the receive queue and leaves it', async () => {
  await using lab = await Lab.open();
  const { client, server, serverEnd } = await lab.connection(await lab.listener(80), 80);
  await lab.call({ call: 'send', socket: client, bytes: 5000 });
  await told(lab, 'server', serverEnd, ({ rqueue }) => rqueue === 5000);
  await lab.call({ call: 'recv', socket: server, max: 2000 });
  await told(lab, 'server', serverEnd, ({ rqueue }) => rqueue === 3000);
  await lab.call({ call: 'recv', socket: server, max: 5000 });
  await lab.settle();
  const events = lab.events.filter((e): e is SocketEvent => e.type === 'socket' && e.socket === serverEnd);
  expect(events.at(-1)).toMatchObject({ rqueue: 0 });
});

test('a closed window shows the timer of its probes', async () => {
  await using lab = await Lab.open();
  const { client, clientEnd } = await lab.connection(await lab.listener(80), 80);
  void lab.call({ call: 'send', socket: client, bytes: MUCH }).catch(() => undefined);
  const probe = await told(lab, 'client', clientEnd, ({ timer }) => timer?.name === 'probe');
  expect(probe.timer?.remaining).toBeGreaterThan(0);
  await told(lab, 'client', clientEnd, ({ timer, retransmits }) => timer?.name === 'probe' && retransmits > 0);
});

test('a SYN that nobody answers shows its retransmission timer and how often it fired', async () => {
  await using lab = await Lab.open();
  const server = commandInLab(daemonUnder(process.pid), 'server', ['ip', 'addr', 'del', '10.0.0.2/24', 'dev', 'eth0']);
  expect(spawnSync(...server).status).toBe(0);
  const socket = await lab.open('client');
  void lab.call({ call: 'connect', socket, port: 80 }).catch(() => undefined);
  const isFirst = (e: Event): e is SocketEvent => e.type === 'socket' && e.host === 'client';
  const first = await lab.event(isFirst);
  expect(first).toMatchObject({ wqueue: 1, retransmits: 0, timer: { name: 'rto' } });
  // RFC 6298 2.1, and up to an eighth more by the timer wheel.
  expect(first.timer?.remaining).toBeGreaterThan(0.9);
  expect(first.timer?.remaining).toBeLessThan(1.2);
  const again = await told(lab, 'client', first.socket, ({ retransmits }) => retransmits === 1);
  expect(again.timer).toMatchObject({ name: 'rto' });
});

test('an established connection whose peer is lost shows a running retransmission timer', async () => {
  await using lab = await Lab.open();
  const { client, clientEnd } = await lab.connection(await lab.listener(80), 80);
  const server = commandInLab(daemonUnder(process.pid), 'server', ['ip', 'addr', 'del', '10.0.0.2/24', 'dev', 'eth0']);
  expect(spawnSync(...server).status).toBe(0);
  await lab.call({ call: 'send', socket: client, text: 'is anybody there?' });
  const running = await told(lab, 'client', clientEnd, ({ wqueue, timer }) => wqueue === 17 && timer !== null);
  expect(running).toMatchObject({ timer: { name: 'rto' }, retransmits: 0 });
  const again = await told(lab, 'client', clientEnd, ({ retransmits }) => retransmits === 2);
  expect(again).toMatchObject({ wqueue: 17, timer: { name: 'rto' } });
  await told(lab, 'client', clientEnd, ({ figures }) => figures?.cwnd === 1 && figures.lost === 1);
});

test('a connection that is kept alive shows when it will be probed', async () => {
  await using lab = await Lab.open();
  const { client, clientEnd } = await lab.connection(await lab.listener(80), 80);
  await lab.call({ call: 'setsockopt', socket: client, option: 'TCP_KEEPIDLE', value: 100 });
  await lab.call({ call: 'setsockopt', socket: client, option: 'SO_KEEPALIVE', value: 1 });
  const { timer } = await told(lab, 'client', clientEnd, ({ timer }) => timer?.name === 'keepalive');
  expect(timer?.remaining).toBeGreaterThan(95);
});

test('an orphan that waits long for the FIN of its peer has a timer for it all the time', async () => {
  await using lab = await Lab.open();
  const { client, clientEnd } = await lab.connection(await lab.listener(80), 80);
  // Beyond TCP_TIMEWAIT_LEN the first part of the wait is the keepalive timer's.
  await lab.call({ call: 'setsockopt', socket: client, option: 'TCP_LINGER2', value: 61 });
  await lab.call({ call: 'close', socket: client });
  expect(await lab.state('client', clientEnd, 'CLOSED')).toMatchObject({ cause: { timer: 'fin_wait2' } });
  const names = lab.events.map((e) => (e.type === 'socket' && e.socket === clientEnd ? e.timer?.name : undefined));
  expect(names).toContain('fin_wait2');
  expect(names).not.toContain('keepalive');
});

const SERVER = `
  const server = require('net').createServer().listen(80, '10.0.0.2', 4, () => console.log('listening'));
`;

test("a program's own accept() shows in the accept queue", async () => {
  await using lab = await Lab.open();
  const foreign = spawn(...commandInLab(daemonUnder(process.pid), 'server', [process.execPath, '-e', SERVER]), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(foreign.stdout, 'data');
    foreign.kill('SIGSTOP');
    const socket = await lab.open('client');
    await lab.call({ call: 'connect', socket, port: 80 });
    const isQueue = (e: Event): e is QueueEvent => e.type === 'queue';
    const waits = await lab.event((e): e is QueueEvent => isQueue(e) && e.accept.len === 1);
    foreign.kill('SIGCONT');
    const after = lab.events.indexOf(waits);
    await lab.event((e) => isQueue(e) && e.accept.len === 0 && lab.events.indexOf(e, after) >= 0);
  } finally {
    foreign.kill('SIGKILL');
  }
  await lab.state('server', '10.0.0.2:80-*', 'CLOSED');
});

import { expect, test } from 'vitest';
import type { QueueEvent } from '../../src-main/common/protocol/events.ts';
import type { Call } from '../../src-main/common/protocol/requests.ts';
import { Lab } from '../support/lab.ts';

const isQueue = (event: { type: string }): event is QueueEvent => event.type === 'queue';
const counted = (lab: Lab, name: string): Promise<unknown> =>
  lab.event((e) => e.type === 'counter' && e.host === 'server' && e.name === name);

async function connected(lab: Lab, port: number): Promise<number> {
  const socket = await lab.open('client');
  await lab.call({ call: 'connect', socket, port });
  return socket;
}

test('a listener with backlog n has room for n + 1 connections that nobody accepts', async () => {
  for (const backlog of [0, 1, 3]) {
    await using lab = await Lab.open();
    await lab.listener(80, backlog);
    for (let i = 0; i <= backlog; i++) await connected(lab, 80);
    await lab.settle();
    const queues = lab.events.filter(isQueue);
    expect(queues.at(-1)).toMatchObject({ host: 'server', port: 80, accept: { len: backlog + 1, max: backlog + 1 } });
    // On newer kernels a half-open connection more than the backlog fits, on older ones not.
    expect([backlog, backlog + 1]).toContain(queues.at(-1)?.syn.max);
    expect(Math.max(...queues.map(({ syn }) => syn.len))).toBe(Math.min(1, queues.at(-1)?.syn.max ?? 0));
    expect(lab.events.filter(({ type }) => type === 'difference')).toEqual([]);
  }
});

test('a SYN to a full accept queue is dropped, and gets in by its repetition when somebody accepts', async () => {
  await using lab = await Lab.open();
  const listener = await lab.listener(80, 1);
  for (let i = 0; i < 2; i++) await connected(lab, 80);
  const late = connected(lab, 80);
  const dropped = await lab.event((e) => e.type === 'difference');
  expect(dropped).toMatchObject({ host: 'server', model: 'SYN_RECV', kernel: 'LISTEN' });
  const syn = lab.events.findLast((e) => e.type === 'segment' && e.flags === 'SYN');
  expect(dropped).toMatchObject({ cause: { segment: syn?.type === 'segment' ? syn.id : 0 } });
  await Promise.all([counted(lab, 'TcpExtListenOverflows'), counted(lab, 'TcpExtListenDrops')]);

  await lab.call({ call: 'accept', socket: listener });
  await late;
  await lab.settle();
  expect(lab.events.findLast(isQueue)).toMatchObject({ accept: { len: 2, max: 2 } });
});

test('the last acknowledgement is ignored when the accept queue has become full meanwhile', async () => {
  await using lab = await Lab.open();
  const listener = await lab.listener(80, 4);
  for (let i = 0; i < 4; i++) await connected(lab, 80);
  const sockets = [await lab.open('client'), await lab.open('client')];
  // Back to back: both SYNs arrive before either of the last acknowledgements, which then compete for one place.
  await lab.client.request(
    'calls',
    sockets.map((socket): Call => ({ call: 'connect', socket, port: 80 })),
  );
  const ignored = await lab.event((e) => e.type === 'difference');
  expect(ignored).toMatchObject({ host: 'server', model: 'ESTABLISHED', kernel: 'SYN_RECV' });
  await Promise.all([counted(lab, 'TcpExtListenOverflows'), counted(lab, 'TcpExtListenDrops')]);
  const queues = lab.events.filter(isQueue);
  expect(queues.at(-1)).toMatchObject({ syn: { len: 1 }, accept: { len: 5, max: 5 } });
  expect(Math.max(...queues.map(({ syn }) => syn.len))).toBe(2);

  // The server repeats its SYN-ACK after a second, and the answer finds room now.
  await lab.call({ call: 'accept', socket: listener });
  if (ignored.type === 'difference') await lab.state('server', ignored.socket, 'ESTABLISHED');
  await lab.event((e) => isQueue(e) && e.syn.len === 0 && e.accept.len === 5);
});

test('more half-open connections than fit are answered with cookies and leave no entry', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 2);
  const sockets = [];
  for (let i = 0; i < 6; i++) sockets.push(await lab.open('client'));
  const calls = sockets.map((socket): Call => ({ call: 'connect', socket, port: 80 }));
  await lab.client.request('calls', calls);
  await Promise.all([counted(lab, 'TcpExtTCPReqQFullDoCookies'), counted(lab, 'TcpExtSyncookiesSent')]);
  const queues = lab.events.filter(isQueue);
  const [{ max } = { max: 0 }] = queues.map(({ syn }) => syn);
  expect(Math.max(...queues.map(({ syn }) => syn.len))).toBe(max);
});

test('closing a listener resets those that wait to be accepted', async () => {
  await using lab = await Lab.open();
  const listener = await lab.listener(80, 4);
  const waiting = await connected(lab, 80);
  const read = lab.call({ call: 'recv', socket: waiting, max: 1 });
  await lab.call({ call: 'close', socket: listener });
  await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
  await lab.state('server', '10.0.0.2:80-*', 'CLOSED');
});

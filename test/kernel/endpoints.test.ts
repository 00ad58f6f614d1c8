import { expect, test } from 'vitest';
import type { SocketOption } from '../../src-main/common/protocol/requests.ts';
import { Lab, statesOf } from '../support/lab.ts';

/** One sentence with a full stop, no stack, no number in place of a word. */
const SENTENCE = /^[a-z]+: E[A-Z]+, [a-z][^\n]*\.$/;

test('a connect to a closed port is refused, in a plain sentence', async () => {
  await using lab = await Lab.open();
  const socket = await lab.open('client');
  const refused = lab.call({ call: 'connect', socket, port: 9 });
  await expect(refused).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    message: expect.stringMatching(SENTENCE) as string,
  });
  await lab.settle();
  const calls = lab.events.filter((event) => event.type === 'call' && event.call === 'connect');
  expect(calls.at(-1)).toMatchObject({ result: expect.stringMatching(/^ECONNREFUSED/) as string });
  const segments = lab.events.filter((event) => event.type === 'segment');
  expect(segments.map(({ flags }) => flags)).toEqual(['SYN', 'RST,ACK']);
  expect(statesOf(lab, 'client').map(({ to }) => to)).toEqual(['SYN_SENT', 'CLOSED']);
});

test('a port in use cannot be had a second time', async () => {
  await using lab = await Lab.open();
  await lab.listener(80);
  const second = await lab.open('server');
  const bound = lab.call({ call: 'bind', socket: second, port: 80 });
  await expect(bound).rejects.toMatchObject({ code: 'EADDRINUSE', message: expect.stringMatching(SENTENCE) as string });

  // With SO_REUSEADDR both may bind, and only one may listen.
  const [third, fourth] = [await lab.open('server'), await lab.open('server')];
  for (const socket of [third, fourth]) {
    await lab.call({ call: 'setsockopt', socket, option: 'SO_REUSEADDR', value: 1 });
    await lab.call({ call: 'bind', socket, port: 81 });
  }
  await lab.call({ call: 'listen', socket: third, backlog: 1 });
  const listening = lab.call({ call: 'listen', socket: fourth, backlog: 1 });
  await expect(listening).rejects.toMatchObject({ code: 'EADDRINUSE' });
  // The other host and the other family have ports of their own.
  const other = await lab.open('client');
  await lab.call({ call: 'bind', socket: other, port: 80 });
  await lab.listener(80, 1, 'ipv6');
});

test('a name is no address in the lab, and the error says what is', async () => {
  await using lab = await Lab.open();
  const socket = await lab.open('client');
  for (const [family, address] of [
    ['ipv4', 'example.org'],
    ['ipv4', 'fd00::2'],
    ['ipv6', '10.0.0.2'],
  ] as const) {
    const of = await lab.open('client', family);
    const failure = lab.call({ call: 'connect', socket: of, port: 80, address });
    await expect(failure).rejects.toMatchObject({
      code: 'bad-address',
      hint: expect.stringContaining('server') as string,
    });
  }
  // The socket is none the worse for it.
  await lab.listener(80);
  await lab.call({ call: 'connect', socket, port: 80, address: 'server' });
});

test('a socket that was closed, or never was, is a bad one', async () => {
  await using lab = await Lab.open();
  const socket = await lab.open('client');
  await lab.call({ call: 'close', socket });
  for (const gone of [socket, 4711])
    await expect(lab.call({ call: 'close', socket: gone })).rejects.toMatchObject({ code: 'EBADF' });
});

test('an abort resets the peer: ECONNRESET once, then EPIPE', async () => {
  await using lab = await Lab.open();
  const { client, server, clientEnd, serverEnd } = await lab.connection(await lab.listener(80), 80);
  await lab.call({ call: 'abort', socket: client });
  await lab.state('server', serverEnd, 'CLOSED');
  const reset = lab.call({ call: 'send', socket: server, text: 'too late' });
  await expect(reset).rejects.toMatchObject({ code: 'ECONNRESET', message: expect.stringMatching(SENTENCE) as string });
  await expect(lab.call({ call: 'send', socket: server, text: 'again' })).rejects.toMatchObject({ code: 'EPIPE' });
  expect(statesOf(lab, 'client', clientEnd).at(-1)).toMatchObject({ to: 'CLOSED', cause: { call: 'abort' } });
  const segment = lab.events.findLast((event) => event.type === 'segment');
  expect(segment).toMatchObject({ flags: 'RST,ACK', from: 'client' });
  expect(statesOf(lab, 'server', serverEnd).at(-1)).toMatchObject({ to: 'CLOSED', cause: { segment: segment?.id } });
});

test('a program that waits for data hears of the reset', async () => {
  await using lab = await Lab.open();
  const { client, server } = await lab.connection(await lab.listener(80), 80);
  const waiting = lab.call({ call: 'recv', socket: client, max: 100 });
  await lab.call({ call: 'abort', socket: server });
  await expect(waiting).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('data that nobody reads turns close into a reset', async () => {
  await using lab = await Lab.open();
  const { client, server, serverEnd } = await lab.connection(await lab.listener(80), 80);
  await lab.call({ call: 'send', socket: server, text: 'unread' });
  await lab.event((e) => e.type === 'segment' && e.from === 'client' && e.flags === 'ACK' && e.id > 4);
  await lab.call({ call: 'close', socket: client });
  await lab.state('server', serverEnd, 'CLOSED');
  expect(lab.events.findLast((e) => e.type === 'segment')).toMatchObject({ from: 'client', flags: 'RST,ACK' });
});

test('data for an orphan in FIN_WAIT2 ends it by a reset, with no TIME_WAIT made up between', async () => {
  await using lab = await Lab.open();
  const { client, server, clientEnd } = await lab.connection(await lab.listener(80), 80);
  await lab.call({ call: 'close', socket: client });
  await lab.state('client', clientEnd, 'FIN_WAIT2');
  await lab.call({ call: 'send', socket: server, text: 'too late' });
  await lab.state('client', clientEnd, 'CLOSED');
  const data = lab.events.find((event) => event.type === 'segment' && event.flags === 'PSH,ACK');
  expect(statesOf(lab, 'client', clientEnd).at(-1)).toMatchObject({
    from: 'FIN_WAIT2',
    source: 'observed',
    cause: { segment: data?.type === 'segment' ? data.id : NaN },
  });
});

test('a listener that is shut down listens no more', async () => {
  await using lab = await Lab.open();
  const socket = await lab.listener(80);
  await lab.call({ call: 'shutdown', socket, how: 'read' });
  await lab.settle();
  expect(lab.states().at(-1)).toMatchObject({ from: 'LISTEN', to: 'CLOSED', cause: { call: 'shutdown' } });
});

test('what would make the wire wait inside close() is refused', async () => {
  await using lab = await Lab.open();
  const set = lab.call({ call: 'setsockopt', socket: await lab.open('client'), option: 'SO_LINGER', value: 5 });
  await expect(set).rejects.toMatchObject({ code: 'EINVAL' });
});

test('what is set on a socket can be read back', async () => {
  await using lab = await Lab.open();
  const socket = await lab.open('client');
  const options: [SocketOption, set: number, read: number][] = [
    ['SO_REUSEADDR', 1, 1],
    ['SO_REUSEPORT', 1, 1],
    ['SO_KEEPALIVE', 1, 1],
    ['SO_LINGER', 0, 0],
    ['SO_LINGER', -1, -1],
    // socket(7): the kernel doubles it, to have room for its own.
    ['SO_RCVBUF', 10_000, 20_000],
    ['SO_SNDBUF', 10_000, 20_000],
    ['TCP_NODELAY', 1, 1],
    ['TCP_CORK', 1, 1],
    ['TCP_QUICKACK', 0, 0],
    ['TCP_KEEPIDLE', 7, 7],
    ['TCP_KEEPINTVL', 8, 8],
    ['TCP_KEEPCNT', 3, 3],
    ['TCP_SYNCNT', 2, 2],
    ['TCP_LINGER2', 9, 9],
    ['TCP_DEFER_ACCEPT', 1, 1],
    ['TCP_USER_TIMEOUT', 3000, 3000],
    ['TCP_FASTOPEN_CONNECT', 1, 1],
  ];
  for (const [option, value, read] of options) {
    await lab.call({ call: 'setsockopt', socket, option, value });
    expect(await lab.call({ call: 'getsockopt', socket, option }), option).toEqual({ value: read });
  }
  const wrong = lab.call({ call: 'setsockopt', socket, option: 'TCP_KEEPCNT', value: -1 });
  await expect(wrong).rejects.toMatchObject({ code: 'EINVAL' });
});

test("a socket's congestion control algorithm is chosen by its name and read back", async () => {
  await using lab = await Lab.open();
  const socket = await lab.open('client');
  const other = await lab.open('client');
  const option = 'TCP_CONGESTION';
  const before = await lab.call({ call: 'getsockopt', socket: other, option });
  // RFC 5681's, which every kernel has built in (net/ipv4/tcp_cong.c).
  expect(await lab.call({ call: 'setsockopt', socket, option, value: 'reno' })).toEqual({ text: 'reno' });
  expect(await lab.call({ call: 'getsockopt', socket, option })).toEqual({ text: 'reno' });
  expect(await lab.call({ call: 'getsockopt', socket: other, option })).toEqual(before);
});

test('an algorithm that the kernel does not have is refused with those that there are', async () => {
  await using lab = await Lab.open();
  const socket = await lab.open('client');
  await lab.call({ call: 'setsockopt', socket, option: 'TCP_CONGESTION', value: 'reno' });
  const set = lab.call({ call: 'setsockopt', socket, option: 'TCP_CONGESTION', value: 'nosuch' });
  await expect(set).rejects.toMatchObject({
    code: 'ENOENT',
    message: 'setsockopt: ENOENT, the kernel does not take nosuch: reno is still in force.',
    hint: expect.stringMatching(/^Available are .*\breno\b.*\.$/) as string,
  });
  expect(await lab.call({ call: 'getsockopt', socket, option: 'TCP_CONGESTION' })).toEqual({ text: 'reno' });
});

test('tcp_info tells the state and what went over the connection', async () => {
  await using lab = await Lab.open();
  const { client, server } = await lab.connection(await lab.listener(80), 80);
  await lab.call({ call: 'send', socket: client, bytes: 5000 });
  for (let left = 5000; left > 0;) left -= (await lab.call({ call: 'recv', socket: server, max: 5000 })).bytes ?? left;
  // 1500 bytes less 20 of IPv4, 20 of TCP and 12 of timestamps.
  const sender = { state: 1, snd_mss: 1448, data_segs_out: 4, total_retrans: 0, bytes_sent: 5000 };
  expect((await lab.call({ call: 'tcpinfo', socket: client })).info).toMatchObject(sender);
  expect((await lab.call({ call: 'tcpinfo', socket: server })).info).toMatchObject({ state: 1, bytes_received: 5000 });
});

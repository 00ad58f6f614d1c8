/** What an app asks a lab for beside system calls, and how it knows which socket a call was about. */
import { expect, test } from 'vitest';
import type { Lesson } from '../../src-main/common/lesson/lesson.ts';
import type { CallEvent, Event, SegmentEvent } from '../../src-main/common/protocol/events.ts';
import { decodeFrame } from '../../src-main/common/wire/frame.ts';
import { flagsText } from '../../src-main/common/wire/tcp.ts';
import { Lab } from '../support/lab.ts';
import { KINDS } from '../support/sessions.ts';

/** Ethernet, IPv4, and TCP with the timestamps that Linux sends along. */
const DATA_HEADERS = 14 + 20 + 32;

const isSegment = (event: { type: string }): event is SegmentEvent => event.type === 'segment';

test('the bytes of a segment are those on the wire', async () => {
  await using lab = await Lab.open();
  for (const family of ['ipv4', 'ipv6'] as const) {
    const connection = await lab.connection(await lab.listener(80, 4, family), 80, family);
    await KINDS['client closes first'](lab, connection);
    await lab.state('server', connection.serverEnd, 'CLOSED');
  }
  for (const { id, flags, seq, ack, win } of lab.events.filter(isSegment)) {
    const { hex, wireLength } = await lab.client.request('bytes', { segment: id });
    expect(hex).toHaveLength(2 * wireLength);
    const frame = decodeFrame(Buffer.from(hex, 'hex'));
    expect(frame.failure).toBeNull();
    // A checksum that is right vouches for each byte of it.
    expect(frame.transport).toMatchObject({ kind: 'tcp', seq, ack, window: win, checksumOk: true });
    if (frame.transport?.kind === 'tcp') expect(flagsText(frame.transport.flags)).toBe(flags);
  }
});

test('a frame that carries much is told with its whole length and at least its headers', async () => {
  await using lab = await Lab.open();
  const { client } = await lab.connection(await lab.listener(80), 80);
  await lab.call({ call: 'send', socket: client, bytes: 1000 });
  const data = await lab.event((e): e is SegmentEvent => isSegment(e) && e.len > 0);
  const { hex, wireLength } = await lab.client.request('bytes', { segment: data.id });
  expect(wireLength).toBe(DATA_HEADERS + 1000);
  expect(hex.length).toBeGreaterThanOrEqual(2 * DATA_HEADERS);
  expect(hex.length).toBeLessThanOrEqual(2 * wireLength);
});

test('the bytes of a frame that never was are refused in a sentence', async () => {
  await using lab = await Lab.open();
  const refused = lab.client.request('bytes', { segment: 4711 });
  await expect(refused).rejects.toMatchObject({
    code: 'forgotten',
    message: expect.stringMatching(/4711.*\.$/) as string,
  });
});

test('every call names its socket', async () => {
  await using lab = await Lab.open();
  const listener = await lab.listener(80);
  const accepting = lab.call({ call: 'accept', socket: listener });
  const client = await lab.open('client');
  const { local } = await lab.call({ call: 'connect', socket: client, port: 80 });
  const { socket: accepted = 0 } = await accepting;
  await lab.call({ call: 'send', socket: client, text: 'hello' });
  await lab.event((e) => isSegment(e) && e.len === 5 && e.fate === 'delivered');
  await lab.call({ call: 'recv', socket: accepted, max: 5 });
  for (const socket of [client, accepted, listener]) await lab.call({ call: 'close', socket });
  await expect(lab.call({ call: 'close', socket: 4711 })).rejects.toMatchObject({ code: 'EBADF' });

  const calls = lab.events.filter((event): event is CallEvent => event.type === 'call');
  const named = calls.map(({ call, handle, socket, result }) => `${call} ${handle} ${socket ?? ''} ${result ?? '…'}`);
  const [clientEnd, serverEnd] = [`${local}-10.0.0.2:80`, `10.0.0.2:80-${local}`];
  expect([...new Set(named)].sort()).toEqual(
    [
      `socket ${listener}  ${listener}`,
      `bind ${listener}  0`,
      `listen ${listener} 10.0.0.2:80-* 0`,
      `accept ${listener} 10.0.0.2:80-* …`,
      `socket ${client}  ${client}`,
      `connect ${client} ${clientEnd} …`,
      `connect ${client} ${clientEnd} 0`,
      `accept ${accepted} ${serverEnd} ${accepted}`,
      `send ${client} ${clientEnd} 5 bytes`,
      `recv ${accepted} ${serverEnd} 5 bytes`,
      `close ${client} ${clientEnd} 0`,
      `close ${accepted} ${serverEnd} 0`,
      `close ${listener} 10.0.0.2:80-* 0`,
      'close 4711  EBADF',
    ].sort(),
  );
});

const TEXT = { en: 'Read, then close', 'zh-CN': '先读后关' };
const LESSON: Lesson = {
  id: 'x',
  title: TEXT,
  about: TEXT,
  steps: [
    {
      name: TEXT,
      full: false,
      actions: [
        { kind: 'listen', host: 'server', port: 80, backlog: 1 },
        { kind: 'connect', host: 'client', port: 80, connection: 1 },
        { kind: 'accept', host: 'server', connection: 1 },
        { kind: 'receive', host: 'server', connection: 1 },
        { kind: 'close', host: 'client', connection: 1 },
      ],
    },
  ],
  expect: [],
};

test('a lesson is paused after what it does, and goes on or stops from there', async () => {
  await using lab = await Lab.open();
  for (const method of ['pause', 'resume'] as const)
    await expect(lab.client.request(method)).rejects.toMatchObject({ code: 'no-lesson' });

  for (const end of ['resume', 'stop'] as const) {
    const before = lab.events.length;
    const fromNow = (type: string) => lab.events.slice(before).filter((event) => event.type === type);
    const isNew = (event: Event) => lab.events.indexOf(event, before) >= 0;
    const run = lab.client.request('run', { lesson: LESSON, family: 'ipv4', lang: 'en', full: false });
    await lab.event((e) => e.type === 'call' && e.call === 'recv' && e.result === null && isNew(e));
    await lab.client.request('pause');
    const client = await lab.event((e): e is CallEvent => e.type === 'call' && e.call === 'connect' && isNew(e));
    await lab.call({ call: 'send', socket: client.handle ?? 0, text: 'go on' });
    const paused = await lab.event((e) => e.type === 'warning' && e.code === 'paused' && isNew(e));
    expect(paused).toMatchObject({ text: 'The lesson is paused. Next: The client closes the connection.' });
    // What would happen next happens before a fence is answered.
    await lab.settle();
    expect(fromNow('call').at(-1)).toMatchObject({ call: 'recv', result: '5 bytes' });

    await lab.client.request(end);
    await run;
    expect(fromNow('result')).toMatchObject([{ ok: end === 'resume' }]);
    expect(fromNow('warning').at(-1)).toMatchObject({ code: end === 'resume' ? 'resumed' : 'stopped' });
    expect(
      fromNow('call').some(
        (event) => event.type === 'call' && event.handle === client.handle && event.call === 'close',
      ),
    ).toBe(end === 'resume');
  }
});

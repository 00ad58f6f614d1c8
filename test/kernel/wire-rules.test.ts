import { describe, expect, test } from 'vitest';
import type { SegmentEvent } from '../../src-main/common/protocol/events.ts';
import type * as v from 'valibot';
import type { Rule } from '../../src-main/common/protocol/wire-control.ts';
import { Lab } from '../support/lab.ts';

const short = ({ from, flags, fate, by = '' }: SegmentEvent): string =>
  `${from} ${flags} ${fate}${by === '' ? '' : ` ${by}`}`;

/** An open connection, its handshake told. */
async function connected(lab: Lab) {
  const connection = await lab.connection(await lab.listener(80), 80);
  await lab.settle();
  return { ...connection, before: lab.segments().length };
}

describe('A rule', () => {
  test('drops just the segment that it names, and the kernel sends it again', async () => {
    await using lab = await Lab.open();
    const rule = await lab.rule('drop 1st SYN,ACK from server');
    await lab.connection(await lab.listener(80), 80);
    await lab.settle();
    expect(lab.segments().map(short).slice(0, 4)).toEqual([
      'client SYN delivered',
      `server SYN,ACK lost rule:${rule}`,
      'client SYN delivered',
      'server SYN,ACK delivered',
    ]);
  });

  test('holds a FIN until the other side sends something again, and names itself', async () => {
    await using lab = await Lab.open();
    const { client, server } = await connected(lab);
    await lab.rule("hold FIN from client until the server's 1st retransmission");
    await lab.rule('drop 1st data segment from server');
    await lab.call({ call: 'shutdown', socket: client, how: 'write' });
    await lab.event((e) => e.type === 'segment' && e.fate === 'held' && e.by === 'rule:1');
    await lab.call({ call: 'send', socket: server, text: 'lost once' });
    const fin = await lab.event(
      (e): e is SegmentEvent => e.type === 'segment' && e.flags === 'FIN,ACK' && e.fate === 'delivered',
    );
    const again = lab.segments().find(({ from, len, fate }) => from === 'server' && len > 0 && fate === 'delivered');
    expect(fin.by).toBe('rule:1');
    expect(fin.deliveredAt).toBeGreaterThanOrEqual(again?.t ?? Infinity);
  });

  test('holds a FIN until the next one, and does not take the one in its hand for that', async () => {
    await using lab = await Lab.open();
    const { client, server, before } = await connected(lab);
    const rule = await lab.rule('hold FIN from client until FIN from client');
    await lab.call({ call: 'shutdown', socket: client, how: 'write' });
    expect(await lab.call({ call: 'recv', socket: server, max: 1 })).toMatchObject({ bytes: 0 });
    await lab.settle();
    const told = lab.events.filter(
      (e): e is SegmentEvent => e.type === 'segment' && e.id > before && e.from === 'client',
    );
    const [held, ...others] = told.map(short);
    expect(held).toBe(`client FIN,ACK held rule:${rule}`);
    expect(others).toEqual(['client FIN,ACK delivered', `client FIN,ACK delivered rule:${rule}`]);
  });

  test('makes another of a segment, which is marked as such', async () => {
    await using lab = await Lab.open();
    const { client, server, before } = await connected(lab);
    const rule = await lab.rule('duplicate 1st data segment');
    await lab.call({ call: 'send', socket: client, text: 'twice' });
    await lab.call({ call: 'recv', socket: server, max: 100 });
    await lab.settle();
    const [data, copy] = lab
      .segments()
      .slice(before)
      .filter(({ len }) => len > 0);
    expect(copy).toMatchObject({ seq: data?.seq, fate: 'delivered', origin: `rule:${rule} of ${data?.id}` });
  });

  test('damages a segment, which its receiver does not take', async () => {
    await using lab = await Lab.open();
    const { client, server } = await connected(lab);
    const rule = await lab.rule('corrupt 1st data segment from client');
    await lab.call({ call: 'send', socket: client, text: 'noise' });
    expect(await lab.call({ call: 'recv', socket: server, max: 100 })).toMatchObject({ text: 'noise' });
    await lab.settle();
    const data = lab.segments().filter(({ len }) => len > 0);
    expect(data.map(({ changed }) => changed)).toEqual([`rule:${rule}`, undefined]);
    expect(await lab.event((e) => e.type === 'counter' && e.name === 'TcpInCsumErrors')).toMatchObject({
      host: 'server',
    });
  });

  test('answers with a reset that the sender believes', async () => {
    await using lab = await Lab.open();
    const { client, clientEnd } = await connected(lab);
    const rule = await lab.rule('reset 1st data segment from client');
    await lab.call({ call: 'send', socket: client, text: 'hello?' });
    await lab.state('client', clientEnd, 'CLOSED');
    await lab.settle();
    expect(lab.segments().at(-1)).toMatchObject({
      from: 'server',
      flags: 'RST',
      fate: 'delivered',
      origin: `rule:${rule}`,
    });
  });

  test('closes the window that it rewrites, and shortens what it truncates', async () => {
    await using lab = await Lab.open();
    const { client, server } = await connected(lab);
    await lab.rule('truncate 1st data segment from client to 3 bytes');
    await lab.call({ call: 'send', socket: client, text: 'shortened' });
    expect(await lab.call({ call: 'recv', socket: server, max: 100 })).toMatchObject({ text: 'sho' });
    expect(await lab.call({ call: 'recv', socket: server, max: 100 })).toMatchObject({ text: 'rtened' });
  });

  test('that can never match is refused before the wire is touched', async () => {
    await using lab = await Lab.open();
    const rule = { action: { kind: 'drop' }, match: { set: ['SYN'], clear: ['SYN'] } } satisfies v.InferInput<
      typeof Rule
    >;
    // Its words as data, too, for a page in another language.
    const said = { words: 'rule.set-and-clear', values: { flags: 'SYN' } };
    await expect(lab.wire({ do: 'add-rule', rule })).rejects.toMatchObject({ code: 'bad-rule', said });
    await lab.connection(await lab.listener(80), 80);
  });
});

describe('A stopped wire', () => {
  test('keeps every segment until a person lets it go, one by one', async () => {
    await using lab = await Lab.open();
    const listener = await lab.listener(80);
    await lab.wire({ do: 'stop' });
    const socket = await lab.open('client');
    const connecting = lab.call({ call: 'connect', socket, port: 80 });
    for (const flags of ['SYN', 'SYN,ACK', 'ACK']) {
      await lab.event((e) => e.type === 'segment' && e.flags === flags && e.fate === 'held' && e.by === 'by hand');
      await lab.wire({ do: 'step' });
    }
    await connecting;
    await lab.call({ call: 'accept', socket: listener });
  });

  test('drops and doubles what a person says, and runs again', async () => {
    await using lab = await Lab.open();
    const { client, server, before } = await connected(lab);
    await lab.wire({ do: 'stop' });
    await lab.call({ call: 'send', socket: client, text: 'a' });
    const held = await lab.event((e): e is SegmentEvent => e.type === 'segment' && e.fate === 'held');
    await lab.wire({ do: 'duplicate', segment: held.id });
    expect(await lab.call({ call: 'recv', socket: server, max: 10 })).toMatchObject({ text: 'a' });
    await lab.wire({ do: 'drop', segment: held.id });
    await lab.wire({ do: 'run' });
    await lab.call({ call: 'send', socket: client, text: 'b' });
    expect(await lab.call({ call: 'recv', socket: server, max: 10 })).toMatchObject({ text: 'b' });
    await lab.settle();
    expect(lab.segments()[before]).toMatchObject({ id: held.id, fate: 'lost', by: 'by hand' });
    await expect(lab.wire({ do: 'drop', segment: held.id })).rejects.toMatchObject({ code: 'not-held' });
  });

  test('lets go into a link that delays: until it arrives it is on its way, held by nobody', async () => {
    await using lab = await Lab.open();
    const { client, server } = await connected(lab);
    await lab.wire({ do: 'impair', from: 'client', impairment: { delay: { time: 0.05 } } });
    await lab.wire({ do: 'stop' });
    await lab.call({ call: 'send', socket: client, text: 'slow' });
    const { id } = await lab.event((e): e is SegmentEvent => e.type === 'segment' && e.fate === 'held');
    await lab.wire({ do: 'deliver', segment: id });
    await lab.call({ call: 'recv', socket: server, max: 10 });
    const told = lab.events.filter((e): e is SegmentEvent => e.type === 'segment' && e.id === id);
    expect(told.map(({ fate }) => fate)).toEqual(['held', 'in-flight', 'delivered']);
    const [{ t }, , { deliveredAt }] = told as [SegmentEvent, SegmentEvent, SegmentEvent];
    expect((deliveredAt ?? 0) - t).toBeGreaterThanOrEqual(0.05);
  });
});

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type {
  Event,
  QueueEntriesEvent,
  QueueEvent,
  RefusalEvent,
  SegmentEvent,
} from '../../src-main/common/protocol/events.ts';
import { commandInLab, daemonOf } from '../../src-main/host/inside-lab.ts';
import { Lab } from '../support/lab.ts';

const RUNS = Number(process.env['TCP_LAB_HELD_RUNS'] ?? 3);

const isRefusal = (e: Event): e is RefusalEvent => e.type === 'refusal';
const isQueue = (e: Event): e is QueueEvent => e.type === 'queue';
const refusals = (lab: Lab): RefusalEvent[] => lab.events.filter(isRefusal);
const flagsOf = (lab: Lab, id: number): string | undefined => lab.segments().find((one) => one.id === id)?.flags;

/** Settings of the server as `sysctl -w` takes them. */
function set(lab: Lab, ...settings: string[]): void {
  const daemon = daemonOf(lab.client.unsharePid ?? 0) ?? 0;
  execFileSync(...commandInLab(daemon, 'server', ['sysctl', '-q', '-w', ...settings.map((one) => `net.ipv4.${one}`)]));
}

async function connecting(lab: Lab, port = 80): Promise<{ socket: number; done: Promise<unknown> }> {
  const socket = await lab.open('client');
  const done = lab.call({ call: 'connect', socket, port }).catch(() => {});
  return { socket, done };
}

async function connected(lab: Lab): Promise<number> {
  const { socket, done } = await connecting(lab);
  await done;
  return socket;
}

/**
 * Fills the accept queue of a listener with backlog 4 and has the last acknowledgements of `count` connections wait at the
 * wire. Their SYNs come while there is room for one more: to a full accept queue no SYN gets in.
 */
async function heldBehindFullQueue(
  lab: Lab,
  count: number,
): Promise<{ held: SegmentEvent[]; letGo: () => Promise<void> }> {
  for (let i = 0; i < 4; i++) await connected(lab);
  await lab.settle();
  const others = new Set(lab.segments().map(({ src }) => src));
  const rule = await lab.rule(`hold ACK from client, ${count} times`);
  for (let i = 0; i < count; i++) await (await connecting(lab)).done;
  await connected(lab);
  await lab.event((e) => isQueue(e) && e.accept.len === 5 && e.syn.len === count);
  const held = lab.segments().filter(({ src, by }) => by === `rule:${rule}` && !others.has(src));
  return {
    held,
    async letGo() {
      for (const { id } of held) await lab.wire({ do: 'deliver', segment: id });
    },
  };
}

/** A refusal without what differs from run to run. */
const story = ({ what, gauge, how, fill, source, own, peer, counters }: RefusalEvent) => ({
  what: `${what} ${how}`,
  gauge,
  fill,
  source,
  ends: `${peer}, ${own}`,
  counters: counters.map(({ name, delta }) => `${name.replace('TcpExt', '')} ${delta}`),
});

test('a SYN to a full accept queue is dropped', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 1);
  for (let i = 0; i < 2; i++) await connected(lab);
  await connecting(lab);
  const refusal = await lab.event(isRefusal);
  expect(flagsOf(lab, refusal.segment)).toBe('SYN');
  expect(story(refusal)).toEqual({
    what: 'syn dropped',
    gauge: 'accept',
    fill: { len: 2, max: 2 },
    source: 'observed',
    ends: 'SYN_SENT, CLOSED',
    counters: ['ListenOverflows 1', 'ListenDrops 1'],
  });
});

test('a SYN to a full SYN queue is dropped without cookies', async () => {
  await using lab = await Lab.open();
  set(lab, 'tcp_syncookies=0');
  await lab.rule('drop every SYN,ACK from server');
  await lab.listener(80, 2);
  for (let i = 0; i < 4; i++) await connecting(lab);
  const refusal = await lab.event(isRefusal);
  const max = lab.events.find(isQueue)?.syn.max ?? NaN;
  expect(story(refusal)).toEqual({
    what: 'syn dropped',
    gauge: 'syn',
    fill: { len: max, max },
    source: 'observed',
    ends: 'SYN_SENT, CLOSED',
    counters: ['ListenDrops 1', 'TCPReqQFullDrop 1'].sort(),
  });
});

test('a SYN that would take the last quarter of tcp_max_syn_backlog is dropped without cookies', async () => {
  await using lab = await Lab.open();
  set(lab, 'tcp_syncookies=0', 'tcp_max_syn_backlog=16');
  await lab.rule('drop every SYN,ACK from server');
  await lab.listener(80, 1000);
  for (let i = 0; i < 14; i++) await connecting(lab);
  const refusal = await lab.event(isRefusal);
  expect(story(refusal)).toEqual({
    what: 'syn dropped',
    gauge: 'three-quarters',
    fill: { len: 13, max: 13 },
    source: 'observed',
    ends: 'SYN_SENT, CLOSED',
    counters: ['ListenDrops 1'],
  });
  expect(lab.events.findLast(isQueue)).toMatchObject({ syn: { rule: 'three-quarters', max: 13 } });
});

test('a client gets in by a cookie through a full SYN queue, and the server keeps no entry meanwhile', async () => {
  await using lab = await Lab.open();
  const muted = await lab.rule('drop every SYN,ACK from server');
  await lab.listener(80, 2);
  const max = lab.events.find(isQueue)?.syn.max ?? NaN;
  for (let i = 0; i < max; i++) await connecting(lab);
  await lab.event((e) => isQueue(e) && e.syn.len === max);
  await lab.wire({ do: 'remove-rule', rule: muted });
  const { done } = await connecting(lab);
  const refusal = await lab.event(isRefusal);
  expect(story(refusal)).toEqual({
    what: 'syn cookie',
    gauge: 'syn',
    fill: { len: max, max },
    source: 'observed',
    ends: 'SYN_SENT, CLOSED',
    counters: ['SyncookiesSent 1', 'TCPReqQFullDoCookies 1'],
  });
  await done;
  await lab.state('server', refusal.socket, 'ESTABLISHED');
  await lab.event((e) => e.type === 'counter' && e.name === 'TcpExtSyncookiesRecv');
  const held = lab.events.filter((e): e is QueueEntriesEvent => e.type === 'queue-entries').flatMap(({ syn }) => syn);
  expect(held.map(({ peer }) => peer)).not.toContain(refusal.socket.split('-')[1]);
});

test('with cookies always, no SYN gets an entry, and an acknowledgement finds nothing but a full accept queue', async () => {
  await using lab = await Lab.open();
  set(lab, 'tcp_syncookies=2');
  await lab.listener(80, 0);
  const hold = await lab.rule('hold ACK from client');
  const clients = [await connecting(lab), await connecting(lab)];
  for (const { done } of clients) await done;
  await lab.wire({ do: 'remove-rule', rule: hold });
  const dropped = await lab.event((e): e is RefusalEvent => isRefusal(e) && e.what === 'ack');
  const told = refusals(lab).map(story);
  expect(told.slice(0, 2)).toEqual(
    Array.from({ length: 2 }, () => ({
      what: 'syn cookie',
      gauge: 'always-cookies',
      fill: null,
      source: 'observed',
      ends: 'SYN_SENT, CLOSED',
      counters: ['SyncookiesSent 1', 'TCPReqQFullDoCookies 1'],
    })),
  );
  expect(story(dropped)).toEqual({
    what: 'ack dropped',
    gauge: 'accept',
    fill: { len: 1, max: 1 },
    source: 'observed',
    ends: 'ESTABLISHED, CLOSED',
    counters: ['SyncookiesRecv 1', 'ListenOverflows 1', 'ListenDrops 1'],
  });
});

test('with tcp_abort_on_overflow an acknowledgement that finds the accept queue full is answered with a reset', async () => {
  await using lab = await Lab.open();
  set(lab, 'tcp_syncookies=0', 'tcp_abort_on_overflow=1');
  await lab.listener(80, 4);
  const { letGo } = await heldBehindFullQueue(lab, 1);
  await letGo();
  const refusal = await lab.event(isRefusal);
  expect(story(refusal)).toEqual({
    what: 'ack reset',
    gauge: 'accept',
    fill: { len: 5, max: 5 },
    source: 'observed',
    // The reset has not left the server yet.
    ends: 'ESTABLISHED, CLOSED',
    counters: ['EmbryonicRsts 1', 'ListenOverflows 1', 'ListenDrops 1'],
  });
});

test('a listener that defers ignores an acknowledgement without data', async () => {
  await using lab = await Lab.open();
  const listener = await lab.listener(80, 4);
  await lab.call({ call: 'setsockopt', socket: listener, option: 'TCP_DEFER_ACCEPT', value: 10 });
  const first = await connected(lab);
  const refusal = await lab.event(isRefusal);
  expect(story(refusal)).toMatchObject({
    what: 'ack ignored',
    gauge: 'defer-accept',
    ends: 'ESTABLISHED, SYN_RECV',
    counters: ['TCPDeferAcceptDrop 1'],
  });
  await lab.call({ call: 'send', socket: first, text: 'data' });
  await lab.state('server', refusal.socket, 'ESTABLISHED');
});

test.for(Array.from({ length: RUNS }, (_, run) => run + 1))(
  'third segments that are held until the accept queue is full are both ignored, and one accept() lets one in: run %i',
  async () => {
    await using lab = await Lab.open();
    set(lab, 'tcp_syncookies=0');
    const listener = await lab.listener(80, 4);
    const { held, letGo } = await heldBehindFullQueue(lab, 2);
    await letGo();
    await lab.event((e) => isRefusal(e) && e.segment === held[1]?.id);
    const ignored = refusals(lab);
    expect(ignored.map(({ segment }) => segment)).toEqual(held.map(({ id }) => id));
    for (const refusal of ignored)
      expect(story(refusal)).toEqual({
        what: 'ack ignored',
        gauge: 'accept',
        fill: { len: 5, max: 5 },
        source: 'observed',
        ends: 'ESTABLISHED, SYN_RECV',
        counters: ['ListenOverflows 1', 'ListenDrops 1'],
      });
    await lab.call({ call: 'accept', socket: listener });
    const ends = ignored.map(({ socket }) => socket);
    const entered = await lab.event(
      (e) => e.type === 'state' && e.host === 'server' && e.to === 'ESTABLISHED' && ends.includes(e.socket),
    );
    // Its SYN,ACK had been sent again, and the answer to that found room.
    const [peer = ''] = (entered.type === 'state' ? entered.socket : '').split('-').slice(1);
    const answers = lab.segments().filter(({ flags, dst }) => flags === 'SYN,ACK' && dst === peer);
    expect(answers.length).toBeGreaterThan(1);
    await lab.settle();
    expect(lab.events.findLast(isQueue)).toMatchObject({ syn: { len: 1 }, accept: { len: 5, max: 5 } });
  },
);

import { expect, test } from 'vitest';
import type { KnobName } from '../../src-main/common/knobs/catalogue.ts';
import type { Event, QueueEvent, RefusalEvent } from '../../src-main/common/protocol/events.ts';
import { BACKLOG, called, heldAcks, isRefusal, letGo } from '../support/held-acks.ts';
import { inLab } from '../support/in-lab.ts';
import { Lab } from '../support/lab.ts';
import { plainly, told } from '../support/server-counters.ts';

const isQueue = (e: Event): e is QueueEvent => e.type === 'queue';
const isAckRefusal = (e: Event): e is RefusalEvent => isRefusal(e) && e.what === 'ack';

async function set(lab: Lab, settings: Partial<Record<KnobName, number>>): Promise<void> {
  for (const [name, value] of Object.entries(settings))
    await lab.client.request('knob', { host: 'server', name: name as KnobName, value: String(value) });
}

async function connecting(lab: Lab): Promise<{ socket: number; done: Promise<unknown> }> {
  const socket = await lab.open('client');
  const done = lab.call({ call: 'connect', socket, port: 80 }).catch(() => {});
  return { socket, done };
}

/** What was refused and how, by which gauge, what both ends were in then, and what ticked. */
const story = ({ what, how, gauge, fill, source, own, peer, counters }: RefusalEvent): string =>
  [
    `${what} ${how} by ${gauge}${fill ? ` ${fill.len}/${fill.max}` : ''}`,
    `${peer} and ${own}`,
    counters
      .map(({ name, delta }) => `${name.replace('TcpExt', '')} +${delta}`)
      .sort()
      .join(' '),
    source,
  ].join(', ');

test('a SYN to a full accept queue is dropped', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 1);
  await called(lab, 'established', 2, [0, 2]);
  await connecting(lab);
  const refusal = await lab.event(isRefusal);
  expect(lab.segments().find(({ id }) => id === refusal.segment)?.flags).toBe('SYN');
  expect(story(refusal)).toBe(
    'syn dropped by accept 2/2, SYN_SENT and CLOSED, ListenDrops +1 ListenOverflows +1, observed',
  );
});

test('a SYN to a full SYN queue is dropped without cookies', async () => {
  await using lab = await Lab.open();
  await set(lab, { tcp_syncookies: 0 });
  await lab.rule('drop every SYN,ACK from server');
  await lab.listener(80, 2);
  for (let i = 0; i < 4; i++) await connecting(lab);
  const refusal = await lab.event(isRefusal);
  const max = lab.events.find(isQueue)?.syn.max ?? NaN;
  expect(story(refusal)).toBe(
    `syn dropped by syn ${max}/${max}, SYN_SENT and CLOSED, ListenDrops +1 TCPReqQFullDrop +1, observed`,
  );
});

test('a SYN that would take the last quarter of tcp_max_syn_backlog is dropped without cookies', async () => {
  await using lab = await Lab.open();
  await set(lab, { tcp_syncookies: 0, tcp_max_syn_backlog: 16 });
  await lab.rule('drop every SYN,ACK from server');
  await lab.listener(80, 1000);
  for (let i = 0; i < 14; i++) await connecting(lab);
  expect(story(await lab.event(isRefusal))).toBe(
    'syn dropped by three-quarters 13/13, SYN_SENT and CLOSED, ListenDrops +1, observed',
  );
  expect(lab.events.findLast(isQueue)).toMatchObject({ syn: { rule: 'three-quarters', max: 13 } });
});

test('a client gets in by a cookie through a full SYN queue, and the server keeps no entry meanwhile', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 2);
  const max = lab.events.find(isQueue)?.syn.max ?? NaN;
  await called(lab, 'syn-sent', max, [max, 0]);
  const hold = await lab.rule('hold 1st ACK from client');
  const { done } = await connecting(lab);
  const refusal = await lab.event(isRefusal);
  expect(story(refusal)).toBe(
    `syn cookie by syn ${max}/${max}, SYN_SENT and CLOSED, SyncookiesSent +1 TCPReqQFullDoCookies +1, observed`,
  );
  await done;
  const [peer = ''] = refusal.socket.split('-').slice(1);
  const entries = await inLab(lab, 'server', 'ss', '-Hnt', 'state', 'syn-recv', 'sport = :80');
  expect(entries.trim().split('\n')).toHaveLength(max);
  expect(entries).not.toContain(peer);

  await lab.wire({ do: 'remove-rule', rule: hold });
  await lab.state('server', refusal.socket, 'ESTABLISHED');
  await lab.event((e) => isQueue(e) && e.accept.len === 1);
  await lab.wire({ do: 'stop' });
  await lab.settle();
  const { SyncookiesSent, SyncookiesRecv, TCPReqQFullDoCookies } = await plainly(lab);
  expect(told(lab)).toMatchObject({ SyncookiesSent, SyncookiesRecv, TCPReqQFullDoCookies });
  expect(SyncookiesRecv).toBe(1);
  const listed = lab.events.flatMap((e) => (e.type === 'queue-entries' ? e.syn : []));
  expect(listed.map((entry) => entry.peer)).not.toContain(peer);
});

test('with cookies always, no SYN gets an entry, and an acknowledgement finds nothing but a full accept queue', async () => {
  await using lab = await Lab.open();
  await set(lab, { tcp_syncookies: 2 });
  await lab.listener(80, 0);
  expect(lab.events.findLast(isQueue)).toMatchObject({ syn: { rule: 'always-cookies', max: 0 } });
  const hold = await lab.rule('hold ACK from client');
  const clients = [await connecting(lab), await connecting(lab)];
  for (const { done } of clients) await done;
  await lab.wire({ do: 'remove-rule', rule: hold });
  const dropped = await lab.event(isAckRefusal);
  const cookie =
    'syn cookie by always-cookies, SYN_SENT and CLOSED, SyncookiesSent +1 TCPReqQFullDoCookies +1, observed';
  expect(lab.events.filter(isRefusal).slice(0, 2).map(story)).toEqual([cookie, cookie]);
  expect(story(dropped)).toBe(
    'ack dropped by accept 1/1, ESTABLISHED and CLOSED, ListenDrops +1 ListenOverflows +1 SyncookiesRecv +1, observed',
  );
});

test('a setting that is turned while a server listens is in force for the next SYN', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 2);
  await set(lab, { tcp_syncookies: 2 });
  expect(lab.events.findLast(isQueue)).toMatchObject({ syn: { rule: 'always-cookies', max: 0 } });
  await connecting(lab);
  expect(story(await lab.event(isRefusal))).toMatch(/^syn cookie by always-cookies, .* observed$/);
});

test('with tcp_abort_on_overflow an acknowledgement that finds the accept queue full is answered with a reset', async () => {
  await using lab = await Lab.open();
  await set(lab, { tcp_syncookies: 0, tcp_abort_on_overflow: 1 });
  await lab.listener(80, BACKLOG);
  const { rule, places } = await heldAcks(lab, true);
  await lab.wire({ do: 'remove-rule', rule });
  // The reset has not left the server yet.
  expect(story(await lab.event(isRefusal))).toBe(
    `ack reset by accept ${places}/${places}, ESTABLISHED and CLOSED, EmbryonicRsts +1 ListenDrops +1 ListenOverflows +1, observed`,
  );
});

test('a listener that defers ignores an acknowledgement without data', async () => {
  await using lab = await Lab.open();
  const listener = await lab.listener(80, 4);
  await lab.call({ call: 'setsockopt', socket: listener, option: 'TCP_DEFER_ACCEPT', value: 10 });
  const { socket, done } = await connecting(lab);
  await done;
  const refusal = await lab.event(isRefusal);
  expect(story(refusal)).toMatch(/^ack ignored by defer-accept, ESTABLISHED and SYN_RECV, TCPDeferAcceptDrop \+1, /);
  await lab.call({ call: 'send', socket, text: 'data' });
  await lab.state('server', refusal.socket, 'ESTABLISHED');
});

for (const [fillUp, what] of [
  [true, 'that arrive when the accept queue is full are both ignored'],
  [false, 'that compete for the last place are taken and ignored'],
] as const)
  test(`two third segments ${what}, their SYN,ACKs go on, and one accept() lets one in`, async () => {
    await using lab = await Lab.open();
    await set(lab, { tcp_syncookies: 0 });
    const listener = await lab.listener(80, BACKLOG);
    expect(await letGo(lab, listener, await heldAcks(lab, fillUp))).toEqual([]);
  });

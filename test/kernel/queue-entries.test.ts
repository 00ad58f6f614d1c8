import { expect, test } from 'vitest';
import type { Event, QueueEntriesEvent, QueueEvent } from '../../src-main/common/protocol/events.ts';
import type { Family } from '../../src-main/common/protocol/requests.ts';
import { daemonOf } from '../../src-main/host/inside-lab.ts';
import { Lab } from '../support/lab.ts';
import { watchPlainly } from '../support/plain-watch.ts';

const isQueue = (e: Event): e is QueueEvent => e.type === 'queue';
const isEntries = (e: Event): e is QueueEntriesEvent => e.type === 'queue-entries';
const entries = (lab: Lab, fits: (e: QueueEntriesEvent) => boolean): Promise<QueueEntriesEvent> =>
  lab.event((e): e is QueueEntriesEvent => isEntries(e) && fits(e));
const portOf = (peer: string): number => Number(/:(\d+)$/.exec(peer)?.[1]);

/** A connection that the client asks for and that may get no further; its socket. */
async function connecting(lab: Lab, port = 80, family: Family = 'ipv4'): Promise<number> {
  const socket = await lab.open('client', family);
  // It ends with the lab, if not before.
  lab.call({ call: 'connect', socket, port }).catch(() => {});
  return socket;
}

test('each half-open connection is told with its peer, its age, its SYN,ACKs and when the next is due', async () => {
  await using lab = await Lab.open();
  await lab.rule('drop every SYN,ACK from server');
  await lab.listener(80, 4);
  for (let i = 0; i < 3; i++) await connecting(lab);
  const { t, syn, moreSyn, accept } = await entries(lab, (e) => e.syn.length === 3);
  expect([moreSyn, accept]).toEqual([0, []]);
  const syns = lab.segments().filter(({ flags }) => flags === 'SYN');
  expect(syn.map(({ peer }) => peer)).toEqual(syns.map(({ src }) => src));
  for (const [i, { since, synAcks, due }] of syn.entries()) {
    expect(synAcks).toBe(1);
    expect(since).toBeGreaterThanOrEqual(syns[i]?.t ?? NaN);
    expect(since).toBeLessThanOrEqual(t);
    // TCP_TIMEOUT_INIT, counted in jiffies of up to 10 ms, and late by up to an eighth.
    expect(due - since).toBeGreaterThan(0.98);
    expect(due - since).toBeLessThan(1.15);
  }
  const [first] = syn;
  const later = await entries(lab, (e) => (e.syn.find(({ peer }) => peer === first?.peer)?.synAcks ?? 0) > 1);
  expect(later.syn.find(({ peer }) => peer === first?.peer)?.since).toBe(first?.since);
});

test('each connection that waits for accept() is told with its peer and its bytes, IPv4 and IPv6 apart', async () => {
  await using lab = await Lab.open();
  const listeners = { ipv4: await lab.listener(80, 4), ipv6: await lab.listener(80, 2, 'ipv6') };
  for (const family of ['ipv4', 'ipv6'] as const) {
    const client = await lab.open('client', family);
    const { local } = await lab.call({ call: 'connect', socket: client, port: 80 });
    const came = await entries(lab, (e) => e.family === family && e.accept.length === 1);
    expect(came.accept).toMatchObject([{ peer: local, state: 'ESTABLISHED', bytes: 0 }]);
    await lab.call({ call: 'send', socket: client, text: 'hello' });
    const sent = await entries(lab, (e) => e.family === family && e.accept[0]?.bytes === 5);
    expect(sent.accept[0]?.since).toBe(came.accept[0]?.since);
    await lab.call({ call: 'accept', socket: listeners[family] });
    await entries(lab, (e) => e.family === family && e.t > sent.t && e.accept.length === 0);
  }
  await lab.settle();
  expect(lab.events.filter(isQueue).map(({ family, backlog, accept }) => [family, backlog, accept.max])).toEqual(
    expect.arrayContaining([
      ['ipv4', 4, 5],
      ['ipv6', 2, 3],
    ]),
  );
  expect(lab.events.filter(isEntries).every(({ family, port }) => port === 80 && family in listeners)).toBe(true);
});

test('of a long queue the first are told by name and the others are counted', async () => {
  await using lab = await Lab.open();
  await lab.rule('drop every SYN,ACK from server');
  await lab.listener(80, 99);
  for (let i = 0; i < 100; i++) await connecting(lab);
  const { syn, moreSyn } = await entries(lab, (e) => e.syn.length + e.moreSyn === 100);
  expect([syn.length, moreSyn]).toEqual([64, 36]);
});

test('the limit of the SYN queue is that of the rule which this kernel applies', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 4);
  const [queue] = lab.events.filter(isQueue);
  expect(queue).toMatchObject({ backlog: 4, syn: { rule: 'backlog' }, accept: { max: 5 } });
});

// A PC that has other things to do for these two seconds says nothing of the lab.
test(
  '20 half-open connections are found within 5 ms of a plain program’s seeing them come and go, in the median',
  { retry: 2 },
  async () => {
    await using lab = await Lab.open();
    const rule = await lab.rule('drop every SYN,ACK from server');
    await lab.listener(80, 32);
    const daemon = daemonOf(lab.client.unsharePid ?? 0) ?? 0;
    await using plain = await watchPlainly(daemon);
    const heard = new Map<QueueEntriesEvent, number>();
    lab.client.onEvents((events) => {
      for (const event of events.filter(isEntries)) heard.set(event, performance.timeOrigin + performance.now());
    });
    const sockets: number[] = [];
    for (let i = 1; i <= 20; i++) {
      sockets.push(await connecting(lab));
      await entries(lab, ({ syn }) => syn.length === i);
    }
    await lab.wire({ do: 'remove-rule', rule });
    // The next SYN,ACK of each finds nobody, and the reset that answers it ends the entry.
    for (const socket of sockets) await lab.call({ call: 'abort', socket });
    await entries(lab, ({ t, syn }) => t > 1 && syn.length === 0);
    const moments = { came: new Map<number, QueueEntriesEvent>(), went: new Map<number, QueueEntriesEvent>() };
    let before = new Set<number>();
    for (const event of lab.events.filter(isEntries)) {
      const now = new Set(event.syn.map(({ peer }) => portOf(peer)));
      for (const port of now) if (!before.has(port)) moments.came.set(port, event);
      for (const port of before) if (!now.has(port)) moments.went.set(port, event);
      before = now;
    }
    for (const which of ['came', 'went'] as const) {
      await expect.poll(() => plain[which].size).toBe(20);
      const sorted = (at: (event: QueueEntriesEvent) => number): number[] =>
        [...moments[which]].map(([port, e]) => at(e) - (plain[which].get(port) ?? NaN)).sort((a, b) => a - b);
      const found = sorted(({ t }) => 1000 * (lab.info.startedAt + t));
      const toldLate = sorted((e) => heard.get(e) ?? NaN);
      const text = (late: number[]): string => [0, 10, 19].map((i) => late[i]?.toFixed(1)).join(', ');
      console.log(
        `  ${which}: least, median, most ms after a plain program: found ${text(found)}; heard by the host ${text(toldLate)}`,
      );
      expect(found).toHaveLength(20);
      expect(found[10]).toBeLessThan(5);
    }
  },
);

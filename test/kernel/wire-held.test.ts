import { expect, test } from 'vitest';
import type { SegmentEvent, StateEvent } from '../../src-main/common/protocol/events.ts';
import { Lab } from '../support/lab.ts';

const HELD_FOR = 10;
/** For a program that has to be woken, in seconds. */
const SLACK = 0.02;

interface Sending {
  t: number;
  /** The kernel's timeout as it stands after this sending, in seconds. */
  rto: number;
}

/** Every sending of one segment, from the first up to one that comes after HELD_FOR or later. */
async function sendings(lab: Lab, socket: number, isOne: (segment: SegmentEvent) => boolean): Promise<Sending[]> {
  const seen: (Sending & { id: number })[] = [];
  for (;;) {
    const last = seen.at(-1);
    if (last && seen[0] && last.t - seen[0].t >= HELD_FOR) return seen;
    const { id, t } = await lab.event(
      (e): e is SegmentEvent => e.type === 'segment' && e.id > (last?.id ?? 0) && isOne(e),
    );
    const { info } = await lab.call({ call: 'tcpinfo', socket });
    seen.push({ id, t, rto: (info?.['rto'] ?? NaN) / 1e6 });
  }
}

/** First a loss probe (RFC 8985, section 7.3), then one timeout after the other, doubled each time (RFC 6298, section 5.5). */
function expectTheirTimes([first, ...again]: Sending[]): void {
  expect(again.length).toBeGreaterThanOrEqual(6);
  let before = first ?? { t: NaN, rto: NaN };
  for (const [i, sending] of again.entries()) {
    const gap = sending.t - before.t;
    // The kernel's timers fire late by up to an eighth, never early.
    expect(gap, `before sending ${i + 2}`).toBeGreaterThanOrEqual(i === 0 ? 0.2 : before.rto);
    expect(gap, `before sending ${i + 2}`).toBeLessThanOrEqual(before.rto * 1.125 + SLACK);
    expect(sending.rto, `after sending ${i + 2}`).toBeCloseTo(i === 0 ? before.rto : 2 * before.rto, 6);
    before = sending;
  }
}

test.concurrent('data that is held for 10 s is sent again when the timeouts say so, and arrives once', async () => {
  await using lab = await Lab.open();
  const { client, server, clientEnd } = await lab.connection(await lab.listener(80), 80);
  const rule = await lab.rule('hold data segment from client');
  await lab.call({ call: 'send', socket: client, text: 'in time' });
  const held = await sendings(lab, client, ({ fate, by }) => fate === 'held' && by === `rule:${rule}`);
  expectTheirTimes(held);

  await lab.wire({ do: 'remove-rule', rule });
  await lab.call({ call: 'send', socket: client, text: ', and more' });
  await lab.call({ call: 'shutdown', socket: client, how: 'write' });
  const read: string[] = [];
  for (let { text } = await lab.call({ call: 'recv', socket: server, max: 100 }); text;) {
    read.push(text);
    ({ text } = await lab.call({ call: 'recv', socket: server, max: 100 }));
  }
  expect(read.join('')).toBe('in time, and more');
  const told = lab.segments().filter(({ by }) => by === `rule:${rule}`);
  expect(told.map(({ fate, len }) => [fate, len])).toEqual(held.map(() => ['delivered', 7]));
  await lab.state('client', clientEnd, 'FIN_WAIT2');
  const { info } = await lab.call({ call: 'tcpinfo', socket: client });
  expect(info).toMatchObject({ unacked: 0, retransmits: 0, total_retrans: held.length - 1 });
});

test.concurrent(
  'while the last ACK is held for 10 s the FIN is sent again, and with the ACK the close ends',
  async () => {
    await using lab = await Lab.open();
    const { client, server, clientEnd, serverEnd } = await lab.connection(await lab.listener(80), 80);
    await lab.call({ call: 'shutdown', socket: client, how: 'write' });
    await lab.state('client', clientEnd, 'FIN_WAIT2');
    const rule = await lab.rule('hold ACK from client after FIN from server');
    // The socket stays open, so that the kernel can be asked about it.
    await lab.call({ call: 'shutdown', socket: server, how: 'write' });
    const fins = await sendings(lab, server, ({ from, flags, fate }) => {
      return from === 'server' && flags === 'FIN,ACK' && fate === 'delivered';
    });
    expectTheirTimes(fins);
    await lab.settle();
    const acks = lab.segments().filter(({ fate }) => fate === 'held');
    expect(acks.map(({ from, flags, by }) => [from, flags, by])).toEqual(
      fins.map(() => ['client', 'ACK', `rule:${rule}`]),
    );
    const states = lab.states().filter(({ host, socket }) => host === 'server' && socket === serverEnd);
    expect(states.at(-1)?.to).toBe('LAST_ACK');

    const [last, ...others] = acks;
    await lab.wire({ do: 'deliver', segment: last?.id ?? 0 });
    const closed = (await lab.state('server', serverEnd, 'CLOSED')) as StateEvent;
    expect(closed.cause).toEqual({ segment: last?.id });
    for (const { id } of others) await lab.wire({ do: 'drop', segment: id });
    await lab.settle();
    expect(lab.segments().at(-1)).toMatchObject({ id: others.at(-1)?.id, fate: 'lost', by: 'by hand' });
    expect(lab.states().findLast(({ socket }) => socket === clientEnd)?.to).toBe('TIME_WAIT');
  },
);

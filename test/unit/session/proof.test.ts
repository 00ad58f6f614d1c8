import { expect, test } from 'vitest';
import type { Event, Evidence } from '../../../src-main/common/protocol/events.ts';
import { proofOf } from '../../../src-main/common/session/proof.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { ends, segment, state } from '../../support/endpoint-events.ts';

const { client, server } = ends(4000);
const CALL = { type: 'call', id: 1, t: 1, host: 'client', call: 'connect', args: '', socket: client } as const;
const EVENTS: Event[] = [
  { ...CALL, result: null, endedAt: null },
  state(1, 'client', client, ['CLOSED', 'SYN_SENT'], { call: 'connect' }),
  segment(1, 1.1, 'client', 'SYN', 4000),
  state(1.2, 'server', server, ['LISTEN', 'SYN_RECV'], { segment: 1 }, { mini: 'request' }),
  segment(2, 1.3, 'server', 'SYN,ACK', 4000),
  { ...segment(3, 2.3, 'server', 'SYN,ACK', 4000), fate: 'lost', deliveredAt: null },
  state(9, 'server', server, ['SYN_RECV', 'CLOSED'], { timer: 'synack' }),
  { ...CALL, result: '0', endedAt: 9.5 },
];

function proved(...evidence: Evidence[]) {
  const session = new Session();
  session.append(EVENTS);
  const { rows, states, sockets, counters } = proofOf(session, evidence);
  const kinds = [...rows].map((row) => `${session.rows.at(row).kind} ${session.rows.t(row)}`);
  return {
    rows: kinds.sort(),
    states: [...states].map(({ to }) => to),
    sockets: [...sockets].sort(),
    counters: [...counters],
  };
}

const BOTH = [`client ${client}`, `server ${server}`];

test('of a segment the row where it starts is proof, with both ends of its connection', () => {
  expect(proved({ segment: 3 })).toEqual({ rows: ['segment 2.3'], states: [], sockets: BOTH, counters: [] });
});

test('a state is proved by its mark, and by the segment that brought it about', () => {
  expect(proved({ state: server, t: 1.2 })).toMatchObject({
    ...{ rows: ['segment 1.1'], states: ['SYN_RECV'], sockets: [`server ${server}`] },
  });
});

test('a state that a call or a timer brought about stands in its row', () => {
  expect(proved({ state: client, t: 1 })).toMatchObject({ rows: ['call 1'], sockets: [BOTH[0]] });
  expect(proved({ state: server, t: 9 })).toMatchObject({ rows: ['state 9'], states: ['CLOSED'] });
});

test('by a moment the last row up to it is meant', () => {
  expect(proved({ t: 9.5 }).rows).toEqual(['return 9.5']);
  expect(proved({ t: 5 }).rows).toEqual(['segment 2.3']);
  expect(proved({ t: 0.5 }).rows).toEqual([]);
});

test('a counter has no row, and what is not there proves nothing', () => {
  const nothing = { rows: [], states: [], sockets: [] };
  expect(proved({ counter: 'ListenDrops', host: 'server' })).toEqual({ ...nothing, counters: ['server ListenDrops'] });
  expect(proved({ segment: 9 }, { state: server, t: 5 })).toEqual({ ...nothing, counters: [] });
});

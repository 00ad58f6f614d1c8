import { expect, test } from 'vitest';
import { evaluate } from '../../../src-main/common/lesson/evaluate.ts';
import type { Claim } from '../../../src-main/common/lesson/lesson.ts';
import type { Event, TcpState } from '../../../src-main/common/protocol/events.ts';
import { call, CLIENT, connect, handshake, segment, SERVER, states } from './run-events.ts';

const END = { host: 'server', connection: 1 } as const;
const SOCKET = `${SERVER}-${CLIENT}`;
const OPENS: TcpState[] = ['LISTEN', 'SYN_RECV', 'ESTABLISHED'];
const syn = { what: { by: 'flags', flags: 'SYN' }, from: 'client' } as const;
const ack = { field: 'ack', nth: 1, segment: { flags: 'SYN,ACK', from: 'server' } } as const;
const queue = (t: number, len: number): Event => ({
  ...{ type: 'queue', t, host: 'server', family: 'ipv4', port: 80, backlog: 4 },
  ...{ syn: { len, max: 5, rule: 'backlog' }, accept: { len: 0, max: 5 } },
});
const refusal: Event = {
  ...{ type: 'refusal', t: 8, host: 'server', socket: SOCKET, segment: 7, what: 'syn', gauge: 'syn', how: 'dropped' },
  ...{
    counters: [{ name: 'TcpExtListenDrops', delta: 1 }],
    fill: { len: 5, max: 5 },
    source: 'observed',
    own: 'CLOSED',
    peer: 'SYN_SENT',
    untold: 0,
  },
};
const accept = call(9, 'accept', 'server', { socket: SOCKET, endedAt: 9.5 });
const RUN: Event[] = [
  ...[connect(), ...handshake(), ...states('server', OPENS)],
  ...[queue(3, 1), queue(4, 3), queue(5, 2), segment(7, 'client', 'SYN', 1000, 0), refusal, accept],
];

const any = { least: 1, most: null };
const queueClaim = (way: 'reaches' | 'ends-with'): Claim => ({
  ...{ kind: 'queue', queue: { host: 'server', which: 'SYN' }, way, amount: 2 },
});

test.each<[string, Claim, unknown[]]>([
  [
    'states',
    { kind: 'states', states: ['SYN_RECV', 'ESTABLISHED'], ...END },
    [1, 2].map((t) => ({ state: SOCKET, t })),
  ],
  ['a last state', { kind: 'ends', state: 'ESTABLISHED', ...END }, [{ state: SOCKET, t: 2 }]],
  [
    'a time in a state',
    { kind: 'lasts', state: 'SYN_RECV', seconds: 1, ...END },
    [1, 2].map((t) => ({ state: SOCKET, t })),
  ],
  ['no timer', { kind: 'no-timer', state: 'ESTABLISHED', ...END }, [{ state: SOCKET, t: 2 }]],
  ['accept()', { kind: 'before-accept', state: 'ESTABLISHED', ...END }, [{ state: SOCKET, t: 2 }, { t: 9.5 }]],
  ['a number', { kind: 'number', left: ack, right: { field: 'isn', host: 'client' }, plus: 1, connection: 1 }, [2, 1]],
  ['segments', { kind: 'segments', which: 'first', segments: [{ flags: 'SYN', from: 'client' }], connection: 1 }, [1]],
  ['a count', { kind: 'count', segments: syn, times: any, connection: 1 }, [1, 7]],
  ['gaps', { kind: 'gaps', segments: syn, seconds: [6], connection: 1 }, [1, 7]],
  ['a queue', queueClaim('reaches'), [{ t: 4 }]],
  ['a queue at the end', queueClaim('ends-with'), [{ t: 5 }]],
  [
    'a counter',
    { kind: 'counter', counter: { host: 'server', name: 'ListenDrops' }, times: any },
    [{ counter: 'ListenDrops', host: 'server' }, 7, { t: 8 }],
  ],
  [
    'a counter that nothing refused has moved',
    { kind: 'counter', counter: { host: 'server', name: 'OutRsts' }, times: any },
    [{ counter: 'OutRsts', host: 'server' }],
  ],
  ['a refusal', { kind: 'refused', what: null, gauge: 'syn', how: null, times: any, connection: null }, [7, { t: 8 }]],
  ['a call', { kind: 'error', call: 'accept', errno: null, ...END }, [{ t: 9.5 }]],
  ['ISNs', { kind: 'isn-slope', host: 'client', perSecond: 1 }, [{ t: 1 }]],
])('%s: what proves it is told with it', (_, claim, evidence) => {
  const proved = evidence.map((each) => (typeof each === 'number' ? { segment: each } : each));
  expect(evaluate({ claim, full: false }, RUN, 'en').evidence).toEqual(proved);
});

test('where it went otherwise, the way that it went is told', () => {
  const claim: Claim = { kind: 'states', states: ['SYN_RECV', 'CLOSED'], ...END };
  const { held, evidence } = evaluate({ claim, full: false }, RUN, 'en');
  expect({ held, evidence }).toEqual({ held: false, evidence: [1, 2].map((t) => ({ state: SOCKET, t })) });
});

test('of what never happened there is nothing to show', () => {
  const rst = { what: { by: 'flags', flags: 'RST' }, from: 'client' } as const;
  const claim: Claim = { kind: 'count', segments: rst, times: { least: 0, most: 0 }, connection: 1 };
  expect(evaluate({ claim, full: false }, RUN, 'en')).toMatchObject({ held: true, evidence: [] });
  const counter = {
    kind: 'counter',
    counter: { host: 'server', name: 'OutRsts' },
    times: { least: 0, most: 0 },
  } as const;
  expect(evaluate({ claim: counter, full: false }, RUN, 'en')).toMatchObject({ held: true, evidence: [] });
});

/** Events of endpoints as a lab tells them, for tests that play a host. */
import type {
  CallEvent,
  Cause,
  Event,
  Host,
  LabEvent,
  QueueEntriesEvent,
  QueueEvent,
  RefusalEvent,
  SegmentEvent,
  StateEvent,
  TcpState,
} from '../../src-main/common/protocol/events.ts';

export const ADDRESS = { client: '10.0.0.1', server: '10.0.0.2' };
export const LISTENER = '10.0.0.2:80-*';

/** The labels of both ends of a connection to port 80. */
export const ends = (port: number): Record<Host, string> => ({
  client: `10.0.0.1:${port}-10.0.0.2:80`,
  server: `10.0.0.2:80-10.0.0.1:${port}`,
});

/** A lab that was ready so many seconds ago by this PC's clock. */
export const lab = (secondsAgo = 1): LabEvent => ({
  type: 'lab',
  engine: 'built-in',
  kernel: '6.12.0',
  privilege: 'root',
  readyMs: 40,
  startedAt: Date.now() / 1000 - secondsAgo,
  addresses: {
    client: { ipv4: '10.0.0.1', ipv6: 'fd00::1' },
    server: { ipv4: '10.0.0.2', ipv6: 'fd00::2' },
  },
});

export const state = (
  t: number,
  host: Host,
  socket: string,
  [from, to]: readonly [TcpState, TcpState],
  cause: Cause,
  more: Partial<StateEvent> = {},
): StateEvent => ({ type: 'state', t, host, socket, from, to, source: 'observed', cause, ...more });

let lastCall = 0;
export const call = (t: number, host: Host, name: string, more: Partial<CallEvent>): CallEvent => ({
  type: 'call',
  id: ++lastCall,
  t,
  host,
  call: name,
  args: String(more.handle ?? ''),
  result: '0',
  endedAt: more.result === null ? null : t,
  ...more,
});

export const segment = (id: number, t: number, from: Host, flags: string, port: number): SegmentEvent => ({
  type: 'segment',
  id,
  t,
  from,
  src: from === 'client' ? `10.0.0.1:${port}` : '10.0.0.2:80',
  dst: from === 'client' ? '10.0.0.2:80' : `10.0.0.1:${port}`,
  flags,
  seq: 1000 + id,
  ack: 1000,
  win: 64_240,
  len: 0,
  options: [],
  deliveredAt: t + 0.001,
  fate: 'delivered',
});

export const queue = (t: number, syn: number, accept: number, max = 5): QueueEvent => ({
  type: 'queue',
  t,
  host: 'server',
  family: 'ipv4',
  port: 80,
  backlog: max - 1,
  syn: { len: syn, max, rule: 'backlog' },
  accept: { len: accept, max },
});

/** Handle 1 of the server listens on port 80. */
export const listening = (t: number, max = 5): Event[] => [
  call(t, 'server', 'listen', { handle: 1, socket: LISTENER }),
  state(t, 'server', LISTENER, ['CLOSED', 'LISTEN'], { call: 'listen' }),
  queue(t, 0, 0, max),
];

/** A SYN has reached the listener, and its answer has not reached the client. */
export function halfOpen(t: number, port: number, firstSegment: number, handle = port): Event[] {
  const { client, server } = ends(port);
  return [
    call(t, 'client', 'connect', { handle, socket: client, result: null }),
    state(t, 'client', client, ['CLOSED', 'SYN_SENT'], { call: 'connect' }),
    segment(firstSegment, t, 'client', 'SYN', port),
    state(t + 0.001, 'server', server, ['LISTEN', 'SYN_RECV'], { segment: firstSegment }, { mini: 'request' }),
  ];
}

/** The three segments of a handshake; nobody has called accept(). */
export function established(t: number, port: number, firstSegment: number, handle = port): Event[] {
  const { client, server } = ends(port);
  return [
    ...halfOpen(t, port, firstSegment, handle),
    segment(firstSegment + 1, t + 0.002, 'server', 'SYN,ACK', port),
    state(t + 0.003, 'client', client, ['SYN_SENT', 'ESTABLISHED'], { segment: firstSegment + 1 }),
    segment(firstSegment + 2, t + 0.004, 'client', 'ACK', port),
    state(t + 0.005, 'server', server, ['SYN_RECV', 'ESTABLISHED'], { segment: firstSegment + 2 }),
  ];
}

/** One by name in each queue of port 80, and two more in the accept queue. */
export const entries = (t: number, halfOpenPort: number, waitingPort: number): QueueEntriesEvent => ({
  type: 'queue-entries',
  t,
  host: 'server',
  family: 'ipv4',
  port: 80,
  syn: [{ peer: `10.0.0.1:${halfOpenPort}`, since: t - 0.1, synAcks: 3, due: t + 9 }],
  moreSyn: 0,
  accept: [{ peer: `10.0.0.1:${waitingPort}`, since: t - 0.3, state: 'ESTABLISHED', bytes: 12 }],
  moreAccept: 2,
});

/** The SYN with that number has come to an accept queue that was full. */
export const refusal = (t: number, syn: number): RefusalEvent => ({
  type: 'refusal',
  t,
  host: 'server',
  socket: ends(4000 + syn).server,
  segment: syn,
  what: 'syn',
  gauge: 'accept',
  how: 'dropped',
  fill: { len: 2, max: 2 },
  counters: [
    { name: 'TcpExtListenOverflows', delta: 1 },
    { name: 'TcpExtListenDrops', delta: 1 },
  ],
  source: 'observed',
  own: 'CLOSED',
  peer: 'SYN_SENT',
  untold: 0,
});

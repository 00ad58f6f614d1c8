/** Sessions that no lab ran: rare things side by side, and many rows. The same every time. */
import type {
  Event,
  Host,
  SegmentEvent,
  StateEvent,
  TcpOption,
  TcpState,
} from '../../src-main/common/protocol/events.ts';

const ISN: Record<Host, number> = { client: 3_000_000_000, server: 4_294_967_000 };
const SYN_OPTIONS: TcpOption[] = [
  { kind: 'mss', value: 1460 },
  { kind: 'sack-permitted' },
  { kind: 'timestamps', value: 7, echo: 0 },
  { kind: 'nop' },
  { kind: 'window-scale', shift: 7 },
];
const USUAL_OPTIONS: TcpOption[] = [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'timestamps', value: 8, echo: 7 }];

export const LAB: Event = {
  type: 'lab',
  engine: 'built-in',
  kernel: '6.18.44',
  privilege: 'userns',
  readyMs: 41.2,
  startedAt: 1_760_000_000,
  addresses: { client: { ipv4: '10.0.0.1', ipv6: 'fd00::1' }, server: { ipv4: '10.0.0.2', ipv6: 'fd00::2' } },
};

interface Told {
  id: number;
  t: number;
  from?: Host;
  flags?: string;
  /** Relative. */
  seq?: number;
  ack?: number;
  len?: number;
  port?: number;
  options?: TcpOption[];
  /** Seconds on the wire; null = never came out of it. */
  takes?: number | null;
  fate?: SegmentEvent['fate'];
  by?: string;
  origin?: string;
  changed?: string;
}

export function segment(told: Told): SegmentEvent {
  const { id, t, from = 'client', flags = 'ACK', seq = 1, ack = 1, len = 0, port = 40000, takes = 0.0001 } = told;
  const peer = from === 'client' ? 'server' : 'client';
  const [client, server] = [`10.0.0.1:${port}`, '10.0.0.2:80'];
  const syn = flags.includes('SYN');
  return {
    type: 'segment',
    id,
    t,
    from,
    src: from === 'client' ? client : server,
    dst: from === 'client' ? server : client,
    flags,
    seq: (ISN[from] + seq) >>> 0,
    ack: flags.includes('ACK') ? (ISN[peer] + ack) >>> 0 : 0,
    win: syn ? 64240 : 502,
    len,
    options: told.options ?? (syn ? SYN_OPTIONS : USUAL_OPTIONS),
    deliveredAt: takes === null ? null : t + takes,
    fate: told.fate ?? (takes === null ? 'lost' : 'delivered'),
    ...(told.by !== undefined && { by: told.by }),
    ...(told.origin !== undefined && { origin: told.origin }),
    ...(told.changed !== undefined && { changed: told.changed }),
  };
}

export function state(
  t: number,
  host: Host,
  from: TcpState,
  to: TcpState,
  cause: StateEvent['cause'],
  more: Partial<StateEvent> & { port?: number } = {},
): StateEvent {
  const { port = 40000, ...rest } = more;
  const ends = [`10.0.0.1:${port}`, '10.0.0.2:80'];
  const socket = (host === 'client' ? ends : ends.reverse()).join('-');
  return { type: 'state', t, host, socket, from, to, source: 'observed', cause, ...rest };
}

const call = (
  id: number,
  t: number,
  host: Host,
  name: string,
  args: string,
  result: string | null,
  ended = t,
): Event => ({
  type: 'call',
  id,
  t,
  host,
  call: name,
  args,
  result,
  endedAt: result === null ? null : ended,
});

/** A SYN that a rule drops and that is sent again a second later; then the connection is refused nothing more. */
export const LOST_SYN: Event[] = [
  LAB,
  { type: 'step', t: 0.01, name: 'A rule drops the first SYN' },
  call(1, 0.02, 'client', 'connect', '3, port 80', null),
  state(0.02, 'client', 'CLOSED', 'SYN_SENT', { call: 'connect' }),
  segment({ id: 1, t: 0.0205, flags: 'SYN', seq: 0, takes: null, by: 'rule:1' }),
  segment({ id: 2, t: 1.0512, flags: 'SYN', seq: 0 }),
  state(1.0514, 'server', 'LISTEN', 'SYN_RECV', { segment: 2 }, { mini: 'request' }),
  segment({ id: 3, t: 1.0515, from: 'server', flags: 'SYN,ACK', seq: 0, ack: 1 }),
  state(1.0517, 'client', 'SYN_SENT', 'ESTABLISHED', { segment: 3 }),
  call(1, 0.02, 'client', 'connect', '3, port 80', '0', 1.0518),
  segment({ id: 4, t: 1.0519 }),
  state(1.0521, 'server', 'SYN_RECV', 'ESTABLISHED', { segment: 4 }),
];

/** A slow wire: data and a close that cross, one segment lost and one held, retransmissions and SACK. */
export const SLOW_WIRE: Event[] = [
  ...LOST_SYN,
  { type: 'step', t: 1.2, name: 'Both send on a wire of 40 ms' },
  segment({ id: 5, t: 1.21, flags: 'PSH,ACK', len: 1448, takes: 0.04 }),
  segment({ id: 6, t: 1.2103, flags: 'ACK', seq: 1449, len: 1448, takes: null, by: 'netem' }),
  segment({ id: 7, t: 1.211, flags: 'PSH,ACK', seq: 2897, len: 1448, takes: 0.04 }),
  segment({ id: 8, t: 1.23, from: 'server', flags: 'PSH,ACK', len: 512, takes: 0.04 }),
  segment({ id: 9, t: 1.251, from: 'server', ack: 1449, seq: 513, takes: 0.04 }),
  segment({
    id: 10,
    t: 1.2521,
    from: 'server',
    ack: 1449,
    seq: 513,
    takes: 0.04,
    options: [
      { kind: 'nop' },
      { kind: 'nop' },
      { kind: 'timestamps', value: 9, echo: 8 },
      { kind: 'nop' },
      { kind: 'nop' },
      { kind: 'sack', blocks: [[(ISN.client + 2897) >>> 0, (ISN.client + 4345) >>> 0]] },
    ],
  }),
  segment({ id: 11, t: 1.294, flags: 'ACK', seq: 1449, ack: 513, len: 1448, takes: 0.04 }),
  segment({ id: 12, t: 1.335, from: 'server', ack: 4345, seq: 513, takes: 0.04 }),
  { type: 'step', t: 1.5, name: 'Both close at once' },
  call(2, 1.51, 'client', 'close', '3', '0', 1.5101),
  state(1.51, 'client', 'ESTABLISHED', 'FIN_WAIT1', { call: 'close' }),
  segment({ id: 13, t: 1.5102, flags: 'FIN,ACK', seq: 4345, ack: 513, takes: 0.04 }),
  call(3, 1.52, 'server', 'close', '4', '0', 1.5201),
  state(1.52, 'server', 'ESTABLISHED', 'FIN_WAIT1', { call: 'close' }),
  segment({ id: 14, t: 1.5202, from: 'server', flags: 'FIN,ACK', seq: 513, ack: 4345, takes: 0.04 }),
  state(1.5503, 'server', 'FIN_WAIT1', 'CLOSING', { segment: 13 }),
  segment({ id: 15, t: 1.5505, from: 'server', seq: 514, ack: 4346, takes: 0.04 }),
  state(1.5603, 'client', 'FIN_WAIT1', 'CLOSING', { segment: 14 }, { source: 'inferred' }),
  segment({ id: 16, t: 1.5605, seq: 4346, ack: 514, takes: null, fate: 'held', by: 'rule:1' }),
  state(1.5906, 'client', 'CLOSING', 'TIME_WAIT', { segment: 15 }, { mini: 'timewait' }),
  {
    type: 'difference',
    t: 1.6,
    host: 'server',
    socket: 'x',
    model: 'TIME_WAIT',
    kernel: 'CLOSING',
    cause: { timer: 'unknown' },
  },
  { type: 'warning', t: 1.61, code: 'behind', text: '12 frames crossed the wire without being recorded.' },
  call(4, 1.7, 'client', 'connect', '5, port 81', 'ECONNREFUSED: Connection refused', 1.7003),
  segment({ id: 17, t: 1.7001, flags: 'SYN', seq: 0, port: 40002 }),
  segment({ id: 18, t: 1.7002, from: 'server', flags: 'RST,ACK', seq: -ISN.server, ack: 1, port: 40002 }),
  {
    type: 'frame',
    id: 19,
    t: 1.8,
    from: 'client',
    text: 'ARP who has 10.0.0.2? tell 10.0.0.1',
    len: 42,
    deliveredAt: 1.8001,
    fate: 'delivered',
  },
  segment({ id: 20, t: 2.5, flags: 'PSH,ACK', seq: 1, len: 5, port: 40004, takes: null, fate: 'in-flight' }),
];

/** A transfer of `count` segments over some connections: data one way, acknowledgements the other, a loss now and then. */
export function transfer(count: number, { connections = 3, every = 0.0002, start = 0 } = {}): Event[] {
  const events: Event[] = [LAB];
  for (let i = 0; i < connections; i++) {
    const t = start + i * 0.001;
    events.push(segment({ id: i + 1, t, flags: 'SYN', seq: 0, port: 40000 + i }));
    events.push(
      state(t + 0.0002, 'server', 'LISTEN', 'SYN_RECV', { segment: i + 1 }, { mini: 'request', port: 40000 + i }),
    );
  }
  const sent = new Array<number>(connections).fill(1);
  for (let id = connections + 1; id <= count; id++) {
    const lane = id % connections;
    const t = start + 0.01 + (id - connections) * every;
    const port = 40000 + lane;
    const seq = sent[lane] ?? 1;
    if (id % 3 === 0) events.push(segment({ id, t, from: 'server', ack: seq, port }));
    else {
      const isLost = id % 97 === 0;
      events.push(
        segment({
          id,
          t,
          flags: 'ACK',
          seq,
          len: 1448,
          port,
          takes: isLost ? null : 0.0003,
          ...(isLost && { by: 'netem' }),
        }),
      );
      if (!isLost) sent[lane] = seq + 1448;
    }
  }
  return events;
}

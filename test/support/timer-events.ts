/** Sessions in which timers fire, as a lab tells them. */
import type { Event, Host, KnobsEvent, SegmentEvent, SocketEvent } from '../../src-main/common/protocol/events.ts';
import { ends, segment, state } from './endpoint-events.ts';

const SETTINGS = {
  tcp_syn_retries: '6',
  tcp_syn_linear_timeouts: '4',
  tcp_synack_retries: '5',
  tcp_rto_min_us: '200000',
  tcp_early_retrans: '3',
  tcp_retries2: '15',
  tcp_orphan_retries: '0',
  tcp_fin_timeout: '60',
};

/** What the lab began with; undefined: a setting that this kernel lacks. */
export const settings = (changed: Partial<Record<keyof typeof SETTINGS, string | undefined>> = {}): KnobsEvent => {
  const values = Object.fromEntries(
    Object.entries({ ...SETTINGS, ...changed }).filter(([, value]) => value !== undefined),
  );
  return { type: 'knobs', t: 0, values: { client: values, server: values } };
};

const OPTIONS: SegmentEvent['options'] = [{ kind: 'sack-permitted' }];

/** A segment with numbers that a copy of it has, too. */
export const sent = (
  id: number,
  t: number,
  from: Host,
  flags: string,
  more: Partial<SegmentEvent> = {},
): SegmentEvent => {
  const syn = flags.includes('SYN');
  const seq = syn ? 1000 : 1001;
  return { ...segment(id, t, from, flags, 4000), seq, ack: 1001, options: syn ? OPTIONS : [], ...more };
};

export const lost: Partial<SegmentEvent> = { fate: 'lost', deliveredAt: null };

/** What the kernel says of a socket's timer, and that one segment is not acknowledged. */
export const socket = (
  t: number,
  host: Host,
  timer: SocketEvent['timer'],
  figures: Partial<NonNullable<SocketEvent['figures']>> = {},
): SocketEvent => ({
  type: 'socket',
  t,
  host,
  socket: ends(4000)[host],
  rqueue: 0,
  wqueue: 1,
  timer,
  retransmits: 0,
  figures: {
    cwnd: 10,
    ssthresh: null,
    rtt: 0.002,
    rttvar: 0.001,
    rto: 0.204,
    unacked: 1,
    lost: 0,
    totalRetrans: 0,
    mss: 1448,
    ...figures,
  },
});

/** A SYN at 1 s that is lost each time, its copies that so many times later. */
export const lostSyns = (...after: number[]): Event[] => [
  state(1, 'client', ends(4000).client, ['CLOSED', 'SYN_SENT'], { call: 'connect' }),
  ...[0, ...after].map((later, i) => sent(i + 1, 1 + later, 'client', 'SYN', lost)),
];

/** A SYN at 1 s that arrives, and its answers so many seconds after that, which are lost. */
export const lostSynAcks = (...after: number[]): Event[] => [
  state(1, 'client', ends(4000).client, ['CLOSED', 'SYN_SENT'], { call: 'connect' }),
  sent(1, 1, 'client', 'SYN'),
  state(
    1.001,
    'server',
    ends(4000).server,
    ['LISTEN', 'SYN_RECV'],
    { segment: 1 },
    { mini: 'request', timer: { name: 'synack', remaining: 1 } },
  ),
  ...[0.00001, ...after].map((later, i) => sent(i + 2, 1.001 + later, 'server', 'SYN,ACK', lost)),
];

/** Both ends are in mid-connection, with SACK. */
export const connected = (): Event[] => [
  state(0.1, 'client', ends(4000).client, ['CLOSED', 'SYN_SENT'], { call: 'connect' }),
  sent(1, 0.1, 'client', 'SYN'),
  sent(2, 0.102, 'server', 'SYN,ACK'),
  state(0.103, 'client', ends(4000).client, ['SYN_SENT', 'ESTABLISHED'], { segment: 2 }),
  state(0.104, 'server', ends(4000).server, ['LISTEN', 'ESTABLISHED'], { segment: 3 }),
];

/** The client's close() at 1 s, its FIN and copies of that so many seconds later, which are lost. */
export const lostFins = (...after: number[]): Event[] => [
  ...connected(),
  state(1, 'client', ends(4000).client, ['ESTABLISHED', 'FIN_WAIT1'], { call: 'close' }),
  ...[0, ...after].map((later, i) => sent(i + 10, 1 + later, 'client', 'FIN,ACK', lost)),
];

/** The client is in TIME_WAIT from 2.001 s on, when the server's FIN arrives; copies of that arrive so many seconds later. */
export const timeWait = (...after: number[]): Event[] => [
  ...connected(),
  state(1.9, 'client', ends(4000).client, ['ESTABLISHED', 'FIN_WAIT2'], { segment: 8 }),
  sent(9, 2, 'server', 'FIN,ACK'),
  state(
    2.001,
    'client',
    ends(4000).client,
    ['FIN_WAIT2', 'TIME_WAIT'],
    { segment: 9 },
    { mini: 'timewait', timer: { name: 'timewait', remaining: 60 } },
  ),
  ...after.map((later, i) => sent(i + 10, 2 + later, 'server', 'FIN,ACK')),
];

/** The same some seconds later, with other numbers of segments, of another of the client's ports. */
export function moved(events: readonly Event[], by: number, ids: number, port: number): Event[] {
  const move = (key: string, value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(':4000', `:${port}`);
    if (typeof value !== 'number') return value;
    if (key === 'id' || key === 'segment') return value + ids;
    return ['t', 'deliveredAt', 'lastSeen'].includes(key) ? value + by : value;
  };
  return JSON.parse(JSON.stringify(events, move)) as Event[];
}

/** One of each kind: some have fired, some pend at 100 s. */
export const lanes = (): Event[] => [
  settings(),
  ...moved(
    [
      ...timeWait(0.2),
      state(62.9, 'client', ends(4000).client, ['TIME_WAIT', 'CLOSED'], { timer: 'timewait' }, { lastSeen: 62.88 }),
    ],
    20,
    7000,
    4001,
  ),
  ...moved([...lostFins(0.208, 0.416, 0.84, 1.69, 3.4, 6.7), socket(1.05, 'client', null)], 90, 7100, 4002),
  ...moved([...lostSynAcks(1.02, 3.05), socket(4.06, 'server', { name: 'synack', remaining: 3.99 })], 93.5, 7200, 4003),
  ...moved([...lostSyns(1.01, 2.03, 3.06), socket(4.07, 'client', { name: 'rto', remaining: 1.99 })], 94.5, 7300, 4004),
];

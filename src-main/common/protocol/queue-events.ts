/** What the stream of events (events.ts) tells of listeners' queues, and of what they make the kernel refuse. */
import type { Host } from './hosts.ts';
import type { Family } from './requests.ts';
import type { TcpState } from './terms.ts';

/**
 * `backlog`: what listen() asked for. `three-quarters`: with SYN cookies off, of tcp_max_syn_backlog. `always-cookies`:
 * with tcp_syncookies 2 no SYN gets an entry (all in tcp_conn_request).
 */
export type QueueRule = 'backlog' | 'three-quarters' | 'always-cookies';

/** How many a queue has, and how many fit. */
export interface QueueFill {
  len: number;
  max: number;
}

export interface QueueEvent {
  type: 'queue';
  t: number;
  host: Host;
  /** A port can have a listener of each. */
  family: Family;
  port: number;
  /** As the kernel has it, which may be less than what listen() was told. */
  backlog: number;
  /** Half-open entries, and how many fit on this kernel by which of its rules, as tried on it at the lab's start. */
  syn: QueueFill & { rule: QueueRule };
  /** Established connections that wait for accept(), and how many fit, as tried likewise. */
  accept: QueueFill;
}

/** One half-open connection of a SYN queue. */
export interface HalfOpenEntry {
  /** `address:port` */
  peer: string;
  /** Lab time at which it was first seen there. */
  since: number;
  /** How often the kernel has sent its SYN,ACK. */
  synAcks: number;
  /** Lab time at which the kernel sends it again, or gives up. */
  due: number;
}

/** One connection that waits for accept(). */
export interface WaitingEntry {
  peer: string;
  since: number;
  state: TcpState;
  /** Bytes that the peer has sent already; an unread FIN counts as one. */
  bytes: number;
}

/** Who is in a listener's two queues: told when that has changed, the oldest first, and how many more there are than are told. */
export interface QueueEntriesEvent {
  type: 'queue-entries';
  t: number;
  host: Host;
  family: Family;
  port: number;
  syn: HalfOpenEntry[];
  moreSyn: number;
  accept: WaitingEntry[];
  /** With those that were reset while they waited, which accept() still returns: no kernel lists them. */
  moreAccept: number;
}

/** What was full, or else stood in its way; `unknown` when the counters do not tell. */
export const GAUGES = [
  'syn',
  'accept',
  'three-quarters',
  'always-cookies',
  'cookie',
  'defer-accept',
  'time-wait',
  'unknown',
] as const;

/**
 * `cookie`: answered, but no entry kept. `ignored`: the entry stays half-open. `forgotten`: the connection is gone
 * that RFC 9293 would keep.
 */
export const REFUSED_HOW = ['dropped', 'cookie', 'ignored', 'reset', 'forgotten'] as const;

export interface Refusal {
  what: 'syn' | 'ack';
  gauge: (typeof GAUGES)[number];
  how: (typeof REFUSED_HOW)[number];
}

/** A segment has arrived, and the kernel did not do what RFC 9293 says of it because something of its own was full. */
export interface RefusalEvent extends Refusal {
  type: 'refusal';
  t: number;
  /** Who refused. */
  host: Host;
  /** As in StateEvent. */
  socket: string;
  segment: number;
  /** That gauge as it stood then; null when it is none of the two queues. */
  fill: QueueFill | null;
  /** What ticked, as nstat prints it. */
  counters: { name: string; delta: number }[];
  /** `observed`: the counters were read right before and after it. `inferred`: what ticked can be another segment's. */
  source: 'observed' | 'inferred';
  /** What the kernels of both ends say of the connection now; CLOSED when they know nothing of it. */
  own: TcpState;
  peer: TcpState;
  /** Refusals since the last such event for which there was no time to read the counters. */
  untold: number;
}

export interface CounterEvent {
  type: 'counter';
  t: number;
  host: Host;
  /** As nstat prints it: `TcpExtListenDrops`, `TcpOutRsts`. */
  name: string;
  delta: number;
}

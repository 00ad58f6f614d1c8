/**
 * The one stream of events. Everything a person sees is a fold over these; nothing else is the truth.
 *
 * Times (`t`, `deliveredAt`, `endedAt`) are seconds since the lab was ready, taken from the kernel's
 * CLOCK_REALTIME stamps. Sequence and acknowledgement numbers are absolute, 0 … 2^32−1. Sizes are bytes.
 */

import type { KnobName } from '../knobs/catalogue.ts';
import type { Stage } from './crowds.ts';
import type { Host } from './hosts.ts';
import type { Family } from './requests.ts';
import type { Impairment } from './wire-control.ts';

export { HOSTS, type Host } from './hosts.ts';

/** Linux's state names (include/net/tcp_states.h). CLOSED is the kernel's TCP_CLOSE, or no socket at all. */
export const TCP_STATES = [
  'CLOSED',
  'LISTEN',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'CLOSE_WAIT',
  'CLOSING',
  'LAST_ACK',
  'TIME_WAIT',
] as const;
export type TcpState = (typeof TCP_STATES)[number];

export const ENGINES = ['netem', 'built-in'] as const;
export type Engine = (typeof ENGINES)[number];

/** First event of every lab: what it runs on. */
export interface LabEvent {
  type: 'lab';
  engine: Engine;
  /** Where the built-in engine's random numbers begin; absent with netem, whose chance is the kernel's. */
  seed?: number;
  /** `uname -r` */
  kernel: string;
  privilege: 'root' | 'userns';
  /** Milliseconds from the start of the daemon process to the lab being ready. */
  readyMs: number;
  /** CLOCK_REALTIME seconds of `t` = 0, for laying other programs' captures beside this stream. */
  startedAt: number;
  /** Addresses of both hosts, so that a fold need not guess them. */
  addresses: Record<Host, { ipv4: string; ipv6: string }>;
}

export type TcpOption =
  | { kind: 'end' }
  | { kind: 'nop' }
  | { kind: 'mss'; value: number }
  | { kind: 'window-scale'; shift: number }
  | { kind: 'sack-permitted' }
  | { kind: 'sack'; blocks: [left: number, right: number][] }
  | { kind: 'timestamps'; value: number; echo: number }
  /** Cookie in hex; empty = the request for one (RFC 7413 2). */
  | { kind: 'fast-open'; cookie: string }
  /** Everything else, its value bytes in hex. */
  | { kind: 'unknown'; code: number; bytes: string };

/**
 * `in-flight`: seen where it entered the wire, not yet where it leaves. `delivered`: seen leaving towards
 * the receiver. `lost`: known not to leave, `by` says why. `held`: waits at the wire for a person or a rule.
 */
export const FATES = ['in-flight', 'delivered', 'lost', 'held'] as const;
export type Fate = (typeof FATES)[number];

interface WireEvent {
  /** Counts every frame of the lab from 1, in the order in which the wire saw them enter. */
  id: number;
  /** When it entered the wire (c0-in or s0-in). */
  t: number;
  from: Host;
  /** When it left the wire towards the receiver (s0-out or c0-out). */
  deliveredAt: number | null;
  fate: Fate;
  /**
   * Who ended or holds it, or has held or changed what was delivered: `rule:1`, `by hand`, `built-in loss`, `queue full`,
   * `corrupted`, `no such host`, `netem`, `send: ENOBUFS`, … Absent while in flight and when simply delivered.
   */
  by?: string;
  /** No host has sent it: it was made by `rule:1`, `crowd:1` or `flood`, or is another of segment 7 by `rule:1 of 7`, `hand of 7`, `built-in of 7`. */
  origin?: string;
  /** It leaves otherwise than it came: `rule:1`, `corrupted`. What is shown is what came. */
  changed?: string;
}

/** One TCP segment. Printed again, with the same id, when its fate changes. */
export interface SegmentEvent extends WireEvent {
  type: 'segment';
  /** `address:port`, IPv6 in brackets. */
  src: string;
  dst: string;
  /** In header order of Linux tools, joined by commas: `SYN`, `SYN,ACK`, `FIN,ACK`, `PSH,ACK`, `` for none. */
  flags: string;
  seq: number;
  ack: number;
  /** As on the wire, not scaled. */
  win: number;
  /** Payload bytes. */
  len: number;
  options: TcpOption[];
}

/** A frame that is not a TCP segment (ARP, ICMP, UDP, or damaged): one line of text says what it is. */
export interface FrameEvent extends WireEvent {
  type: 'frame';
  text: string;
  /** Bytes on the wire, Ethernet header included. */
  len: number;
}

export type Cause =
  | { segment: number }
  /** `rto`, `timewait`, `fin_wait2`, `synack`, `keepalive`, `probe`, or `unknown` when only the effect was seen. */
  | { timer: string }
  /** The system call's name: `connect`, `listen`, `close`, `shutdown`, … */
  | { call: string };

export interface StateEvent {
  type: 'state';
  t: number;
  host: Host;
  /** `local-remote`, as `10.0.0.2:80-10.0.0.1:40000`; a listener's remote is `*`. */
  socket: string;
  from: TcpState;
  to: TcpState;
  /** `observed`: the kernel's sock_diag said so. `inferred`: filled in from the segments by RFC 9293. */
  source: 'observed' | 'inferred';
  cause: Cause;
  /** A socket without file or inode (TCP-wide: request_sock and inet_timewait_sock). */
  mini?: 'request' | 'timewait';
  /** The kernel's timer for this socket, seconds left when asked. */
  timer?: { name: string; remaining: number };
}

/** Figures of struct tcp_info (tcp(7)): times in seconds, windows and thresholds in segments unless they say bytes. */
export interface SocketFigures {
  /** Congestion window, and slow start threshold; null while there is none (TCP_INFINITE_SSTHRESH). */
  cwnd: number;
  ssthresh: number | null;
  /** Smoothed round-trip time and its mean deviation; 0 before the first sample. */
  rtt: number;
  rttvar: number;
  rto: number;
  /** Segments sent and not yet acknowledged, thought lost, and retransmitted so far. */
  unacked: number;
  lost: number;
  totalRetrans: number;
  /** Largest segment this end sends, bytes. */
  mss: number;
  /** Bytes that the peer, and this end, offer to take (absent on kernels that do not tell). */
  peerWindow?: number;
  ownWindow?: number;
}

/** What the kernel says of one socket besides its state; told when it differs from the last one of that socket. */
export interface SocketEvent {
  type: 'socket';
  t: number;
  host: Host;
  /** As in StateEvent. */
  socket: string;
  /** Bytes that the program has not read, and that the peer has not acknowledged; SYN and FIN count as one each. */
  rqueue: number;
  wqueue: number;
  /** The kernel's timer that runs for it, seconds left; null while none does. */
  timer: { name: string; remaining: number } | null;
  /** How often the segment that waits for its acknowledgement was sent again, or a probe was. */
  retransmits: number;
  /** Absent when they were not asked for, as right after a segment: those told last are the latest known then. */
  figures?: SocketFigures;
}

/** The model of RFC 9293 expected one state, the kernel reported another. Both are shown. */
export interface DifferenceEvent {
  type: 'difference';
  t: number;
  host: Host;
  socket: string;
  model: TcpState;
  kernel: TcpState;
  cause: Cause;
}

/** `backlog`: what listen() asked for. `three-quarters`: with SYN cookies off, of tcp_max_syn_backlog (tcp_conn_request). */
export type QueueRule = 'backlog' | 'three-quarters';

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

export interface Refusal {
  what: 'syn' | 'ack';
  /** What was full, or else stood in its way; `unknown` when the counters do not tell. */
  gauge: 'syn' | 'accept' | 'three-quarters' | 'always-cookies' | 'cookie' | 'defer-accept' | 'time-wait' | 'unknown';
  /**
   * `cookie`: answered, but no entry kept. `ignored`: the entry stays half-open. `forgotten`: the connection is gone
   * that RFC 9293 would keep.
   */
  how: 'dropped' | 'cookie' | 'ignored' | 'reset' | 'forgotten';
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

/** A system call of the lab's own programs. Printed when it is made (`result` null) and when it returns, same id. */
export interface CallEvent {
  type: 'call';
  id: number;
  t: number;
  host: Host;
  call: string;
  /** As a person would read it: `3, 10.0.0.2:80`. */
  args: string;
  /** `0`, `4`, `5 bytes`, `end of stream`, or `ECONNREFUSED: …`; null until it returns. */
  result: string | null;
  endedAt: number | null;
  /** The same form as in StateEvent, once it is known. */
  socket?: string;
  /**
   * The lab's own name of the socket that the call was made on (requests.ts); of the one that it made when socket()
   * or accept() has returned one, and so is `socket` then.
   */
  handle?: number;
}

export interface StepEvent {
  type: 'step';
  t: number;
  name: string;
}

export interface ExpectEvent {
  type: 'expect';
  t: number;
  text: string;
  held: boolean;
  /** What was seen instead, or the evidence. */
  observed: string;
}

/** A rule of the wire: told when it is made, after it has acted, and when it is over. */
export interface RuleEvent {
  type: 'rule';
  t: number;
  /** Counts the lab's rules from 1; `rule:1` in a segment's `by` is this one. */
  rule: number;
  /** The rule as a sentence (common/rules). */
  text: string;
  /** How many segments it has acted on. */
  hits: number;
  state: 'on' | 'over' | 'removed';
}

/** Whether the wire runs; told when that changes. */
export interface WireStopEvent {
  type: 'wire';
  t: number;
  /** Stopped: every segment waits at the wire. The kernels' clocks go on. */
  stopped: boolean;
}

/** The link's queue in one direction: told when it differs from what was told last. */
export interface LinkEvent {
  type: 'link';
  t: number;
  from: Host;
  engine: Engine;
  /** Frames and bytes that wait, and how many frames may. */
  packets: number;
  bytes: number;
  limit: number;
  /** Frames dropped since the impairment was set: by loss and by the limit, or both in one where they cannot be told apart. */
  lost: number;
  overLimit: number | null;
}

/** What befalls the frames of one direction from now on, as the engine says that it is in force; null = nothing. */
export interface ImpairmentEvent {
  type: 'impairment';
  t: number;
  from: Host;
  engine: Engine;
  impairment: Impairment | null;
  /** Where its random numbers begin; absent with netem, and when there is nothing. */
  seed?: number;
}

/** A kernel setting of a host was written to, or was found changed: what the kernel says is in force from now on. */
export interface KnobEvent {
  type: 'knob';
  t: number;
  host: Host;
  name: KnobName;
  /** As sysctl(8) prints it, numbers of one value apart by one blank. */
  value: string;
  /** What the lab began with. */
  default: string;
}

/** Where a crowd's clients have got, by what the kernels said last of both ends. */
export interface CrowdCounts {
  synSent: number;
  /** The client is connected, the server has a half-open entry. */
  thirdHeld: number;
  established: number;
  /** The client is connected, the server has nothing: the third segment of a handshake by cookie has not come, or was refused. */
  alone: number;
  /** Refused, timed out, reset, or never opened. */
  gone: number;
}

/** Many clients: told when they are called, as they get on, and when they are gone. */
export interface CrowdEvent {
  type: 'crowd';
  t: number;
  /** Counts the lab's crowds from 1. */
  crowd: number;
  family: Family;
  port: number;
  stage: Stage;
  /** As it was asked for. */
  count: number;
  perSecond: number;
  firstPort: number;
  lastPort: number;
  /** The rule of the wire that holds them; null when nothing does. */
  rule: number | null;
  state: 'opening' | 'open' | 'ending' | 'over';
  /** Clients that were opened so far. */
  opened: number;
  counts: CrowdCounts;
}

/** SYNs from addresses that no host has: told ten times a second while they come, and when that ends. */
export interface FloodEvent {
  type: 'flood';
  t: number;
  family: Family;
  port: number;
  /** As it was asked for. */
  perSecond: number;
  seconds: number;
  state: 'on' | 'over' | 'stopped';
  /** Seconds since it began. */
  elapsed: number;
  /** SYNs so far, and of these refused by the kernel that should send them. */
  sent: number;
  refused: number;
  /** What the server answered: it ends at the wire. */
  answers: number;
  /** Of both, segments that were told; the others are only counted here. */
  shown: number;
}

/** Something the user should know although nothing failed: frames that the wire could not read in time, … */
export interface WarningEvent {
  type: 'warning';
  t: number;
  code: string;
  text: string;
}

/** Last event of a run. */
export interface ResultEvent {
  type: 'result';
  t: number;
  lesson: string;
  ok: boolean;
  held: number;
  missed: number;
}

export type Event =
  | LabEvent
  | SegmentEvent
  | FrameEvent
  | StateEvent
  | SocketEvent
  | DifferenceEvent
  | QueueEvent
  | QueueEntriesEvent
  | RefusalEvent
  | CounterEvent
  | CallEvent
  | StepEvent
  | ExpectEvent
  | RuleEvent
  | WireStopEvent
  | LinkEvent
  | ImpairmentEvent
  | CrowdEvent
  | FloodEvent
  | KnobEvent
  | WarningEvent
  | ResultEvent;

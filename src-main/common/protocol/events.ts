/**
 * The one stream of events. Everything a person sees is a fold over these; nothing else is the truth.
 *
 * Times (`t`, `deliveredAt`, `endedAt`) are seconds since the lab was ready, taken from the kernel's
 * CLOCK_REALTIME stamps. Sequence and acknowledgement numbers are absolute, 0 … 2^32−1. Sizes are bytes.
 */

import type { KnobName } from '../knobs/catalogue.ts';
import type { CrowdEvent, FloodEvent } from './crowd-events.ts';
import type { Telling } from '../text/telling.ts';
import type { Host } from './hosts.ts';
import type { ActionEvent, AnswerEvent, ExpectEvent, QuestionEvent, ResultEvent, StepEvent } from './lesson-events.ts';
import type { CounterEvent, QueueEntriesEvent, QueueEvent, RefusalEvent } from './queue-events.ts';
import type { Engine, TcpState } from './terms.ts';
import type { FrameEvent, ImpairmentEvent, LinkEvent, RuleEvent, SegmentEvent, WireStopEvent } from './wire-events.ts';

export * from './crowd-events.ts';
export { HOSTS, type Host } from './hosts.ts';
export * from './lesson-events.ts';
export * from './queue-events.ts';
export * from './terms.ts';
export * from './wire-events.ts';

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
  /** When the state before was seen last, where a timer ended it: it did so between then and `t`. */
  lastSeen?: number;
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

/** The kernel settings of both hosts as the lab begins with them: those that this kernel has and shows. */
export interface KnobsEvent {
  type: 'knobs';
  t: number;
  /** Values as in KnobEvent. */
  values: Record<Host, Partial<Record<KnobName, string>>>;
}

/** Something the user should know although nothing failed: frames that the wire could not read in time, … */
export interface WarningEvent {
  type: 'warning';
  t: number;
  code: string;
  text: string;
  /** The text as data, for a reader whose language has words for it. */
  said?: Telling;
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
  | ActionEvent
  | QuestionEvent
  | AnswerEvent
  | ExpectEvent
  | RuleEvent
  | WireStopEvent
  | LinkEvent
  | ImpairmentEvent
  | CrowdEvent
  | FloodEvent
  | KnobEvent
  | KnobsEvent
  | WarningEvent
  | ResultEvent;

/** What the stream of events (events.ts) tells of the wire: its frames, its rules, its links and what befalls them there. */
import type { Host } from './hosts.ts';
import type { Engine } from './terms.ts';
import type { Impairment } from './wire-control.ts';

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

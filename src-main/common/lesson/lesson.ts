/** A lesson as data: what a lesson file means once it was read and found right. */
import type { Host, TcpState } from '../protocol/events.ts';
import type { Language } from '../protocol/messages.ts';

export type Translated = Readonly<Record<Language, string>>;

export interface Lesson {
  /** Lower-case words joined by hyphens; also the file's name. */
  id: string;
  title: Translated;
  about: Translated;
  steps: Step[];
  expect: Expectation[];
}

export interface Step {
  name: Translated;
  /** Runs only when the minute-long parts are asked for. */
  full: boolean;
  actions: Action[];
}

/** What a program on one host does, or what the lesson waits for. Connections count from 1, in the order of their connects. */
export type Action =
  | { kind: 'listen'; host: Host; port: number; backlog: number }
  | { kind: 'connect'; host: Host; port: number; connection: number }
  | { kind: 'accept'; host: Host; connection: number }
  | { kind: 'send'; host: Host; data: { text: string } | { bytes: number }; connection: number }
  /** Some data: one recv() that gives at least one byte. */
  | { kind: 'receive'; host: Host; connection: number }
  /** recv() until it says end of stream. */
  | { kind: 'receive-end'; host: Host; connection: number }
  | { kind: 'close'; host: Host; connection: number }
  /** A reset instead of a FIN. */
  | { kind: 'abort'; host: Host; connection: number }
  /** shutdown(SHUT_WR): this end sends no more and still receives. */
  | { kind: 'shut-down-sending'; host: Host; connection: number }
  | { kind: 'wait-for-state'; host: Host; state: TcpState; connection: number }
  | { kind: 'wait-for-time'; seconds: number };

/** Segments of one kind: these flags exactly, from this host. `flags` is in the form of SegmentEvent. */
export interface SegmentKind {
  flags: string;
  from: Host;
}

/** A number on the wire: a host's initial sequence number, or a field of the nth segment of a kind, n from 1. */
export type NumberTerm = { field: 'isn'; host: Host } | { field: 'seq' | 'ack'; nth: number; segment: SegmentKind };

export type Claim =
  /** The connection's end on this host passes through these states, one right after the other. */
  | { kind: 'states'; host: Host; states: TcpState[]; connection: number }
  /** The connection's first (or last) segments, as sent, are exactly these. */
  | { kind: 'segments'; which: 'first' | 'last'; segments: SegmentKind[]; connection: number }
  /** left = right + plus, modulo 2^32. */
  | { kind: 'number'; left: NumberTerm; right: NumberTerm; plus: number; connection: number }
  /** The same number of two connections is not the same. */
  | { kind: 'differ'; term: NumberTerm; connections: [number, number] }
  /** When the kernel reports this state, about so many seconds are left on its timer. */
  | { kind: 'timer'; host: Host; state: TcpState; seconds: number; connection: number }
  /** The state is left about so many seconds after it was entered. */
  | { kind: 'lasts'; host: Host; state: TcpState; seconds: number; connection: number }
  /** The end on this host is in the state before accept() on that host returns. */
  | { kind: 'before-accept'; host: Host; state: TcpState; connection: number };

export interface Expectation {
  claim: Claim;
  /** The author's own sentence; without it one is made from the claim. */
  text?: Translated;
  /** Judged only when the minute-long parts were asked for. */
  full: boolean;
}

/** What is wrong in a lesson file. Line and column count from 1; columns are UTF-16 units. */
export interface Problem {
  line: number;
  column: number;
  message: string;
  hint: string;
}

/**
 * The state machine of RFC 9293 3.3.2, as far as it is needed to say which states a connection must have passed
 * through between two that the kernel reported, and which state a segment should lead to.
 */
import type { TcpState } from '../protocol/events.ts';

/** What a segment means to the endpoint that receives it. */
export interface Arrival {
  syn: boolean;
  ack: boolean;
  fin: boolean;
  rst: boolean;
  /** It acknowledges this endpoint's SYN, or FIN. */
  acksSyn: boolean;
  acksFin: boolean;
}

/** The states that the endpoint enters, in order, by processing this segment (RFC 9293 3.10.7). */
export function arrivalPath(state: TcpState, segment: Arrival): TcpState[] {
  if (segment.rst) return state === 'CLOSED' || state === 'LISTEN' ? [] : ['CLOSED'];
  const path: TcpState[] = [];
  let now = state;
  const enter = (next: TcpState): void => void path.push((now = next));

  if (now === 'LISTEN' && segment.syn && !segment.ack) enter('SYN_RECV');
  else if (now === 'SYN_SENT' && segment.syn) enter(segment.acksSyn ? 'ESTABLISHED' : 'SYN_RECV');
  else if (now === 'SYN_RECV' && segment.acksSyn) enter('ESTABLISHED');

  if (segment.acksFin) {
    if (now === 'FIN_WAIT1') enter('FIN_WAIT2');
    else if (now === 'CLOSING') enter('TIME_WAIT');
    else if (now === 'LAST_ACK') enter('CLOSED');
  }
  if (segment.fin) {
    if (now === 'ESTABLISHED' || now === 'SYN_RECV') enter('CLOSE_WAIT');
    else if (now === 'FIN_WAIT1') enter('CLOSING');
    else if (now === 'FIN_WAIT2') enter('TIME_WAIT');
  }
  return path;
}

/** Transitions by segment or by call; resets and time-outs, which lead to CLOSED from anywhere, are left out. */
const ORDERLY: Record<TcpState, readonly TcpState[]> = {
  CLOSED: ['LISTEN', 'SYN_SENT'],
  LISTEN: ['SYN_RECV', 'CLOSED'],
  SYN_SENT: ['ESTABLISHED', 'SYN_RECV', 'CLOSED'],
  SYN_RECV: ['ESTABLISHED', 'FIN_WAIT1'],
  ESTABLISHED: ['FIN_WAIT1', 'CLOSE_WAIT'],
  FIN_WAIT1: ['FIN_WAIT2', 'CLOSING'],
  FIN_WAIT2: ['TIME_WAIT'],
  CLOSE_WAIT: ['LAST_ACK'],
  CLOSING: ['TIME_WAIT'],
  LAST_ACK: ['CLOSED'],
  TIME_WAIT: ['CLOSED'],
};

/**
 * The shortest way from one state to another, the goal included and the start not; empty if they are the same.
 * `abrupt`: CLOSED may be reached at once, by a reset or a time-out. Where no way exists, the goal alone.
 */
export function shortestPath(from: TcpState, to: TcpState, abrupt: boolean): TcpState[] {
  if (from === to) return [];
  if (abrupt && to === 'CLOSED') return [to];
  const queue: TcpState[][] = [[from]];
  const seen = new Set<TcpState>([from]);
  for (let way = queue.shift(); way; way = queue.shift()) {
    for (const next of ORDERLY[way.at(-1) ?? from]) {
      if (next === to) return [...way.slice(1), to];
      if (!seen.has(next)) queue.push([...way, next]);
      seen.add(next);
    }
  }
  return [to];
}

/** States in which a plain acknowledgement can change the state. In all others only SYN, FIN and RST can. */
export const awaitsAcknowledgement = (state: TcpState): boolean =>
  state === 'SYN_SENT' || state === 'SYN_RECV' || state === 'FIN_WAIT1' || state === 'CLOSING' || state === 'LAST_ACK';

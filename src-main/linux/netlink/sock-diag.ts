/**
 * The messages of sock_diag(7) for TCP: struct inet_diag_req_v2 and struct inet_diag_msg. Little-endian hosts.
 */
import type { TcpState } from '../../common/protocol/events.ts';
import { decodeTcpInfo } from '../tcp-info-layout.ts';
import { NETLINK_HEADER, NLM_F_DUMP, NLM_F_REQUEST, findAttribute } from './message.ts';

const SOCK_DIAG_BY_FAMILY = 20;
const IPPROTO_TCP = 6;
const AF_INET = 2;
const AF_INET6 = 10;
/** The attribute that holds struct tcp_info; idiag_ext asks for it by bit INET_DIAG_INFO − 1. */
const INET_DIAG_INFO = 2;
/** The attribute that every full socket has and no mini-socket (inet_diag_msg_attrs_fill). */
const INET_DIAG_SHUTDOWN = 8;

export const REQUEST_SIZE = NETLINK_HEADER + 56;
/** Without attributes. */
const MESSAGE_SIZE = NETLINK_HEADER + 72;

/** include/net/tcp_states.h, by number. 12 is request_sock's TCP_NEW_SYN_RECV, 13 a bound, unconnected socket. */
const BY_NUMBER: readonly TcpState[] = [
  'CLOSED',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSED',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'SYN_RECV',
  'CLOSED',
];

/** Bits of idiag_states. Who asks for SYN_RECV is told of half-open connections, too (inet_diag_dump_icsk). */
export const ESTABLISHED_BIT = 1 << 1;
export const SYN_RECV_BIT = 1 << 3;
export const CLOSE_WAIT_BIT = 1 << 8;

/** inet_diag_msg.idiag_timer: none, retransmission (also TLP and RACK), keepalive, TIME_WAIT, zero-window probe. */
export const TIMERS = ['none', 'rto', 'keepalive', 'timewait', 'probe'] as const;
export type DiagTimer = (typeof TIMERS)[number];

/** One socket as the kernel reports it. */
export interface SocketReport {
  state: TcpState;
  timer: DiagTimer;
  /** Seconds until the timer fires. */
  expires: number;
  retransmits: number;
  /** Bytes not read yet; for a listener, connections that wait for accept(). */
  rqueue: number;
  /** Bytes not acknowledged yet; for a listener, its backlog. */
  wqueue: number;
  /** 0 for mini-sockets and orphans. */
  inode: number;
  /** struct tcp_info, when it was asked for; mini-sockets have none. */
  info: Record<string, number> | null;
}

/** A four-tuple seen from its owner: addresses in network order, 4 or 16 bytes. */
export interface Tuple {
  local: Uint8Array;
  localPort: number;
  remote: Uint8Array;
  remotePort: number;
}

/** Writes a request for exactly one socket. `buffer` holds REQUEST_SIZE bytes. */
export function encodeExact(buffer: Uint8Array, tuple: Tuple, sequence: number, withInfo: boolean): void {
  encode(buffer, NLM_F_REQUEST, tuple, sequence, withInfo, 0xffffffff);
}

/** Writes a request for all sockets of the tuple's family and local port in one of these states. */
export function encodeDump(buffer: Uint8Array, tuple: Tuple, sequence: number, states: number): void {
  encode(buffer, NLM_F_REQUEST | NLM_F_DUMP, tuple, sequence, false, states);
}

function encode(
  buffer: Uint8Array,
  flags: number,
  tuple: Tuple,
  sequence: number,
  withInfo: boolean,
  states: number,
): void {
  const view = new DataView(buffer.buffer, buffer.byteOffset);
  buffer.fill(0);
  view.setUint32(0, REQUEST_SIZE, true);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, true);
  view.setUint16(6, flags, true);
  view.setUint32(8, sequence, true);
  buffer[16] = tuple.local.length === 4 ? AF_INET : AF_INET6;
  buffer[17] = IPPROTO_TCP;
  buffer[18] = withInfo ? 1 << (INET_DIAG_INFO - 1) : 0;
  view.setUint32(20, states, true);
  view.setUint16(24, tuple.localPort, false);
  view.setUint16(26, tuple.remotePort, false);
  buffer.set(tuple.local, 28);
  buffer.set(tuple.remote, 44);
  view.setUint32(64, 0xffffffff, true);
  view.setUint32(68, 0xffffffff, true);
}

/** Reads a message with an inet_diag_msg; null if the bytes end before it does. */
export function decodeReport(message: Uint8Array): SocketReport | null {
  if (message.length < MESSAGE_SIZE) return null;
  const view = new DataView(message.buffer, message.byteOffset);
  const info = findAttribute(message, MESSAGE_SIZE, INET_DIAG_INFO);
  return {
    state: BY_NUMBER[view.getUint8(17)] ?? 'CLOSED',
    timer: TIMERS[view.getUint8(18)] ?? 'none',
    retransmits: view.getUint8(19),
    expires: view.getUint32(68, true) / 1000,
    rqueue: view.getUint32(72, true),
    wqueue: view.getUint32(76, true),
    inode: view.getUint32(84, true),
    info: info && decodeTcpInfo(info),
  };
}

/** The four-tuple of such a message. */
export function decodeTuple(message: Uint8Array): Tuple {
  const size = message[16] === AF_INET ? 4 : 16;
  const view = new DataView(message.buffer, message.byteOffset);
  return {
    localPort: view.getUint16(20, false),
    remotePort: view.getUint16(22, false),
    local: message.slice(24, 24 + size),
    remote: message.slice(40, 40 + size),
  };
}

/** Whether it is about a socket without file or inode: a half-open connection, or one in TIME_WAIT. */
export const isMini = (message: Uint8Array): boolean =>
  findAttribute(message, MESSAGE_SIZE, INET_DIAG_SHUTDOWN) === null;

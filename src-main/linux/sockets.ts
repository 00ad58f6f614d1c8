/** TCP sockets of the calling thread's network namespace, never blocking. Every verb throws KernelError. */
import { check, errno, libc } from './libc.ts';
import { KernelError } from './kernel-error.ts';

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const MSG_NOSIGNAL = 0x4000;
const MSG_MORE = 0x8000;
const EAGAIN = 11;
const EINPROGRESS = 115;

export const SOL_SOCKET = 1;
export const SO_ERROR = 4;
export const SO_LINGER = 13;
export const IPPROTO_TCP = 6;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;

/** An address (4 or 16 bytes, network order) and a port. */
export interface SocketAddress {
  address: Uint8Array;
  port: number;
}

function encodeAddress({ address, port }: SocketAddress): Uint8Array {
  // struct sockaddr_in: family, port, address; struct sockaddr_in6 has the flow label between port and address.
  const bytes = new Uint8Array(address.length === 4 ? 16 : 28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, address.length === 4 ? AF_INET : AF_INET6, true);
  view.setUint16(2, port, false);
  bytes.set(address, address.length === 4 ? 4 : 8);
  return bytes;
}

function decodeAddress(bytes: Uint8Array): SocketAddress {
  const view = new DataView(bytes.buffer);
  const ipv4 = view.getUint16(0, true) === AF_INET;
  return { port: view.getUint16(2, false), address: ipv4 ? bytes.slice(4, 8) : bytes.slice(8, 24) };
}

const int32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);

export function openStream(family: 'ipv4' | 'ipv6'): number {
  const domain = family === 'ipv4' ? AF_INET : AF_INET6;
  const fd = check(libc.socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'socket');
  // A listener of one family only, so that its queues are that family's.
  if (family === 'ipv6') setInt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  return fd;
}

export function bind(fd: number, at: SocketAddress): void {
  const address = encodeAddress(at);
  check(libc.bind(fd, address, address.length), 'bind');
}

export function listen(fd: number, backlog: number): void {
  check(libc.listen(fd, backlog), 'listen');
}

/** True when connected at once; false while the handshake is under way. */
export function connect(fd: number, to: SocketAddress): boolean {
  const address = encodeAddress(to);
  if (libc.connect(fd, address, address.length) === 0) return true;
  if (errno() === EINPROGRESS) return false;
  throw new KernelError('connect', errno());
}

/** The next connection of the accept queue and its peer; null while the queue is empty. */
export function accept(fd: number): { fd: number; peer: SocketAddress } | null {
  const address = new Uint8Array(28);
  const accepted = libc.accept4(fd, address, int32(address.length), SOCK_NONBLOCK | SOCK_CLOEXEC) as number;
  if (accepted < 0 && errno() === EAGAIN) return null;
  return { fd: check(accepted, 'accept'), peer: decodeAddress(address) };
}

/** Bytes that the send buffer took; 0 when it is full. `more`: more is to come, so that a segment may wait for it. */
export function send(fd: number, data: Uint8Array, more: boolean): number {
  const sent = Number(libc.send(fd, data, data.length, more ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL));
  if (sent < 0 && errno() === EAGAIN) return 0;
  return check(sent, 'send');
}

/** Bytes read into `buffer`, 0 at the end of the stream; null while there is nothing. */
export function receive(fd: number, buffer: Uint8Array, max: number): number | null {
  const received = Number(libc.recv(fd, buffer, Math.min(max, buffer.length), 0));
  if (received < 0 && errno() === EAGAIN) return null;
  return check(received, 'recv');
}

/** 0 = reading, 1 = writing, 2 = both (SHUT_RD, SHUT_WR, SHUT_RDWR). */
export function shutdown(fd: number, how: 0 | 1 | 2): void {
  check(libc.shutdown(fd, how), 'shutdown');
}

export function close(fd: number): void {
  check(libc.close(fd), 'close');
}

export function localAddress(fd: number): SocketAddress {
  const address = new Uint8Array(28);
  check(libc.getsockname(fd, address, int32(address.length)), 'getsockname');
  return decodeAddress(address);
}

export function setInt(fd: number, level: number, option: number, value: number): void {
  check(libc.setsockopt(fd, level, option, int32(value), 4), 'setsockopt');
}

export function getInt(fd: number, level: number, option: number): number {
  const value = new Uint8Array(4);
  check(libc.getsockopt(fd, level, option, value, int32(4)), 'getsockopt');
  return new DataView(value.buffer).getInt32(0, true);
}

export function setText(fd: number, level: number, option: number, value: string): void {
  const bytes = Buffer.from(value);
  check(libc.setsockopt(fd, level, option, bytes, bytes.length), 'setsockopt');
}

export function getText(fd: number, level: number, option: number): string {
  const value = Buffer.alloc(16);
  check(libc.getsockopt(fd, level, option, value, int32(value.length)), 'getsockopt');
  const end = value.indexOf(0);
  return value.toString('latin1', 0, end === -1 ? value.length : end);
}

/** SO_LINGER in seconds; −1 turns it off. With 0, close() resets the connection (socket(7), RFC 9293 3.10.5). */
export function setLinger(fd: number, seconds: number): void {
  const linger = new Uint8Array(Int32Array.of(seconds < 0 ? 0 : 1, Math.max(seconds, 0)).buffer);
  check(libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, 8), 'setsockopt');
}

/** The same as setLinger takes. */
export function getLinger(fd: number): number {
  const linger = new Uint8Array(8);
  check(libc.getsockopt(fd, SOL_SOCKET, SO_LINGER, linger, int32(8)), 'getsockopt');
  const [on, seconds] = new Int32Array(linger.buffer);
  return on ? (seconds ?? 0) : -1;
}

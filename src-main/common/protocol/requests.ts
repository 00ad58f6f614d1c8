/** The system calls that a host may ask the lab daemon to make on the client or the server. */
import * as v from 'valibot';
import { HOSTS } from './hosts.ts';
import { whole } from './whole.ts';

export const ALGORITHM_NAME = /^[\w-]{1,15}$/;

const host = v.picklist(HOSTS);
/** The lab's own name of an open socket, counted from 1; not a file descriptor. */
const socket = v.pipe(v.number(), v.integer(), v.minValue(1));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));
const address = v.pipe(v.string(), v.maxLength(64));
const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64 << 20));
const int32 = v.pipe(v.number(), v.integer(), v.minValue(-0x80000000), v.maxValue(0x7fffffff));

/** What listen() takes; the kernel makes of it what it can (net.core.somaxconn). */
export const BACKLOG_BOUNDS = { least: -0x80000000, most: 0x7fffffff } as const;
const backlog = whole(BACKLOG_BOUNDS.least, BACKLOG_BOUNDS.most, 'a backlog is a whole number from');

/** The name of a congestion control algorithm (TCP_CA_NAME_MAX). */
const algorithm = v.pipe(v.string(), v.regex(ALGORITHM_NAME, 'this is not the name of an algorithm'));

export const FAMILIES = ['ipv4', 'ipv6'] as const;
export type Family = (typeof FAMILIES)[number];

/** Socket options by the names of tcp(7) and socket(7) that take an int; SO_LINGER in seconds, −1 = off. */
export const SOCKET_OPTIONS = [
  'SO_REUSEADDR',
  'SO_REUSEPORT',
  'SO_KEEPALIVE',
  'SO_LINGER',
  'SO_RCVBUF',
  'SO_SNDBUF',
  'TCP_NODELAY',
  'TCP_CORK',
  'TCP_QUICKACK',
  'TCP_DEFER_ACCEPT',
  'TCP_FASTOPEN',
  'TCP_FASTOPEN_CONNECT',
  'TCP_KEEPIDLE',
  'TCP_KEEPINTVL',
  'TCP_KEEPCNT',
  'TCP_LINGER2',
  'TCP_MAXSEG',
  'TCP_SYNCNT',
  'TCP_USER_TIMEOUT',
  'TCP_WINDOW_CLAMP',
] as const;
export type SocketOption = (typeof SOCKET_OPTIONS)[number];

/** One system call of a program on one of the hosts. Calls that would block answer when the kernel does. */
export const Call = v.variant('call', [
  v.strictObject({ call: v.literal('socket'), host, family: v.picklist(FAMILIES) }),
  v.strictObject({ call: v.literal('bind'), socket, port, address: v.optional(address) }),
  v.strictObject({ call: v.literal('listen'), socket, backlog }),
  v.strictObject({ call: v.literal('accept'), socket }),
  /** Without an address: the other host. */
  v.strictObject({ call: v.literal('connect'), socket, port, address: v.optional(address) }),
  /** Text as UTF-8, or that many bytes of a counting pattern; `more`: with MSG_MORE of send(2). */
  v.strictObject({ call: v.literal('send'), socket, text: v.string(), more: v.optional(v.boolean()) }),
  v.strictObject({ call: v.literal('send'), socket, bytes: byteCount, more: v.optional(v.boolean()) }),
  /** `thenClose`: again and again up to the end of stream, and then close() without delay, as a waiting program would. */
  v.strictObject({
    call: v.literal('recv'),
    socket,
    max: v.pipe(byteCount, v.minValue(1)),
    thenClose: v.optional(v.boolean()),
  }),
  v.strictObject({ call: v.literal('shutdown'), socket, how: v.picklist(['read', 'write', 'both']) }),
  v.strictObject({ call: v.literal('close'), socket }),
  /** SO_LINGER {1, 0} and close(): a reset instead of a FIN (RFC 9293 3.10.5). */
  v.strictObject({ call: v.literal('abort'), socket }),
  v.strictObject({ call: v.literal('setsockopt'), socket, option: v.picklist(SOCKET_OPTIONS), value: int32 }),
  v.strictObject({ call: v.literal('setsockopt'), socket, option: v.literal('TCP_CONGESTION'), value: algorithm }),
  v.strictObject({ call: v.literal('getsockopt'), socket, option: v.picklist([...SOCKET_OPTIONS, 'TCP_CONGESTION']) }),
  v.strictObject({ call: v.literal('tcpinfo'), socket }),
]);
export type Call = v.InferOutput<typeof Call>;

/** What a call gave back; fields by call. */
export interface CallResult {
  /** socket, accept */
  socket?: number;
  /** accept: `address:port` */
  peer?: string;
  /** connect, bind: `address:port` of this end */
  local?: string;
  /** send, recv: how many; recv 0 = end of stream */
  bytes?: number;
  /** recv: the data, as UTF-8; getsockopt: the value of TCP_CONGESTION */
  text?: string;
  /** getsockopt */
  value?: number;
  /** tcpinfo: fields of struct tcp_info by their names without `tcpi_` */
  info?: Record<string, number>;
}

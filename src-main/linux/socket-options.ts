import type { SocketOption } from '../common/protocol/requests.ts';
import {
  IPPROTO_TCP,
  SOL_SOCKET,
  SO_LINGER,
  getInt,
  getLinger,
  getText,
  setInt,
  setLinger,
  setText,
} from './sockets.ts';

/** Level and number of each option: asm-generic/socket.h and include/uapi/linux/tcp.h. */
const NUMBERS: Record<SocketOption, readonly [level: number, option: number]> = {
  SO_REUSEADDR: [SOL_SOCKET, 2],
  SO_REUSEPORT: [SOL_SOCKET, 15],
  SO_KEEPALIVE: [SOL_SOCKET, 9],
  SO_LINGER: [SOL_SOCKET, SO_LINGER],
  SO_RCVBUF: [SOL_SOCKET, 8],
  SO_SNDBUF: [SOL_SOCKET, 7],
  TCP_NODELAY: [IPPROTO_TCP, 1],
  TCP_MAXSEG: [IPPROTO_TCP, 2],
  TCP_CORK: [IPPROTO_TCP, 3],
  TCP_KEEPIDLE: [IPPROTO_TCP, 4],
  TCP_KEEPINTVL: [IPPROTO_TCP, 5],
  TCP_KEEPCNT: [IPPROTO_TCP, 6],
  TCP_SYNCNT: [IPPROTO_TCP, 7],
  TCP_LINGER2: [IPPROTO_TCP, 8],
  TCP_DEFER_ACCEPT: [IPPROTO_TCP, 9],
  TCP_WINDOW_CLAMP: [IPPROTO_TCP, 10],
  TCP_QUICKACK: [IPPROTO_TCP, 12],
  TCP_USER_TIMEOUT: [IPPROTO_TCP, 18],
  TCP_FASTOPEN: [IPPROTO_TCP, 23],
  TCP_FASTOPEN_CONNECT: [IPPROTO_TCP, 30],
};

/** Values as the kernel takes them; SO_LINGER in seconds, −1 = off. Throws KernelError. */
export function setOption(fd: number, option: SocketOption, value: number): void {
  if (option === 'SO_LINGER') setLinger(fd, value);
  else setInt(fd, ...NUMBERS[option], value);
}

/** What the kernel has, which may differ from what was asked (it doubles buffer sizes, socket(7)). */
export function getOption(fd: number, option: SocketOption): number {
  return option === 'SO_LINGER' ? getLinger(fd) : getInt(fd, ...NUMBERS[option]);
}

const TCP_CONGESTION = 13;

/** The congestion control algorithm of one socket, by its name. Throws KernelError, as for one that is not there. */
export const setCongestion = (fd: number, algorithm: string): void =>
  setText(fd, IPPROTO_TCP, TCP_CONGESTION, algorithm);

export const getCongestion = (fd: number): string => getText(fd, IPPROTO_TCP, TCP_CONGESTION);

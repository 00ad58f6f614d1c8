import { check, libc } from './libc.ts';
import { IPPROTO_TCP } from './sockets.ts';
import { decodeTcpInfo } from './tcp-info-layout.ts';

const TCP_INFO = 11;

/** TCP_INFO of a socket (tcp(7)), as decodeTcpInfo has it. Throws KernelError. */
export function tcpInfo(fd: number): Record<string, number> {
  const bytes = new Uint8Array(512);
  const length = new Uint32Array([bytes.length]);
  check(libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, bytes, length), 'getsockopt TCP_INFO');
  return decodeTcpInfo(bytes.subarray(0, length[0]));
}

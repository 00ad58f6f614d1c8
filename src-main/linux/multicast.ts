import { interfaceIndex } from './interfaces.ts';
import { check, libc } from './libc.ts';

const [AF_INET6, SOCK_DGRAM, SOCK_CLOEXEC] = [10, 2, 0o2000000];
const IPPROTO_IPV6 = 41;
const IPV6_JOIN_GROUP = 20;

/** The group in which an IPv6 address is asked for by its neighbours: ff02::1:ff and its last three bytes (RFC 4291 2.7.1). */
export function solicitedNodeGroup(address: Uint8Array): Uint8Array {
  const group = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 0);
  group.set(address.subarray(13), 13);
  return group;
}

/**
 * Joins an IPv6 group on an interface for as long as this process lives. When this returns, the group's report (RFC 2710)
 * was sent. The calling thread must be in the interface's namespace. Throws KernelError.
 */
export function joinGroup(interfaceName: string, group: Uint8Array): void {
  const fd = check(libc.socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), 'socket');
  // struct ipv6_mreq: the group's address and the interface's number.
  const request = new Uint8Array(20);
  request.set(group);
  new DataView(request.buffer).setInt32(16, interfaceIndex(interfaceName), true);
  check(libc.setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, request, request.length), 'IPV6_JOIN_GROUP');
}

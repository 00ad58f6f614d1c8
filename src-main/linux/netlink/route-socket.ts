/** rtnetlink(7), asked in the namespace that the calling thread is in. */
import { KernelError } from '../kernel-error.ts';
import { check, libc } from '../libc.ts';
import { decodeAnswer } from './message.ts';
import { decodeRunning, getLink } from './route-messages.ts';

const [AF_NETLINK, SOCK_RAW, SOCK_CLOEXEC] = [16, 3, 0o2000000];
const NETLINK_ROUTE = 0;
const SOL_NETLINK = 270;
const NETLINK_EXT_ACK = 11;
const MSG_DONTWAIT = 0x40;

/** A message, and what it does in words of ip(8), for the error. */
export type Step = readonly [verb: string, message: Uint8Array];

/** Takes all steps in their order, in one send. Throws KernelError about the first one that the kernel refused. */
export function route(steps: readonly Step[]): void {
  ask(Buffer.concat(steps.map(([, message]) => message)), (receive) => {
    for (const [verb] of steps) receive(verb);
  });
}

/**
 * Whether the interface has a queue to send by: the kernel gives it one in its own time after the other end came up
 * (net/core/link_watch.c), and drops what is sent before. Since Linux 6.8 it does so when asked (rtnl_getlink).
 */
export function isRunning(index: number): boolean {
  return ask(getLink(index), (receive) => decodeRunning(receive('link show')));
}

/** Requests are served inside send() (netlink_unicast_kernel), so the answers are there then, one in each datagram. */
function ask<T>(request: Uint8Array, hear: (receive: (verb: string) => Uint8Array) => T): T {
  const fd = check(libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), 'socket NETLINK_ROUTE');
  try {
    const one = new Uint8Array(Int32Array.of(1).buffer);
    // A kernel before 4.12 knows no such words; its errno has to do.
    libc.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, one, one.length);
    check(Number(libc.send(fd, request, request.length, 0)), 'send to rtnetlink');
    return hear((verb) => receiveAnswer(fd, verb));
  } finally {
    libc.close(fd);
  }
}

/** Throws KernelError when the answer is a refusal. */
function receiveAnswer(fd: number, verb: string): Uint8Array {
  const room = new Uint8Array(8192);
  const length = check(Number(libc.recv(fd, room, room.length, MSG_DONTWAIT)), `answer to ${verb}`);
  const bytes = room.subarray(0, length);
  const answer = decodeAnswer(bytes);
  if (answer === null || answer.errno === 0) return bytes;
  throw new KernelError(answer.text === '' ? verb : `${verb} (${answer.text})`, answer.errno);
}

/** rtnetlink(7), asked in the namespace that the calling thread is in. */
import { KernelError } from '../kernel-error.ts';
import { check, libc } from '../libc.ts';
import { decodeAnswer } from './message.ts';

const [AF_NETLINK, SOCK_RAW, SOCK_CLOEXEC] = [16, 3, 0o2000000];
const NETLINK_ROUTE = 0;
const SOL_NETLINK = 270;
const NETLINK_EXT_ACK = 11;
const MSG_DONTWAIT = 0x40;

/** A message, and what it does in words of ip(8), for the error. */
export type Step = readonly [verb: string, message: Uint8Array];

/** Takes all steps in their order, in one send. Throws KernelError about the first one that the kernel refused. */
export function route(steps: readonly Step[]): void {
  const fd = check(libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), 'socket NETLINK_ROUTE');
  try {
    const one = new Uint8Array(Int32Array.of(1).buffer);
    // A kernel before 4.12 knows no such words; its errno has to do.
    libc.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, one, one.length);
    const request = Buffer.concat(steps.map(([, message]) => message));
    check(Number(libc.send(fd, request, request.length, 0)), 'send to rtnetlink');
    for (const [verb] of steps) receiveAnswer(fd, verb);
  } finally {
    libc.close(fd);
  }
}

/** The steps were taken inside send() (netlink_unicast_kernel), so their answers are here, one in each datagram. */
function receiveAnswer(fd: number, verb: string): void {
  const bytes = new Uint8Array(4096);
  const length = check(Number(libc.recv(fd, bytes, bytes.length, MSG_DONTWAIT)), `answer to ${verb}`);
  const answer = decodeAnswer(bytes.subarray(0, length));
  if (answer === null || answer.errno === 0) return;
  throw new KernelError(answer.text === '' ? verb : `${verb} (${answer.text})`, answer.errno);
}

import { LabError } from '../../common/protocol/errors.ts';
import type { LabErrorData } from '../../common/protocol/errors.ts';
import { KernelError } from '../../linux/kernel-error.ts';

/** What an errno means to the program that made the call, for those that TCP programs meet (errno(3), tcp(7), connect(2)). */
const SENTENCES: Record<string, string> = {
  EACCES: 'this program may not do that',
  EADDRINUSE:
    'the port is in use on this host; choose another, or wait until the connections of its last user have left TIME_WAIT',
  EADDRNOTAVAIL: 'that address is not of this host, or every port towards that destination is taken',
  EAFNOSUPPORT: 'the socket is of the other IP version',
  EALREADY: 'a connection attempt is under way on this socket',
  EBADF: 'that socket is closed',
  ECONNABORTED: 'the connection was aborted',
  ECONNREFUSED: 'nothing listens on that port: the other host answered with a reset',
  ECONNRESET: 'the other host reset the connection',
  EDESTADDRREQ: 'the socket has no destination yet',
  EHOSTUNREACH: 'there is no way to that host',
  EINVAL: 'the socket is not in a state in which that can be done, or the value is out of range',
  EISCONN: 'the socket is connected already',
  EMFILE: 'too many sockets are open',
  ENETUNREACH: 'there is no way to that network from inside the lab',
  ENOBUFS: 'the kernel has no memory for it',
  ENOPROTOOPT: 'this kernel has no such socket option',
  ENOTCONN: 'the socket is not connected',
  EOPNOTSUPP: 'that cannot be done with a listening socket',
  EPERM: 'this program may not do that',
  EPIPE: 'this end has been shut down for sending, or the connection is gone',
  ETIMEDOUT: 'the other host did not answer in time',
};

/** A failed call as the trainee reads it: code is the errno, message names the call and says what it means. */
export function describeFailure(error: unknown): LabErrorData {
  if (error instanceof LabError) return error.toJSON();
  if (!(error instanceof KernelError)) throw error;
  const sentence = SENTENCES[error.code] ?? 'the kernel refused it';
  return { code: error.code, message: `${error.call}: ${error.code}, ${sentence}.`, hint: '' };
}

/** A congestion control algorithm that the kernel does not take for a socket; `available`: those that it has loaded. */
export function noAlgorithm(code: string, algorithm: string, inForce: string, available: string | null): LabError {
  const message = `setsockopt: ${code}, the kernel does not take ${algorithm}: ${inForce} is still in force.`;
  const names = available?.split(' ').join(', ');
  return new LabError(code, message, names === undefined ? '' : `Available are ${names}.`);
}

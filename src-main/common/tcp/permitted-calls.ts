/** Which calls make sense on a socket in which state, as long as a program has it open (RFC 9293 3.10). */
import type { TcpState } from '../protocol/events.ts';

export type SocketCall = 'accept' | 'recv' | 'send' | 'shutdown' | 'close' | 'abort';

/**
 * recv() is allowed after our FIN, since only our direction has ended, and after everything has ended, since what came
 * before may still be unread. A second shutdown(write) would send nothing.
 */
const PERMITTED: Record<TcpState, readonly SocketCall[]> = {
  CLOSED: ['recv', 'close'],
  LISTEN: ['accept', 'close'],
  SYN_SENT: ['close', 'abort'],
  SYN_RECV: ['close', 'abort'],
  ESTABLISHED: ['recv', 'send', 'shutdown', 'close', 'abort'],
  FIN_WAIT1: ['recv', 'close', 'abort'],
  FIN_WAIT2: ['recv', 'close', 'abort'],
  CLOSE_WAIT: ['recv', 'send', 'shutdown', 'close', 'abort'],
  CLOSING: ['recv', 'close', 'abort'],
  LAST_ACK: ['recv', 'close', 'abort'],
  TIME_WAIT: ['recv', 'close'],
};

export const isPermitted = (call: SocketCall, state: TcpState): boolean => PERMITTED[state].includes(call);

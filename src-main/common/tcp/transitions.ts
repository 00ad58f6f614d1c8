/** The arrows of RFC 9293 figure 5: what takes a connection from one state to the next, and what is sent on the way. */
import type { TcpState } from '../protocol/events.ts';

/** What happens to the endpoint. Calls have Linux's names instead of the RFC's. */
export type Trigger =
  | 'listen'
  | 'connect'
  | 'send'
  | 'close'
  | 'shutdown'
  | 'abandon'
  | 'receive-syn'
  | 'receive-syn-ack'
  | 'receive-ack-of-syn'
  | 'receive-fin'
  | 'receive-ack-of-fin'
  | 'receive-rst'
  | 'time-out';

export interface Transition {
  from: TcpState;
  to: TcpState;
  on: Trigger;
  sends: 'SYN' | 'SYN,ACK' | 'ACK' | 'FIN' | null;
}

const arrow = (from: TcpState, to: TcpState, on: Trigger, sends: Transition['sends'] = null): Transition => ({
  from,
  to,
  on,
  sends,
});

/** Of each state, the usual way on comes first. */
export const TRANSITIONS: readonly Transition[] = [
  arrow('CLOSED', 'LISTEN', 'listen'),
  arrow('CLOSED', 'SYN_SENT', 'connect', 'SYN'),
  arrow('LISTEN', 'SYN_RECV', 'receive-syn', 'SYN,ACK'),
  arrow('LISTEN', 'CLOSED', 'close'),
  // Linux refuses connect() on a listener; RFC 9293 3.10.2 lets SEND turn it into an active open.
  arrow('LISTEN', 'SYN_SENT', 'send', 'SYN'),
  arrow('SYN_SENT', 'ESTABLISHED', 'receive-syn-ack', 'ACK'),
  arrow('SYN_SENT', 'SYN_RECV', 'receive-syn', 'SYN,ACK'),
  arrow('SYN_SENT', 'CLOSED', 'abandon'),
  arrow('SYN_RECV', 'ESTABLISHED', 'receive-ack-of-syn'),
  arrow('SYN_RECV', 'FIN_WAIT1', 'close', 'FIN'),
  arrow('SYN_RECV', 'LISTEN', 'receive-rst'),
  arrow('ESTABLISHED', 'FIN_WAIT1', 'shutdown', 'FIN'),
  arrow('ESTABLISHED', 'CLOSE_WAIT', 'receive-fin', 'ACK'),
  arrow('FIN_WAIT1', 'FIN_WAIT2', 'receive-ack-of-fin'),
  arrow('FIN_WAIT1', 'CLOSING', 'receive-fin', 'ACK'),
  arrow('FIN_WAIT2', 'TIME_WAIT', 'receive-fin', 'ACK'),
  arrow('CLOSING', 'TIME_WAIT', 'receive-ack-of-fin'),
  arrow('CLOSE_WAIT', 'LAST_ACK', 'shutdown', 'FIN'),
  arrow('LAST_ACK', 'CLOSED', 'receive-ack-of-fin'),
  arrow('TIME_WAIT', 'CLOSED', 'time-out'),
];

/** How RFC 9293 spells a state. */
export const RFC_NAMES: Record<TcpState, string> = {
  CLOSED: 'CLOSED',
  LISTEN: 'LISTEN',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECEIVED',
  ESTABLISHED: 'ESTABLISHED',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  CLOSE_WAIT: 'CLOSE-WAIT',
  CLOSING: 'CLOSING',
  LAST_ACK: 'LAST-ACK',
  TIME_WAIT: 'TIME-WAIT',
};

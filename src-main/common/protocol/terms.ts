/** Names that all of the protocol shares. */

/** Linux's state names (include/net/tcp_states.h). CLOSED is the kernel's TCP_CLOSE, or no socket at all. */
export const TCP_STATES = [
  'CLOSED',
  'LISTEN',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'CLOSE_WAIT',
  'CLOSING',
  'LAST_ACK',
  'TIME_WAIT',
] as const;
export type TcpState = (typeof TCP_STATES)[number];

export const ENGINES = ['netem', 'built-in'] as const;
export type Engine = (typeof ENGINES)[number];

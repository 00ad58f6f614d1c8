/** What a lesson waits for at a moment, as the kernel tells it. */
import type { KnobName } from '../knobs/catalogue.ts';
import type { Host } from '../protocol/events.ts';
import { dueTimersAt, type DueTimer } from './due-timers.ts';
import type { SocketAt } from './moment.ts';
import type { Session } from './session.ts';

/** The timer that fires next on one of these hosts; undefined when none runs. */
export const nextTimerOn = (session: Session, t: number, hosts: readonly Host[]): DueTimer | undefined =>
  dueTimersAt(session, t).find(({ socket }) => hosts.includes(socket.host));

/**
 * The settings that shorten what this end waits for; `none` where the kernel has a constant instead, as for TIME_WAIT
 * (TCP_TIMEWAIT_LEN, include/net/tcp.h).
 */
export function shortenedBy({ state, timer }: Pick<SocketAt, 'state' | 'timer'>): KnobName[] | 'none' {
  switch (state) {
    case 'TIME_WAIT':
      return 'none';
    case 'FIN_WAIT2':
      return ['tcp_fin_timeout'];
    case 'SYN_SENT':
      return ['tcp_syn_retries'];
    case 'SYN_RECV':
      return ['tcp_synack_retries'];
    case 'ESTABLISHED':
    case 'CLOSE_WAIT':
      if (timer?.name === 'keepalive') return ['tcp_keepalive_time', 'tcp_keepalive_intvl', 'tcp_keepalive_probes'];
      return ['tcp_retries2'];
    case 'FIN_WAIT1':
    case 'CLOSING':
    case 'LAST_ACK':
      return ['tcp_orphan_retries'];
    default:
      return [];
  }
}

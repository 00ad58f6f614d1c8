/** What a lesson waits for at a moment, as the kernel tells it. */
import type { KnobName } from '../knobs/catalogue.ts';
import type { Subject } from '../protocol/app.ts';
import type { Host } from '../protocol/events.ts';
import { dueTimersAt, type DueTimer } from './due-timers.ts';
import type { SocketAt } from './moment.ts';
import type { Session } from './session.ts';

/**
 * The timer on which a wait hangs: of that end of its connection, or else of the other. Where no connection is known, the one
 * that fires next on the host, or else on the other.
 */
export function awaitedTimer(session: Session, t: number, subject: Subject | null): DueTimer | undefined {
  const due = dueTimersAt(session, t);
  const ends = subject && 'connection' in subject ? endsOf(session, subject) : [];
  const own = ends.map((key) => due.find(({ socket }) => socket.key === key));
  if (ends.length > 0) return own.find((timer) => timer !== undefined);
  return due.find(({ socket }) => socket.host === subject?.host) ?? due[0];
}

/** Keys of the sockets of a lesson's connection, that of the host first; none while it is not known. */
export function endsOf(session: Session, { host, connection }: { host: Host; connection: number }): string[] {
  const since = session.actions[0]?.t ?? 0;
  const connects = session.calls.filter(({ call, t }) => call === 'connect' && t >= since);
  const call = connects[connection - 1];
  if (call?.socket === undefined) return [];
  const [near = '', far = ''] = call.socket.split('-');
  const keys = [`${call.host} ${near}-${far}`, `${call.host === 'client' ? 'server' : 'client'} ${far}-${near}`];
  return call.host === host ? keys : keys.reverse();
}

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

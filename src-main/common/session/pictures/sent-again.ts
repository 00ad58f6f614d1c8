/**
 * Why a kernel sent a segment again, by the counters that ticked with it. They are of the whole host and are looked at now
 * and then: where several kinds ticked between two looks, which one it was stays open.
 */
import type { Host } from '../../protocol/events.ts';
import type { Session } from '../session.ts';

/** Counters by which Linux tells its ways of sending again apart (tcp_retransmit_timer, tcp_send_loss_probe, tcp_xmit_retransmit_queue). */
const WAYS = {
  TcpExtTCPFastRetrans: 'fast',
  TcpExtTCPLossProbes: 'probe',
  TcpExtTCPTimeouts: 'timeout',
  TcpExtTCPSlowStartRetrans: 'slow-start',
} as const;

/** `unclear`: several ways, or none of them; `untold`: the counters have not been looked at since. */
export interface SentAgain {
  way: (typeof WAYS)[keyof typeof WAYS] | 'unclear' | 'untold';
  /** Those that ticked, as nstat prints them. */
  counters: string[];
}

/** Of a segment that `host` sent again at lab time `t`, as far as it is known at `until`. */
export function whySentAgain({ counters }: Session, host: Host, t: number, until: number): SentAgain {
  const all = counters.get(`${host} TcpRetransSegs`);
  const look = all?.entries[all.countUpTo(t)];
  if (!look || look.t > until) return { way: 'untold', counters: [] };
  const ticked = Object.entries(WAYS).flatMap(([counter, way]) => {
    const point = counters.get(`${host} ${counter}`)?.at(look.t);
    return point?.t === look.t ? [{ counter, way, delta: point.delta }] : [];
  });
  const [only] = ticked;
  const isSure = ticked.length === 1 && only !== undefined && only.delta >= look.delta;
  return { way: isSure ? only.way : 'unclear', counters: ticked.map(({ counter }) => counter) };
}

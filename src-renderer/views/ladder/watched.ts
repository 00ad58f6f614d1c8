/** Which connections a person has picked out by choosing a socket on either side. */
import { HOSTS, type Host } from '../../../src-main/common/protocol/events.ts';
import type { Session } from '../../../src-main/common/session/session.ts';

/** Null when none is picked out: then all are looked at. */
export function watchedConnections(session: Session, chosen: Record<Host, string | null>): Set<number> | null {
  const found = new Set<number>();
  for (const host of HOSTS) {
    const label = chosen[host]?.slice(host.length + 1);
    const connection = label === undefined ? undefined : session.connections.ofSocket(host, label);
    if (connection) found.add(connection.number);
  }
  return found.size > 0 ? found : null;
}

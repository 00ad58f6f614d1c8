/** Where in a session the evidence of a lesson is, so that it can be shown. */
import { HOSTS } from '../protocol/hosts.ts';
import type { Evidence, StateEvent } from '../protocol/events.ts';
import type { Connection } from './connections.ts';
import type { Session, SessionSocket } from './session.ts';
import { socketOf } from './timed-segments.ts';

export interface Proof {
  /** Of the ladder. */
  rows: ReadonlySet<number>;
  states: ReadonlySet<StateEvent>;
  /** Keys of the session's sockets: those whose states prove it, and both ends of a segment's connection. */
  sockets: ReadonlySet<string>;
  /** As `counterKey` has them. */
  counters: ReadonlySet<string>;
}

export const NO_PROOF: Proof = { rows: new Set(), states: new Set(), sockets: new Set(), counters: new Set() };

/** Names a host's counter, with the prefix of nstat(8) or without. */
export const counterKey = (host: string, name: string): string => `${host} ${name.replace(/^Tcp(Ext)?/, '')}`;

export function proofOf(session: Session, evidence: readonly Evidence[]): Proof {
  const { rows, segments } = session;
  const found = { rows: new Set<number>(), states: new Set<StateEvent>(), sockets: new Set<string>() };
  const counters = new Set<string>();
  const takeSegment = (id: number): Connection | null => {
    const row = segments.rowOf(id);
    if (row === undefined) return null;
    const { start, end } = rows.spanOf(row);
    found.rows.add(start);
    if (end !== null) found.rows.add(end);
    return segments.get(row).connection;
  };
  for (const each of evidence) {
    if ('segment' in each) {
      const connection = takeSegment(each.segment);
      if (connection) for (const host of HOSTS) found.sockets.add(`${host} ${socketOf(connection, host)}`);
    } else if ('counter' in each) counters.add(counterKey(each.host, each.counter));
    else if ('state' in each) for (const state of statesOf(session, each)) found.states.add(state);
    else found.rows.add(rows.countUpTo(each.t) - 1);
  }
  for (const { host, socket, cause } of found.states) {
    found.sockets.add(`${host} ${socket}`);
    if ('segment' in cause) takeSegment(cause.segment);
  }
  for (const row of rows.rowsOf(found.states)) found.rows.add(row);
  found.rows.delete(-1);
  return { ...found, counters };
}

/** What became of a socket at a moment; two changes may have been seen at once. */
function statesOf(session: Session, { state, t }: { state: string; t: number }): StateEvent[] {
  const sockets = HOSTS.map((host) => session.sockets.get(`${host} ${state}`));
  return sockets.flatMap((socket) => (socket ? changesAt(socket, t) : []));
}

function changesAt({ states }: SessionSocket, t: number): StateEvent[] {
  const found: StateEvent[] = [];
  for (let i = states.countUpTo(t) - 1; states.entries[i]?.t === t; i--) {
    const change = states.entries[i];
    if (change) found.push(change);
  }
  return found;
}

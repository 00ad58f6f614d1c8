/** The connections of a run, folded out of its events: whose they are, their states, their segments. */
import type { Event, Host, SegmentEvent, StateEvent, TcpState } from '../protocol/events.ts';

interface Connection {
  /** Who called connect(). */
  opener: Host;
  /** The opener's socket, `local-remote`. */
  socket: string;
}

/** A state that one end of a connection was in. */
export interface Visit {
  state: TcpState;
  /** When it was entered; null for the state that the first event left. */
  t: number | null;
  inferred: boolean;
}

/** The kth connection (k from 1) is the kth connect() of the run; undefined until its socket is known. */
export function connectionOf(events: readonly Event[], k: number): Connection | undefined {
  const ids: number[] = [];
  const sockets = new Map<number, Connection>();
  for (const event of events) {
    if (event.type !== 'call' || event.call !== 'connect') continue;
    if (!ids.includes(event.id)) ids.push(event.id);
    if (event.socket !== undefined) sockets.set(event.id, { opener: event.host, socket: event.socket });
  }
  const id = ids[k - 1];
  return id === undefined ? undefined : sockets.get(id);
}

/** The socket of this host's end, in the form of StateEvent. */
export function socketOf(events: readonly Event[], k: number, host: Host): string | undefined {
  const connection = connectionOf(events, k);
  if (connection === undefined) return undefined;
  return connection.opener === host ? connection.socket : reversed(connection.socket);
}

export function stateEventsOf(events: readonly Event[], k: number, host: Host): StateEvent[] {
  const socket = socketOf(events, k, host);
  return events.filter((e): e is StateEvent => e.type === 'state' && e.host === host && e.socket === socket);
}

/** The states of one end in order, starting with the one that its first event left. */
export function visitsOf(events: readonly Event[], k: number, host: Host): Visit[] {
  const visits: Visit[] = [];
  for (const { t, from, to, source } of stateEventsOf(events, k, host)) {
    const last = visits.at(-1);
    // The stream left a gap: nobody saw how this state came about.
    if (last?.state !== from) visits.push({ state: from, t: null, inferred: last !== undefined });
    if (to !== from) visits.push({ state: to, t, inferred: source === 'inferred' });
  }
  return visits;
}

/** The segments of both directions in the order in which they were sent, each as it was last seen. */
export function segmentsOf(events: readonly Event[], k: number): SegmentEvent[] {
  const socket = connectionOf(events, k)?.socket;
  const byId = new Map<number, SegmentEvent>();
  for (const event of events) {
    if (event.type !== 'segment') continue;
    if (socket === `${event.src}-${event.dst}` || socket === `${event.dst}-${event.src}`) byId.set(event.id, event);
  }
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

function reversed(socket: string): string {
  const dash = socket.indexOf('-');
  return `${socket.slice(dash + 1)}-${socket.slice(0, dash)}`;
}

/** The connections of a run, folded out of its events: whose they are, their states, their segments. */
import type { CallEvent, Event, Host, SegmentEvent, StateEvent, TcpState } from '../protocol/events.ts';

interface Connection {
  /** Who called connect(). */
  opener: Host;
  /** The opener's socket, `local-remote`. */
  socket: string;
  /** Lab times between which the four-tuple was this connection's: it may be opened again. */
  from: number;
  to: number;
}

/** A state that one end of a connection was in. */
export interface Visit {
  state: TcpState;
  /** When it was entered; null for the state that the first event left. */
  t: number | null;
  inferred: boolean;
  /** As in StateEvent. */
  socket: string;
}

/** The kth connection (k from 1) is the kth connect() of the run; undefined until its socket is known. */
export function connectionOf(events: readonly Event[], k: number): Connection | undefined {
  const calls = new Map<number, CallEvent>();
  for (const event of events) if (event.type === 'call' && event.call === 'connect') calls.set(event.id, event);
  const all = [...calls.values()];
  const own = all[k - 1];
  if (own?.socket === undefined) return undefined;
  const { socket, host: opener } = own;
  const isAgain = (call: CallEvent) => call.socket === socket;
  const from = all.slice(0, k - 1).some(isAgain) ? own.t : -Infinity;
  return { opener, socket, from, to: all.slice(k).find(isAgain)?.t ?? Infinity };
}

/** Whether something happened while the four-tuple was this connection's. */
export const isDuring = ({ from, to }: Connection, { t }: { t: number }): boolean => t >= from && t < to;

/** Whether something happened to this host's end of the kth connection. */
export function isOfConnection(
  events: readonly Event[],
  k: number,
  { t, host, socket }: { t: number; host: Host; socket: string | null },
): boolean {
  const connection = connectionOf(events, k);
  return connection !== undefined && socket === endOf(connection, host) && isDuring(connection, { t });
}

/** The socket of this host's end, in the form of StateEvent. */
export const endOf = ({ opener, socket }: Connection, host: Host): string =>
  opener === host ? socket : reversed(socket);

export function stateEventsOf(events: readonly Event[], k: number, host: Host): StateEvent[] {
  const connection = connectionOf(events, k);
  if (connection === undefined) return [];
  const socket = endOf(connection, host);
  const all = events.filter((e): e is StateEvent => e.type === 'state' && e.host === host && e.socket === socket);
  // An old end may still be in TIME_WAIT then, and leave it because of the new SYN.
  const begins = (since: number) =>
    all.findIndex(({ t, from }) => t >= since && (from === 'CLOSED' || from === 'LISTEN'));
  const [first, next] = [connection.from === -Infinity ? 0 : begins(connection.from), begins(connection.to)];
  return first === -1 ? [] : all.slice(first, next === -1 ? all.length : next);
}

/** The states of one end in order, starting with the one that its first event left. */
export function visitsOf(events: readonly Event[], k: number, host: Host): Visit[] {
  const visits: Visit[] = [];
  for (const { t, from, to, source, socket } of stateEventsOf(events, k, host)) {
    const last = visits.at(-1);
    // The stream left a gap: nobody saw how this state came about.
    if (last?.state !== from) visits.push({ state: from, t: null, inferred: last !== undefined, socket });
    if (to !== from) visits.push({ state: to, t, inferred: source === 'inferred', socket });
  }
  return visits;
}

/** The segments of both directions in the order in which they were sent, each as it was last seen. */
export function segmentsOf(events: readonly Event[], k: number): SegmentEvent[] {
  const connection = connectionOf(events, k);
  if (connection === undefined) return [];
  const { socket } = connection;
  const byId = new Map<number, SegmentEvent>();
  for (const event of events) {
    if (event.type !== 'segment' || !isDuring(connection, event)) continue;
    if (socket === `${event.src}-${event.dst}` || socket === `${event.dst}-${event.src}`) byId.set(event.id, event);
  }
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

function reversed(socket: string): string {
  const dash = socket.indexOf('-');
  return `${socket.slice(dash + 1)}-${socket.slice(0, dash)}`;
}

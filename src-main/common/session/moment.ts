/** What a session looked like at one moment of lab time. */
import type { Host, QueueEvent, SocketEvent, StateEvent, TcpState } from '../protocol/events.ts';
import type { Connection } from './connections.ts';
import { queueKey, type Session, type SessionSocket } from './session.ts';

export interface RunningTimer {
  name: string;
  /** Lab time at which it is due; the kernel's timer wheel may be an eighth late. */
  dueAt: number;
  /** Lab time at which the kernel told of it. */
  toldAt: number;
}

/** One socket at that moment. */
export interface SocketAt {
  key: string;
  host: Host;
  label: string;
  /** The near and the far `address:port`; the far one is `*` for a listener. */
  local: string;
  remote: string;
  state: TcpState;
  /** The transition that led there. */
  last: StateEvent;
  /** Transitions of this life of the socket, in order. */
  path: readonly StateEvent[];
  mini: StateEvent['mini'] | undefined;
  timer: RunningTimer | null;
  figures: SocketEvent | undefined;
  connection: Connection | undefined;
  handle: number | null;
}

/** Sockets of a host at lab time `t`, those that are closed after the others, the newest first among them. */
export function socketsAt(session: Session, host: Host, t: number): SocketAt[] {
  const found: SocketAt[] = [];
  for (const [key, socket] of session.sockets) {
    const at = socket.host === host ? socketAt(session, key, socket, t) : null;
    if (at) found.push(at);
  }
  const rank = ({ state }: SocketAt): number => (state === 'LISTEN' ? 0 : state === 'CLOSED' ? 2 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || (rank(a) === 2 ? b.last.t - a.last.t : 0));
}

function socketAt(session: Session, key: string, socket: SessionSocket, t: number): SocketAt | null {
  const count = socket.states.countUpTo(t);
  const last = socket.states.entries[count - 1];
  if (!last) return null;
  const [local = '', remote = ''] = socket.label.split('-');
  const figures = socket.figures.at(t);
  return {
    key,
    host: socket.host,
    label: socket.label,
    local,
    remote,
    state: last.to,
    last,
    path: lifeUpTo(socket.states.entries, count),
    mini: last.mini,
    timer: timerOf(last, figures),
    figures: figures && figures.t >= bornAt(socket, count) ? figures : undefined,
    connection: session.connections.ofSocket(socket.host, socket.label),
    handle: socket.handle,
  };
}

/** The transitions since the socket last began: from CLOSED, or from its listener. */
function lifeUpTo(entries: readonly StateEvent[], count: number): readonly StateEvent[] {
  let first = count - 1;
  while (first > 0 && entries[first]?.from !== 'CLOSED' && entries[first]?.from !== 'LISTEN') first--;
  return entries.slice(first, count);
}

const bornAt = (socket: SessionSocket, count: number): number => lifeUpTo(socket.states.entries, count)[0]?.t ?? 0;

/** The newer of what the kernel said with the last state and with the last figures. */
function timerOf(last: StateEvent, figures: SocketEvent | undefined): RunningTimer | null {
  if (last.to === 'CLOSED') return null;
  const [told, timer] = figures && figures.t >= last.t ? [figures.t, figures.timer] : [last.t, last.timer];
  return timer ? { name: timer.name, dueAt: told + timer.remaining, toldAt: told } : null;
}

/** For a diagram of states: those that a path visited, and the steps it took, each as `FROM TO`. */
export function visited(path: readonly StateEvent[]): { states: Set<TcpState>; steps: Set<string> } {
  const states = new Set(path.flatMap(({ from, to }) => [from, to]));
  return { states, steps: new Set(path.map(({ from, to }) => `${from} ${to}`)) };
}

/** The listeners of a host and their queues at lab time `t`, by port and family; those that are gone are left out. */
export function queuesAt(session: Session, host: Host, t: number): QueueEvent[] {
  const listening = new Set<string>();
  for (const { host: owner, label, states } of session.sockets.values())
    if (owner === host && states.at(t)?.to === 'LISTEN') {
      const family = label.startsWith('[') ? 'ipv6' : 'ipv4';
      listening.add(queueKey({ host, family, port: Number(/:(\d+)-/.exec(label)?.[1]) }));
    }
  const found: QueueEvent[] = [];
  for (const timeline of session.queues.values()) {
    const queue = timeline.at(t);
    if (queue && listening.has(queueKey(queue))) found.push(queue);
  }
  return found.sort((a, b) => a.port - b.port || a.family.localeCompare(b.family));
}

/** Frames on their way at lab time `t`, by the host that they go to. */
export function onTheWireAt(session: Session, t: number): Record<Host, number> {
  const { rows, segments } = session;
  const last = rows.countUpTo(t) - 1;
  const count = { client: 0, server: 0 };
  if (last < 0) return count;
  for (const row of rows.segmentsIn(last, last)) {
    const deliveredAt = segments.deliveredAt(row);
    const fate = segments.fate(row);
    if (fate === 'lost' || (fate === 'delivered' && deliveredAt <= t)) continue;
    count[segments.fromServer(row) ? 'client' : 'server']++;
  }
  return count;
}

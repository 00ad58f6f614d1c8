/** Which of a host's sockets its panel shows, and in which order it lists them. */
import type { SocketAt } from '../../../src-main/common/session/moment.ts';

const bornAt = ({ path, last }: SocketAt): number => path[0]?.t ?? last.t;
const isOver = ({ state }: SocketAt): boolean => state === 'CLOSED';

/** Those that live before those that are over, the newest first. */
export const listed = (sockets: readonly SocketAt[]): SocketAt[] =>
  [...sockets].sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || bornAt(b) - bornAt(a));

/**
 * The one that was picked out; else the newest, a connection before its listener. One that has ended stays in view until
 * something newer begins: its last state is what a person was waiting for.
 */
export function chosen(sockets: readonly SocketAt[], key: string | null): SocketAt | undefined {
  const picked = key === null ? undefined : sockets.find((socket) => socket.key === key);
  if (picked) return picked;
  const candidates = sockets.filter(({ remote, state }) => remote !== '*' || state === 'LISTEN');
  const since = (socket: SocketAt): number =>
    socket.state === 'LISTEN' ? beforeItsOwn(socket, sockets) : bornAt(socket);
  return (
    candidates.sort((a, b) => since(b) - since(a) || Number(a.remote === '*') - Number(b.remote === '*'))[0] ??
    sockets[0]
  );
}

/** Seconds between a connection and the listener that was found because of it. */
const FOUND_TOGETHER = 0.01;

/** A program that the lab does not steer may be found listening only when the first SYN comes: that came later. */
function beforeItsOwn(listener: SocketAt, sockets: readonly SocketAt[]): number {
  const [port, found] = [portOf(listener.local), bornAt(listener)];
  const own = sockets.filter(({ local, remote }) => remote !== '*' && portOf(local) === port).map(bornAt);
  return Math.min(found, ...own.filter((t) => found - t < FOUND_TOGETHER));
}

/** The listener that accept() is called on: the chosen one, the one of the same port, or the newest. */
export function listenerFor(inOrder: readonly SocketAt[], socket: SocketAt | undefined): SocketAt | undefined {
  if (socket?.state === 'LISTEN') return socket;
  const listeners = inOrder.filter(({ state }) => state === 'LISTEN');
  return listeners.find(({ local }) => socket !== undefined && portOf(local) === portOf(socket.local)) ?? listeners[0];
}

/** The port of `address:port`; empty for the remote of a listener. */
export const portOf = (endpoint: string): string => /:(\d+)$/.exec(endpoint)?.[1] ?? '';

/** A connection's tag, the same on both hosts. */
export function tagOf({ connection }: SocketAt): string {
  if (!connection) return '';
  return connection.number <= 20 ? String.fromCodePoint(0x2460 + connection.number - 1) : `#${connection.number}`;
}

/** A connection that its listener's kernel has completed and no program has taken yet. */
export const isUnaccepted = ({ path, state, handle }: SocketAt): boolean =>
  path[0]?.from === 'LISTEN' && handle === null && (state === 'ESTABLISHED' || state === 'CLOSE_WAIT');

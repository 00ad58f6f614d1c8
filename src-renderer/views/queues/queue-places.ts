/** Who sits in a listener's two queues: the peers' ports where they are known, nameless tickets where they are not. */
import type { CallEvent, QueueEvent } from '../../../src-main/common/protocol/events.ts';
import type { SocketAt } from '../../../src-main/common/session/moment.ts';

/** More places than this are drawn as a bar. */
export const MOST_PLACES = 16;

export interface Ticket {
  key: string;
  /** The peer's port; empty where it is not known. */
  port: string;
  /** The connection died while it waited: accept() will still return it. */
  dead: boolean;
}

export interface Places {
  syn: Ticket[];
  accept: Ticket[];
}

const portOf = (endpoint: string): string => /:(\d+)$/.exec(endpoint)?.[1] ?? '';

/** `accepted`: labels of the sockets that accept() has returned by then, and when. */
export function placesOf(
  queue: QueueEvent,
  sockets: readonly SocketAt[],
  accepted: ReadonlyMap<string, number>,
): Places {
  const oldestFirst = sockets
    .filter(({ local, remote }) => remote !== '*' && portOf(local) === String(queue.port))
    .sort((a, b) => bornAt(a) - bornAt(b));
  const halfOpen = oldestFirst.filter(({ mini }) => mini === 'request');
  const complete = oldestFirst.filter(
    (socket) =>
      socket.path[0]?.from === 'LISTEN' &&
      socket.mini === undefined &&
      socket.path.some(({ to }) => to === 'ESTABLISHED') &&
      (accepted.get(socket.label) ?? -Infinity) < bornAt(socket),
  );
  return { syn: seats(halfOpen, queue.syn.len), accept: seats(complete, queue.accept.len) };
}

/** Labels that accept() returned on a host up to lab time `t`, and when it last did. */
export function acceptedBy(calls: readonly CallEvent[], t: number): Map<string, number> {
  const accepted = new Map<string, number>();
  for (const { call, socket, result, endedAt } of calls)
    if (call === 'accept' && socket !== undefined && result !== null && endedAt !== null && endedAt <= t)
      accepted.set(socket, endedAt);
  return accepted;
}

const bornAt = ({ path, last }: SocketAt): number => path[0]?.t ?? last.t;

/** The kernel's count is the truth; programs that the lab does not steer take the oldest ones out. */
function seats(candidates: readonly SocketAt[], count: number): Ticket[] {
  const known = candidates.slice(Math.max(0, candidates.length - count)).map(({ key, remote, state }) => ({
    key,
    port: portOf(remote),
    dead: state === 'CLOSED',
  }));
  const nameless = Array.from({ length: Math.min(count, MOST_PLACES) - known.length }, (_, i) => ({
    key: `nameless ${i}`,
    port: '',
    dead: false,
  }));
  return [...known, ...nameless];
}

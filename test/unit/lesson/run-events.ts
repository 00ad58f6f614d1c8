/** Hand-made events of a connection from the client's port 40000 to the server's port 80. */
import type { CrowdParams } from '../../../src-main/common/protocol/crowds.ts';
import type {
  CallEvent,
  CrowdEvent,
  Event,
  Host,
  SegmentEvent,
  StateEvent,
  TcpState,
} from '../../../src-main/common/protocol/events.ts';

export const CLIENT = '10.0.0.1:40000';
export const SERVER = '10.0.0.2:80';

export function call(id: number, name: string, host: Host, fields: Partial<CallEvent> = {}): CallEvent {
  return { type: 'call', id, t: id, host, call: name, args: '', result: '0', endedAt: id, ...fields };
}

export function connect(id = 1, client = CLIENT): CallEvent {
  return call(id, 'connect', 'client', { socket: `${client}-${SERVER}` });
}

/** The states that one end goes through, a second apart. */
export function states(host: Host, path: readonly TcpState[], fields: Partial<StateEvent> = {}): StateEvent[] {
  const socket = host === 'client' ? `${CLIENT}-${SERVER}` : `${SERVER}-${CLIENT}`;
  return path.slice(1).map((to, i) => ({
    type: 'state',
    t: i + 1,
    host,
    socket,
    from: path[i] ?? 'CLOSED',
    to,
    source: 'observed',
    cause: { segment: i + 1 },
    ...fields,
  }));
}

export function segment(
  id: number,
  from: Host,
  flags: string,
  seq: number,
  ack: number,
  client = CLIENT,
): SegmentEvent {
  const [src, dst] = from === 'client' ? [client, SERVER] : [SERVER, client];
  const wire = { id, t: id, from, deliveredAt: id, fate: 'delivered' } as const;
  return { type: 'segment', ...wire, src, dst, flags, seq, ack, win: 64240, len: 0, options: [] };
}

/** SYN, SYN,ACK, ACK; the server's number wraps at its SYN. */
export function handshake(firstId = 1, clientIsn = 1000, client = CLIENT): Event[] {
  return [
    segment(firstId, 'client', 'SYN', clientIsn, 0, client),
    segment(firstId + 1, 'server', 'SYN,ACK', 0xffffffff, clientIsn + 1, client),
    segment(firstId + 2, 'client', 'ACK', clientIsn + 1, 0, client),
  ];
}

/** A crowd that has been called, held by rule 7 of the wire. */
export function crowdEvent(crowd: number, asked: CrowdParams | null, state: CrowdEvent['state']): CrowdEvent {
  const { port = 80, stage = 'syn-sent', count = 1, perSecond = 100 } = asked ?? {};
  const counts = { synSent: 0, thirdHeld: 0, established: 0, alone: 0, gone: 0 };
  const ports = { firstPort: 10_000, lastPort: 9_999 + count };
  const fixed = { type: 'crowd', t: 0, family: 'ipv4', rule: 7 } as const;
  return { ...fixed, crowd, port, stage, count, perSecond, ...ports, state, opened: count, counts };
}

/** Which connection an event belongs to, and its sequence numbers counted from that connection's own start (RFC 9293 3.4). */
import type { Host, SegmentEvent, StateEvent, TcpState } from '../../common/protocol/events.ts';
import { distance } from '../../common/tcp/sequence.ts';

export interface Connection {
  /** Counts from 1 in the order of their first appearance. */
  number: number;
  /** The client's `address:port`. */
  client: string;
  server: string;
  /** Initial sequence number of each sender, once seen. */
  isn: Partial<Record<Host, number>>;
  state: Partial<Record<Host, TcpState>>;
  /** Segments that occupy sequence space, by `host seq length`, and how often each was sent. */
  sent: Map<string, number>;
}

export interface RelativeNumbers {
  seq: number;
  ack: number;
  /** 0 for the first time, 1 for the first retransmission … */
  repeats: number;
}

export class Connections {
  /** The newest connection of each four-tuple. */
  private readonly current = new Map<string, Connection>();
  private count = 0;

  get several(): boolean {
    return this.count > 1;
  }

  ofSegment(segment: SegmentEvent): Connection {
    const [client, server] = segment.from === 'client' ? [segment.src, segment.dst] : [segment.dst, segment.src];
    const known = this.current.get(`${client} ${server}`);
    const opens = segment.flags === 'SYN';
    const isn = known?.isn[segment.from];
    if (known !== undefined && !(opens && isn !== undefined && isn !== segment.seq)) return known;
    return this.begin(client, server);
  }

  /** Undefined for a listener, which has no peer. */
  ofState(event: StateEvent): Connection | undefined {
    const [local = '', remote = ''] = event.socket.split('-');
    if (remote === '*' || remote === '') return undefined;
    const [client, server] = event.host === 'client' ? [local, remote] : [remote, local];
    let connection = this.current.get(`${client} ${server}`);
    const before = connection?.state[event.host];
    // The same four-tuple once more: its old states are over on this host.
    const again = event.to === 'SYN_SENT' && (before === 'CLOSED' || before === 'TIME_WAIT');
    if (connection === undefined || again) connection = this.begin(client, server);
    connection.state[event.host] = event.to;
    return connection;
  }

  private begin(client: string, server: string): Connection {
    const connection: Connection = { number: ++this.count, client, server, isn: {}, state: {}, sent: new Map() };
    this.current.set(`${client} ${server}`, connection);
    return connection;
  }
}

/** Call once per segment, in the order in which they were sent. */
export function relativeNumbers(connection: Connection, segment: SegmentEvent): RelativeNumbers {
  const flags = segment.flags.split(',');
  const peer: Host = segment.from === 'client' ? 'server' : 'client';
  const { isn } = connection;
  if (flags.includes('SYN')) isn[segment.from] ??= segment.seq;
  // An RST that answers for no socket at all has numbers of its own (RFC 9293 3.10.7.1): shown as they are.
  const homeless = flags.includes('RST') && isn[segment.from] === undefined;
  if (!homeless) isn[segment.from] ??= segment.seq - 1;
  if (flags.includes('ACK')) isn[peer] ??= segment.ack - 1;

  const occupies = segment.len > 0 || flags.includes('SYN') || flags.includes('FIN');
  const key = `${segment.from} ${segment.seq} ${segment.len}`;
  const repeats = occupies ? (connection.sent.get(key) ?? 0) : 0;
  if (occupies) connection.sent.set(key, repeats + 1);
  return {
    seq: homeless ? segment.seq : distance(segment.seq, isn[segment.from] ?? 0),
    ack: distance(segment.ack, isn[peer] ?? 0),
    repeats,
  };
}

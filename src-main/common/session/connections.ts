/** Which connection an event belongs to, and its sequence numbers counted from that connection's own start (RFC 9293 3.4). */
import type { Host, SegmentEvent, StateEvent, TcpState } from '../protocol/events.ts';
import { distance } from '../tcp/sequence.ts';
import { originFrom } from './origin.ts';
import { SentBefore } from './sent-before.ts';

export interface Connection {
  /** Counts from 1 in the order of their first appearance. */
  readonly number: number;
  /** The client's `address:port`. */
  readonly client: string;
  readonly server: string;
  /** Initial sequence number of each sender, once seen. */
  readonly isn: Partial<Record<Host, number>>;
  /** By how many bits each sender's windows are scaled, as its SYN said; absent without the option (RFC 7323 2). */
  readonly scale: Partial<Record<Host, number>>;
  /** Whether each sender's SYN permits SACK (RFC 2018 2). */
  readonly sack: Partial<Record<Host, boolean>>;
  readonly state: Partial<Record<Host, TcpState>>;
  readonly sent: Record<Host, SentBefore>;
}

export interface RelativeNumbers {
  seq: number;
  ack: number;
}

/** A segment in its connection. */
export interface Placed {
  connection: Connection;
  /** 0 for the first time, 1 for the first retransmission … */
  repeats: number;
  /** The segment that was sent first with these numbers, or that the wire has copied; itself when it is the first. */
  original: number;
  /** An RST that answers for no socket at all has numbers of its own (RFC 9293 3.10.7.1): they are shown as they are. */
  homeless: boolean;
}

/** RFC 7323 2.3. */
const LARGEST_SCALE = 14;

export class Connections {
  readonly all: Connection[] = [];
  /** The newest connection of each four-tuple, by the client's end and then the server's. */
  readonly #current = new Map<string, Map<string, Connection>>();

  get several(): boolean {
    return this.all.length > 1;
  }

  /** Call once per segment, in the order in which they were sent. */
  place(segment: SegmentEvent): Placed {
    const connection = this.#ofSegment(segment);
    const { isn } = connection;
    const peer: Host = segment.from === 'client' ? 'server' : 'client';
    const flags = segment.flags;
    if (flags.includes('SYN')) {
      isn[segment.from] ??= segment.seq;
      const option = segment.options.find(({ kind }) => kind === 'window-scale');
      if (option?.kind === 'window-scale') connection.scale[segment.from] ??= option.shift;
      connection.sack[segment.from] ??= segment.options.some(({ kind }) => kind === 'sack-permitted');
    }
    const homeless = flags.includes('RST') && isn[segment.from] === undefined;
    if (!homeless) isn[segment.from] ??= (segment.seq - 1) >>> 0;
    if (flags.includes('ACK')) isn[peer] ??= (segment.ack - 1) >>> 0;
    const start = distance(segment.seq, isn[segment.from] ?? 0);
    // What the wire has made, no host has sent again.
    const { repeats, original } =
      segment.origin === undefined
        ? connection.sent[segment.from].note(segment, start)
        : { repeats: 0, original: originFrom(segment.origin).of ?? segment.id };
    return { connection, repeats, original, homeless };
  }

  /** Undefined for a listener, which has no peer. */
  ofState(event: StateEvent): Connection | undefined {
    const [client, server] = endsOf(event.host, event.socket);
    if (server === '' || client === '') return undefined;
    let connection = this.#current.get(client)?.get(server);
    const before = connection?.state[event.host];
    // The same four-tuple once more: its old states are over on this host.
    const again = event.to === 'SYN_SENT' && (before === 'CLOSED' || before === 'TIME_WAIT');
    if (connection === undefined || again) connection = this.#begin(client, server);
    connection.state[event.host] = event.to;
    return connection;
  }

  /** The newest connection that a socket is an end of. */
  ofSocket(host: Host, socket: string): Connection | undefined {
    const [client, server] = endsOf(host, socket);
    return this.#current.get(client)?.get(server);
  }

  #ofSegment(segment: SegmentEvent): Connection {
    const [client, server] = segment.from === 'client' ? [segment.src, segment.dst] : [segment.dst, segment.src];
    const known = this.#current.get(client)?.get(server);
    const opens = segment.flags === 'SYN';
    const isn = known?.isn[segment.from];
    if (known !== undefined && !(opens && isn !== undefined && isn !== segment.seq)) return known;
    return this.#begin(client, server);
  }

  #begin(client: string, server: string): Connection {
    const sent = { client: new SentBefore(), server: new SentBefore() };
    const connection: Connection = {
      number: this.all.length + 1,
      client,
      server,
      isn: {},
      scale: {},
      sack: {},
      state: {},
      sent,
    };
    this.all.push(connection);
    const ofClient = this.#current.get(client) ?? new Map<string, Connection>();
    this.#current.set(client, ofClient.set(server, connection));
    return connection;
  }
}

/** The two `address:port` of `local-remote`, the client's first; a listener's remote is empty. */
function endsOf(host: Host, socket: string): [client: string, server: string] {
  const [local = '', remote = ''] = socket.split('-');
  const peer = remote === '*' ? '' : remote;
  return host === 'client' ? [local, peer] : [peer, local];
}

/** What a segment offers in bytes: scaled when both SYNs had the option, but never a SYN's own (RFC 7323 2.2). */
export function windowBytes({ scale }: Connection, segment: Pick<SegmentEvent, 'from' | 'flags' | 'win'>): number {
  const shift = scale.client === undefined || scale.server === undefined ? undefined : scale[segment.from];
  return segment.flags.includes('SYN') ? segment.win : segment.win * 2 ** Math.min(shift ?? 0, LARGEST_SCALE);
}

/** A segment's numbers counted from the ISNs of its connection. */
export function relativeNumbers(
  { isn }: Connection,
  segment: Pick<SegmentEvent, 'from' | 'seq' | 'ack'>,
  homeless: boolean,
): RelativeNumbers {
  const peer: Host = segment.from === 'client' ? 'server' : 'client';
  return {
    seq: homeless ? segment.seq : distance(segment.seq, isn[segment.from] ?? 0),
    ack: distance(segment.ack, isn[peer] ?? 0),
  };
}

/** The connections that the wire has seen or the lab's programs have opened, each with its two ends. */
import type { Host, SocketEvent, TcpState } from '../../common/protocol/events.ts';
import { acknowledges, add, distance } from '../../common/tcp/sequence.ts';
import { awaitsAcknowledgement, type Arrival } from '../../common/tcp/states.ts';
import { addressText, endpoint } from '../../common/wire/addresses.ts';
import type { TcpPeek } from '../../common/wire/peek.ts';
import type { Tuple } from '../../linux/netlink/sock-diag.ts';

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;

/** One host's end of a connection: what was last known of its socket. */
export interface End {
  readonly host: Host;
  readonly flow: Flow;
  readonly tuple: Tuple;
  /** `local-remote`, as StateEvent.socket. */
  readonly label: string;
  state: TcpState;
  /** It answers: its way into SYN_RECV starts at LISTEN. */
  passive: boolean;
  /** A SYN_RECV entry of a listener's SYN queue, not a socket. */
  halfOpen: boolean;
  /** Sequence numbers of its SYN and FIN, once seen on the wire. */
  synSequence: number | null;
  finSequence: number | null;
  /** The number after the last that it has sent; null before its first segment. */
  sentUpTo: number | null;
  /** The last segment that arrived here; 0 for none. */
  lastArrival: number;
  /** When to ask again because a kernel timer will have fired; Infinity when none runs. */
  dueAt: number;
  sampledAt: number;
  /** What was last told of its socket, with the last figures; null while it has none. */
  told: SocketEvent | null;
}

export interface Flow {
  readonly client: End;
  readonly server: End;
}

export const peerOf = (end: End): End => (end.host === 'client' ? end.flow.server : end.flow.client);

/** Whether a segment with these flags can change the state of the one that it arrives at. */
export const isDecisiveFor = (receiver: End, flags: number): boolean =>
  (flags & (SYN | FIN | RST)) !== 0 || awaitsAcknowledgement(receiver.state) || receiver.state === 'CLOSED';

function makeEnd(host: Host, flow: Flow, tuple: Tuple): End {
  const local = endpoint(addressText(tuple.local), tuple.localPort);
  const remote = endpoint(addressText(tuple.remote), tuple.remotePort);
  return {
    host,
    flow,
    tuple,
    label: `${local}-${remote}`,
    state: 'CLOSED',
    passive: false,
    halfOpen: false,
    synSequence: null,
    finSequence: null,
    sentUpTo: null,
    lastArrival: 0,
    dueAt: Infinity,
    sampledAt: 0,
    told: null,
  };
}

function sameBytes(bytes: Uint8Array, frame: Uint8Array, offset: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== frame[offset + i]) return false;
  return true;
}

/** Notes the numbers of a SYN or FIN that this end sent (SYN and FIN occupy one number each, RFC 9293 3.4). */
export function noteSent(end: End, segment: TcpPeek): void {
  if (segment.flags & SYN) {
    if (end.synSequence !== segment.seq) end.finSequence = null;
    end.synSequence = segment.seq;
  }
  if (segment.flags & FIN) end.finSequence = (segment.seq + segment.payloadLength) >>> 0;
}

/** Whether a segment that this end sends has only numbers that it has sent before; takes note of its numbers. */
export function isSentAgain(end: End, { flags, seq, payloadLength }: TcpPeek): boolean {
  const occupied = payloadLength + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
  if (occupied === 0) return false;
  const after = add(seq, occupied);
  const isNew = end.sentUpTo === null || distance(after, end.sentUpTo) > 0 || (flags & SYN && seq !== end.synSequence);
  if (isNew) end.sentUpTo = after;
  return !isNew;
}

/** What a segment means to the end that it arrives at. */
export function arrivalAt(end: End, segment: Pick<TcpPeek, 'flags' | 'ack'>): Arrival {
  const ack = (segment.flags & ACK) !== 0;
  return {
    syn: (segment.flags & SYN) !== 0,
    ack,
    fin: (segment.flags & FIN) !== 0,
    rst: (segment.flags & RST) !== 0,
    acksSyn: ack && end.synSequence !== null && acknowledges(segment.ack, end.synSequence),
    acksFin: ack && end.finSequence !== null && acknowledges(segment.ack, end.finSequence),
  };
}

export class FlowTable {
  /** Flows of which a segment was seen since somebody looked at them, the one that has waited longest first. */
  readonly active = new Set<Flow>();
  /** By both ports; flows of other addresses with the same ports share a list. */
  readonly #byPorts = new Map<number, Flow[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  *[Symbol.iterator](): Generator<Flow> {
    for (const flows of this.#byPorts.values()) yield* flows;
  }

  /** The flow of a frame that `from` sent, or null. Allocates nothing. */
  ofFrame(from: Host, segment: TcpPeek, frame: Uint8Array): Flow | null {
    const client = from === 'client';
    const key = client ? segment.srcPort * 65536 + segment.dstPort : segment.dstPort * 65536 + segment.srcPort;
    const flows = this.#byPorts.get(key);
    if (!flows) return null;
    const size = segment.version === 4 ? 4 : 16;
    for (const flow of flows) {
      const tuple = (client ? flow.client : flow.server).tuple;
      if (tuple.local.length !== size) continue;
      if (sameBytes(tuple.local, frame, segment.srcOffset) && sameBytes(tuple.remote, frame, segment.dstOffset))
        return flow;
    }
    return null;
  }

  /** The four-tuple of a frame, seen from its sender. Copies the addresses. */
  static tupleOfFrame(segment: TcpPeek, frame: Uint8Array): Tuple {
    const size = segment.version === 4 ? 4 : 16;
    return {
      local: frame.slice(segment.srcOffset, segment.srcOffset + size),
      localPort: segment.srcPort,
      remote: frame.slice(segment.dstOffset, segment.dstOffset + size),
      remotePort: segment.dstPort,
    };
  }

  /** The flow with this four-tuple as `host` sees it; made if it is new. */
  open(host: Host, tuple: Tuple): Flow {
    const mirrored: Tuple = {
      local: tuple.remote,
      localPort: tuple.remotePort,
      remote: tuple.local,
      remotePort: tuple.localPort,
    };
    const [client, server] = host === 'client' ? [tuple, mirrored] : [mirrored, tuple];
    const key = client.localPort * 65536 + client.remotePort;
    const flows = this.#byPorts.get(key) ?? [];
    const known = flows.find(
      (flow) =>
        flow.client.tuple.local.length === client.local.length &&
        sameBytes(flow.client.tuple.local, client.local, 0) &&
        sameBytes(flow.client.tuple.remote, client.remote, 0),
    );
    if (known) return known;
    const flow = {} as { client: End; server: End };
    flow.client = makeEnd('client', flow, client);
    flow.server = makeEnd('server', flow, server);
    this.#byPorts.set(key, [...flows, flow]);
    this.#size++;
    return flow;
  }

  /** Forgets flows that are closed at both ends and were not asked about for that many seconds. */
  forgetClosed(now: number, seconds: number): void {
    for (const [key, flows] of this.#byPorts) {
      const kept = flows.filter(
        ({ client, server }) =>
          client.state !== 'CLOSED' ||
          server.state !== 'CLOSED' ||
          now - Math.max(client.sampledAt, server.sampledAt) < seconds,
      );
      if (kept.length === flows.length) continue;
      this.#size -= flows.length - kept.length;
      if (kept.length > 0) this.#byPorts.set(key, kept);
      else this.#byPorts.delete(key);
    }
  }
}

/** From the core's frame records to segment and frame events, each told when it enters and again when it ends. */
import type { Event, FrameEvent, Host, SegmentEvent } from '../common/protocol/events.ts';
import { addressText, endpoint } from '../common/wire/addresses.ts';
import { ETHERNET_HEADER } from '../common/wire/ethernet.ts';
import { decodeFrame, frameText } from '../common/wire/frame.ts';
import { decodeTcp, flagsText } from '../common/wire/tcp.ts';
import { NOT_TCP, readFrameRecords, type FrameRecordVisitor } from './core/frame-records.ts';

type WireFrame = SegmentEvent | FrameEvent;

/** So many of the latest that netem seems to have lost are remembered. */
const GIVEN_UP = 4096;

export class FrameEvents {
  /** Frames that have been told of and are still on the wire. */
  readonly #open = new Map<number, WireFrame>();
  /** Those that netem has not let out in time, oldest first: it may yet. */
  readonly #givenUp = new Map<number, WireFrame>();

  /** The events of a chunk of records. A frame that entered and ended within the chunk is told once. */
  read(records: Uint8Array): Event[] {
    const events: WireFrame[] = [];
    const fresh = new Map<number, WireFrame>();
    const visitor: FrameRecordVisitor = {
      seen: (id, from, t, wireLength, payload, bytes) => {
        const event =
          payload === NOT_TCP ? otherFrame(id, from, t, wireLength, bytes) : segment(id, from, t, payload, bytes);
        fresh.set(id, event);
        events.push(event);
      },
      fate: (id, t, fate, by) => {
        const told = this.#open.get(id) ?? this.#givenUp.get(id);
        const event = fresh.get(id) ?? (told && { ...told });
        if (!event) return;
        event.fate = fate;
        if (fate === 'delivered') event.deliveredAt = t;
        if (by === '') delete event.by;
        else event.by = by;
        const isOver = fate === 'delivered' || fate === 'lost';
        if (isOver) fresh.delete(id);
        if (!told) return;
        this.#open.delete(id);
        this.#givenUp.delete(id);
        if (!isOver) this.#open.set(id, event);
        else if (fate === 'lost' && by === 'netem') this.#giveUp(event);
        events.push(event);
      },
      note: (id, kind, text) => {
        const event = fresh.get(id) ?? this.#open.get(id);
        if (event) event[kind] = text;
      },
    };
    readFrameRecords(records, visitor);
    for (const [id, event] of fresh) this.#open.set(id, event);
    return events;
  }

  #giveUp(event: WireFrame): void {
    this.#givenUp.set(event.id, event);
    if (this.#givenUp.size > GIVEN_UP)
      for (const oldest of this.#givenUp.keys()) return void this.#givenUp.delete(oldest);
  }
}

const IPV4_ADDRESSES = ETHERNET_HEADER + 12;
const IPV6_ADDRESSES = ETHERNET_HEADER + 8;
const IPV6_TCP = ETHERNET_HEADER + 40;

/** `bytes` are the head of a frame that peekTcp found to be a plain TCP segment, at least down to its options. */
function segment(id: number, from: Host, t: number, payload: number, bytes: Uint8Array): SegmentEvent {
  const ipv4 = (bytes[ETHERNET_HEADER] ?? 0) >> 4 === 4;
  const tcpOffset = ipv4 ? ETHERNET_HEADER + 4 * ((bytes[ETHERNET_HEADER] ?? 0) & 15) : IPV6_TCP;
  const [addresses, size] = ipv4 ? [IPV4_ADDRESSES, 4] : [IPV6_ADDRESSES, 16];
  const address = (i: number): string => addressText(bytes.subarray(addresses + i * size, addresses + (i + 1) * size));
  const { header } = decodeTcp(bytes.subarray(tcpOffset), null);
  if (!header) throw new RangeError('a frame record without a TCP header');
  return {
    type: 'segment',
    id,
    t,
    from,
    src: endpoint(address(0), header.srcPort),
    dst: endpoint(address(1), header.dstPort),
    flags: flagsText(header.flags),
    seq: header.seq,
    ack: header.ack,
    win: header.window,
    len: payload,
    options: header.options.list,
    deliveredAt: null,
    fate: 'in-flight',
  };
}

function otherFrame(id: number, from: Host, t: number, len: number, bytes: Uint8Array): FrameEvent {
  return { type: 'frame', id, t, from, text: frameText(decodeFrame(bytes)), len, deliveredAt: null, fate: 'in-flight' };
}

/** Gives the frames on the wire their numbers, and has written down what they were as they came. */
import type { Host } from '../../common/protocol/events.ts';
import { newTcpPeek, peekTcp, type TcpPeek } from '../../common/wire/peek.ts';
import type { FlowTable } from './flows.ts';
import { NOT_TCP } from './frame-records.ts';
import type { FrameStore, StoredFrame } from './frame-store.ts';
import type { Outbox } from './outbox.ts';
import { digestOf, type Segment } from './segment.ts';
import type { Parcel } from './wire-hand.ts';

/** How many bytes of a segment's payload are recorded, for a person to look at. */
const PAYLOAD_KEPT = 64;

/** Where the TCP options end; the data offset counts 32-bit words (RFC 9293 3.1). */
const headersEnd = (bytes: Uint8Array, peek: TcpPeek): number =>
  peek.tcpOffset + 4 * ((bytes[peek.tcpOffset + 12] ?? 0) >> 4);

/** Memory with frames in it. */
interface Frames {
  readonly data: Uint8Array;
  readonly words: Uint32Array;
}

export class FrameRegister {
  readonly #outbox: Outbox;
  readonly #flows: FlowTable;
  readonly #store: FrameStore;
  #lastId = 0;

  constructor(outbox: Outbox, flows: FlowTable, store: FrameStore) {
    this.#outbox = outbox;
    this.#flows = flows;
    this.#store = store;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** Writes down the frame at `offset`, in which `peek` has found a segment; null when it is none. */
  seen(
    { id, from, t }: Pick<Segment, 'id' | 'from' | 't'>,
    peek: TcpPeek | null,
    { data, words }: Frames,
    offset: number,
    length: number,
  ): void {
    const payload = peek ? peek.payloadLength : NOT_TCP;
    const stored = peek ? headersEnd(data, peek) - offset + Math.min(payload, PAYLOAD_KEPT) : length;
    this.#outbox.frames.seen(id, from, t, length, payload, words, offset, stored);
  }

  /** Takes up a frame of the wire's own making. */
  made(from: Host, frame: StoredFrame, t: number, origin: string): Parcel {
    const memory = this.#store.memory(frame);
    const { data, words, offset } = memory;
    const peek = newTcpPeek();
    const isTcp = peekTcp(data, offset, frame.length, peek);
    const segment: Segment = {
      id: this.nextId(),
      from,
      t,
      digest: digestOf(words, offset, frame.length),
      flow: isTcp ? this.#flows.ofFrame(from, peek, data) : null,
      flags: isTcp ? peek.flags : 0,
      ack: isTcp ? peek.ack : 0,
      decisive: false,
      recorded: this.#outbox.admits(),
      by: '',
    };
    if (segment.recorded) {
      this.seen(segment, isTcp ? peek : null, memory, offset, frame.length);
      this.#outbox.frames.note(segment.id, t, 'origin', origin);
    }
    return { segment, frame, by: '', isChanged: false, t };
  }
}

/**
 * What is on its way to one host: each frame is known again by the copy that the kernel gives of it as it leaves the wire,
 * and one of which there is no copy has been lost.
 */
import type { Host } from '../../common/protocol/events.ts';
import { errnoName } from '../../linux/kernel-error.ts';
import type { PacketTap } from '../../linux/packet-tap.ts';
import { AlteredFrames } from './altered-frames.ts';
import { arrivalAt, isDecisiveFor } from './flows.ts';
import type { FrameRegister } from './frame-register.ts';
import type { FrameStore, StoredFrame } from './frame-store.ts';
import type { NetemPassage } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Sampler } from './sampler.ts';
import { InTransit, digestOf, type Segment } from './segment.ts';

/** A frame that was not seen leaving for so long (seconds) has not left. */
const LOST_AFTER = 1;
/** So many batches of copies are more than the kernel keeps for us. */
const LOOKS = 64;
const NOBODY = 'not seen leaving';
/** What a queueing discipline that is full answers (net_xmit_errno in linux/netdevice.h). */
const ENOBUFS = 105;
/** So many of the latest frames are kept to know again what an altering netem lets out. */
const ALTERABLE = 4096;
/** As the built-in engine says it. */
const CORRUPTED = 'corrupted';

interface Parts {
  readonly host: Host;
  /** Copies of what goes out, stamped as it leaves. */
  readonly leaving: PacketTap;
  readonly store: FrameStore;
  readonly register: FrameRegister;
  readonly outbox: Outbox;
  readonly sampler: Sampler;
}

export class Departures {
  readonly #parts: Parts;
  readonly #inTransit = new InTransit();
  /** How long a frame may take to leave (seconds) before it has not left, and who then has it on his conscience. */
  #lostAfter = LOST_AFTER;
  #lostBy = NOBODY;
  /** The frame that went in last; and what loses those that went in before another netem, or none, was set. */
  #lastIn = 0;
  #before = { upTo: 0, lostBy: NOBODY };
  /** Those that went into a netem that alters them; null when there is none. */
  #altered: AlteredFrames | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get fd(): number {
    return this.#parts.leaving.fd;
  }

  /** Throws what poll(2) means by POLLERR. */
  fail(): never {
    return this.#parts.leaving.fail();
  }

  /** Copies that the kernel could not give us since the last call. */
  drops(): number {
    return this.#parts.leaving.drops();
  }

  /** Frames go through this netem from now on; null = through none. The calling thread must be in the wire's namespace. */
  setNetem(netem: NetemPassage | null): void {
    this.#lostAfter = LOST_AFTER + (netem?.longest ?? 0);
    this.#before = { upTo: this.#lastIn, lostBy: this.#lostBy };
    this.#lostBy = netem ? 'netem' : NOBODY;
    const alters = netem?.alters ?? false;
    if (alters === (this.#altered !== null)) return;
    this.#parts.leaving.keepWhole(alters);
    this.#altered?.clear();
    this.#altered = alters ? new AlteredFrames(this.#parts.store, ALTERABLE) : null;
  }

  /** A frame is about to be sent to the host. */
  add(segment: Segment, data: Uint8Array, offset: number, length: number): void {
    this.#inTransit.add(segment);
    this.#lastIn = segment.id;
    this.#altered?.keep(segment, data, offset, length);
  }

  /** A segment is about to be sent that passes no netem. */
  addFlooded(segment: Segment): void {
    this.#inTransit.add(segment);
  }

  /** The kernel would not send it. */
  refused(segment: Segment, t: number, errno: number): void {
    this.#inTransit.remove(segment);
    const isFull = errno === ENOBUFS && this.#lostBy === 'netem';
    this.#lose(segment, t, isFull ? 'queue full' : `send: ${errnoName(errno)}`);
  }

  /** Takes up the copies of what has left; true if there were any. */
  read(): boolean {
    const { leaving } = this.#parts;
    const count = leaving.receive();
    for (let i = 0; i < count; i++) {
      const digest = digestOf(leaving.words, leaving.offset(i), leaving.length(i));
      const segment = this.#altered ? this.#outOfNetem(this.#altered, digest, i) : this.#inTransit.take(digest);
      if (segment) this.#left(segment, leaving.stamp(i));
    }
    leaving.release();
    return count > 0;
  }

  /** Ends the lives of frames that did not leave. */
  sweep(t: number): void {
    // What has left by now must not be taken for lost, however far behind we are with looking.
    for (let looks = 0; looks < LOOKS && this.read(); looks++);
    for (let old = this.#inTransit.oldest; old && t - old.t > this.#lostAfter; old = this.#inTransit.oldest) {
      this.#inTransit.remove(old);
      this.#lose(old, t, old.id <= this.#before.upTo ? this.#before.lostBy : this.#lostBy);
    }
  }

  /** What frame i of those leaving was when it went in: a copy of one that has left already is a frame of its own. */
  #outOfNetem(altered: AlteredFrames, digest: number, i: number): Segment | null {
    const { leaving, outbox } = this.#parts;
    const [offset, length] = [leaving.offset(i), leaving.length(i)];
    const kept = altered.originOf(digest, leaving.data, offset, length);
    if (!kept) return this.#inTransit.take(digest);
    const { segment: went, frame } = kept;
    // One that was given up already was only very late.
    const late = (): Segment => (kept.hasLeft ? this.#copyOf(went, frame) : went);
    const segment = this.#inTransit.take(went.digest) ?? late();
    kept.hasLeft = true;
    if (altered.otherBits(kept, leaving.data, offset, length) === 0) return segment;
    if (segment.recorded) outbox.frames.note(segment.id, segment.t, 'changed', CORRUPTED);
    return { ...segment, by: CORRUPTED };
  }

  /** Netem makes it as the original comes in. */
  #copyOf({ id, from, t, flow, flags }: Segment, frame: StoredFrame): Segment {
    const { segment } = this.#parts.register.made(from, frame, t, `netem of ${id}`);
    return { ...segment, decisive: flow !== null && isDecisiveFor(flow[this.#parts.host], flags) };
  }

  #left(segment: Segment, t: number): void {
    const { host, outbox, sampler } = this.#parts;
    if (segment.recorded) outbox.frames.fate(segment.id, t, 'delivered', segment.by);
    const receiver = segment.flow?.[host];
    if (!receiver) return;
    receiver.lastArrival = segment.id;
    if (!segment.decisive) return;
    const arrival = arrivalAt(receiver, segment);
    if (arrival.syn && !arrival.ack && receiver.state === 'CLOSED') receiver.passive = true;
    sampler.sample(receiver, t, { segment: segment.id }, arrival);
  }

  #lose(segment: Segment, t: number, by: string): void {
    if (segment.recorded) this.#parts.outbox.frames.fate(segment.id, t, 'lost', by);
  }
}

/**
 * The wire: forwards every frame between c0 and s0, and has the sampler ask for a socket's state before a
 * segment that tells of a change is forwarded and right after one that can cause a change has arrived. With
 * veth the receiving stack runs inside the sending call, so the answer is the state which that segment caused.
 */
import type { Cause, Host } from '../../common/protocol/events.ts';
import { awaitsAcknowledgement } from '../../common/tcp/states.ts';
import { newTcpPeek, peekTcp, type TcpPeek } from '../../common/wire/peek.ts';
import type { LabClock } from '../../linux/clock.ts';
import { errnoName } from '../../linux/kernel-error.ts';
import { BATCH, PacketSender } from '../../linux/packet-socket.ts';
import { PacketTap, prepareRing } from '../../linux/packet-tap.ts';
import { POLLERR, POLLIN, type PollSet } from '../../linux/poll-set.ts';
import {
  ACK,
  FIN,
  FlowTable,
  RST,
  SYN,
  arrivalAt,
  isSentAgain,
  noteSent,
  peerOf,
  type End,
  type Flow,
} from './flows.ts';
import { AlteredFrames } from './altered-frames.ts';
import { NOT_TCP } from './frame-records.ts';
import { FrameStore, type StoredFrame } from './frame-store.ts';
import type { NetemPassage } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { resetToServer, type StrangersSyns } from './made-segments.ts';
import type { Sampler } from './sampler.ts';
import { InTransit, digestOf, type Segment } from './segment.ts';
import { isForStranger } from './strangers.ts';
import { StrangerTally } from './stranger-tally.ts';
import { WireHand, type Parcel } from './wire-hand.ts';

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
const NO_SUCH_HOST = 'no such host';
const FLOOD = 'flood';

/** How many bytes of a segment's payload are recorded, for a person to look at. */
const PAYLOAD_KEPT = 64;

/** One end of the wire: what `host` sends comes in here, what is for it goes out. */
interface Side {
  readonly host: Host;
  readonly tap: PacketTap;
  /** Copies of what goes out, stamped as it leaves. */
  readonly leaving: PacketTap;
  readonly sender: PacketSender;
  /** How long a frame may take to leave (seconds) before it has not left, and who then has it on his conscience. */
  lostAfter: number;
  lostBy: string;
  /** Those that went into a netem that alters them; null when there is none. */
  altered: AlteredFrames | null;
  /** Frames that go to this host. */
  readonly inTransit: InTransit;
  /** The frames waiting in `sender`, by place. */
  readonly batch: Segment[];
  /** Those of them that are in the store. */
  readonly stored: StoredFrame[];
  /** Places of both taps in the poll set. */
  arrived: number;
  departed: number;
}

const isDecisiveFor = (receiver: End, flags: number): boolean =>
  (flags & (SYN | FIN | RST)) !== 0 || awaitsAcknowledgement(receiver.state) || receiver.state === 'CLOSED';

/** Whether the sender's last known state cannot have sent these flags: it changed without our doing. */
function tellsOfChange(sender: End, flags: number): boolean {
  const state = sender.state;
  if (flags & RST) return state !== 'CLOSED' && state !== 'LISTEN';
  if (flags & SYN) return state !== 'SYN_SENT' && state !== 'SYN_RECV';
  if (flags & FIN) return state !== 'FIN_WAIT1' && state !== 'LAST_ACK' && state !== 'CLOSING';
  return false;
}

/** What made a program that we do not steer, or its kernel, send a segment with these flags. */
function causeOfSending(sender: End, flags: number): Cause {
  if (flags & RST) return sender.lastArrival > 0 ? { segment: sender.lastArrival } : { call: 'close' };
  return { call: (flags & (SYN | ACK)) === SYN ? 'connect' : 'close' };
}

/** Where the TCP options end; the data offset counts 32-bit words (RFC 9293 3.1). */
const headersEnd = (bytes: Uint8Array, peek: TcpPeek): number =>
  peek.tcpOffset + 4 * ((bytes[peek.tcpOffset + 12] ?? 0) >> 4);

export class WireLoop {
  readonly flows = new FlowTable();
  readonly hand: WireHand;
  readonly strangers = new StrangerTally();
  readonly #store = new FrameStore();
  readonly #sides: Record<Host, Side>;
  readonly #both: readonly Side[];
  readonly #clock: LabClock;
  readonly #outbox: Outbox;
  readonly #sampler: Sampler;
  readonly #peek: TcpPeek = newTcpPeek();
  #lastId = 0;

  /** The calling thread must be in the wire's namespace. */
  constructor(clock: LabClock, outbox: Outbox, sampler: Sampler) {
    this.#clock = clock;
    this.#outbox = outbox;
    this.#sampler = sampler;
    const prepare = () => ({ tap: prepareRing('incoming'), leaving: prepareRing('outgoing') });
    const rings = { client: prepare(), server: prepare() };
    const side = (host: Host, name: string): Side => {
      return {
        host,
        tap: new PacketTap(name, rings[host].tap, clock),
        leaving: new PacketTap(name, rings[host].leaving, clock),
        sender: new PacketSender(name),
        lostAfter: LOST_AFTER,
        lostBy: NOBODY,
        altered: null,
        inTransit: new InTransit(),
        batch: [],
        stored: [],
        arrived: 0,
        departed: 0,
      };
    };
    this.#sides = { client: side('client', 'c0'), server: side('server', 's0') };
    this.#both = Object.values(this.#sides);
    this.hand = new WireHand(this.#store, {
      now: () => clock.now(),
      deliver: (parcel) => this.#deliver(parcel),
      tell: ({ id, recorded }, t, fate, by) => void (recorded && outbox.frames.fate(id, t, fate, by)),
      changed: ({ id, recorded, t }, by) => void (recorded && outbox.frames.note(id, t, 'changed', by)),
      made: (from, frame, t, origin) => this.#made(from, frame, t, origin),
    });
  }

  /** Adds the descriptors to wait for. */
  addTo(poll: PollSet): void {
    for (const side of this.#both) {
      side.arrived = poll.add(side.tap.fd, POLLIN);
      side.departed = poll.add(side.leaving.fd, POLLIN);
    }
  }

  /** Moves what `poll` found on both sides, or all there is without asking; true if there was anything. */
  turn(poll: PollSet | null): boolean {
    let moved = this.#letGo();
    for (const side of this.#both) {
      if (poll && poll.revents(side.arrived) & POLLERR) side.tap.fail();
      if (poll && poll.revents(side.departed) & POLLERR) side.leaving.fail();
      if (!poll || poll.revents(side.departed) !== 0) moved = this.#copies(side) || moved;
      // What was just sent to a host it may have answered already.
      if (!poll || moved || poll.revents(side.arrived) !== 0) moved = this.#drain(side) || moved;
    }
    return moved;
  }

  /** What `from` sends goes through this netem; null = through none. The calling thread must be in the wire's namespace. */
  setNetem(from: Host, netem: NetemPassage | null): void {
    const side = this.#sides[from === 'client' ? 'server' : 'client'];
    side.lostAfter = LOST_AFTER + (netem?.longest ?? 0);
    side.lostBy = netem ? 'netem' : NOBODY;
    side.sender.setQueue(netem?.limit ?? 0);
    const alters = netem?.alters ?? false;
    if (alters === (side.altered !== null)) return;
    side.leaving.keepWhole(alters);
    side.altered?.clear();
    side.altered = alters ? new AlteredFrames(this.#store, ALTERABLE) : null;
  }

  /** When something that the hand has is due; Infinity when nothing is. */
  get next(): number {
    return this.hand.next;
  }

  /** Sends what the hand has let go, and what is due; true if there was anything. */
  #letGo(): boolean {
    const now = this.hand.next === Infinity ? 0 : this.#clock.now();
    if (this.hand.next <= now) this.hand.due(now);
    let moved = false;
    for (const side of this.#both) {
      if (side.batch.length === 0) continue;
      this.#send(side);
      moved = true;
    }
    return moved;
  }

  /** Ends the lives of frames that did not leave, and tells when the kernel had to drop some before we saw them. */
  sweep(t: number): void {
    for (const side of this.#both) {
      // What has left by now must not be taken for lost, however far behind we are with looking.
      for (let looks = 0; looks < LOOKS && this.#copies(side); looks++);
      const overrun = side.tap.drops() + side.leaving.drops();
      if (overrun > 0) {
        const text = `${overrun} frames at the ${side.host}'s end of the wire came faster than the lab could take them up and are lost`;
        this.#outbox.event({ type: 'warning', t, code: 'overrun', text });
      }
      for (let old = side.inTransit.oldest; old && t - old.t > side.lostAfter; old = side.inTransit.oldest) {
        side.inTransit.remove(old);
        this.#lose(old, t, side.lostBy);
      }
    }
  }

  #drain(side: Side): boolean {
    const other = this.#sides[side.host === 'client' ? 'server' : 'client'];
    const count = side.tap.receive();
    for (let i = 0; i < count; i++) this.#enter(side, other, i);
    if (other.batch.length > 0) this.#send(other);
    side.tap.release();
    return count > 0;
  }

  /** Takes up frame i, which `side`'s host sent. A decisive one is sent on by itself, all others in batches. */
  #enter(side: Side, other: Side, i: number): void {
    const { tap } = side;
    const [offset, length, t] = [tap.offset(i), tap.length(i), tap.stamp(i)];
    const peek = this.#peek;
    const isTcp = peekTcp(tap.data, offset, length, peek);
    if (isTcp && side.host === 'server' && isForStranger(peek, tap.data)) return this.#toNobody(tap, offset, length, t);
    const flow = isTcp ? this.#flowOf(side.host, tap.data) : null;
    const sender = flow ? flow[side.host] : null;
    if (flow) this.flows.active.add(flow);
    const decisive = sender !== null && isDecisiveFor(peerOf(sender), peek.flags);
    const segment: Segment = {
      id: ++this.#lastId,
      from: side.host,
      t,
      digest: digestOf(tap.words, offset, length),
      flow,
      flags: isTcp ? peek.flags : 0,
      ack: isTcp ? peek.ack : 0,
      decisive,
      recorded: this.#outbox.admits(),
      by: '',
    };
    if (segment.recorded) {
      const [payload, stored] = this.#recordSize(isTcp ? peek : null, tap.data, offset, length);
      this.#outbox.frames.seen(segment.id, side.host, t, length, payload, tap.words, offset, stored);
    }
    if (decisive && other.batch.length > 0) this.#send(other);
    const again = sender !== null && isSentAgain(sender, peek);
    if (sender && decisive) this.#before(sender, peek, segment);
    if (this.hand.isEngaged) return this.#hand(segment, again, tap, offset, length);
    other.batch.push(segment);
    other.inTransit.add(segment);
    other.altered?.keep(segment, tap.data, offset, length);
    other.sender.add(tap.addressAt(offset), length);
    if (decisive) this.#send(other);
  }

  /** What the server sends to a stranger ends here. It is counted, and of many only some are shown. */
  #toNobody(tap: PacketTap, offset: number, length: number, t: number): void {
    const id = ++this.#lastId;
    this.strangers.answers++;
    if (!this.strangers.shows(t) || !this.#outbox.admits()) return;
    const [payload, stored] = this.#recordSize(this.#peek, tap.data, offset, length);
    this.#outbox.frames.seen(id, 'server', t, length, payload, tap.words, offset, stored);
    this.#outbox.frames.fate(id, t, 'lost', NO_SUCH_HOST);
  }

  /** Takes note of a stranger's SYN that is about to leave for the server, behind rules and impairments. */
  noteStranger(syns: StrangersSyns, place: number, t: number): void {
    const id = ++this.#lastId;
    if (!this.strangers.shows(t) || !this.#outbox.admits()) return;
    const { words, length } = syns;
    const offset = syns.offset(place);
    const digest = digestOf(words, offset, length);
    const plain = { flow: null, flags: SYN, ack: 0, decisive: false, recorded: true, by: '' };
    this.#outbox.frames.seen(id, 'client', t, length, 0, words, offset, length);
    this.#outbox.frames.note(id, t, 'origin', FLOOD);
    this.#sides.server.inTransit.add({ id, from: 'client', t, digest, ...plain });
  }

  /** The copies of the strangers' SYNs that have left; to be called after each batch. */
  strangersLeft(): void {
    this.#copies(this.#sides.server);
  }

  /** Has a connection end at a server that would wait for a client which is gone. */
  resetServer({ client, server }: Flow, origin: string): void {
    if (server.state !== 'SYN_RECV' || client.synSequence === null) return;
    const { local: src, localPort: srcPort, remote: dst, remotePort: dstPort } = client.tuple;
    const reset = resetToServer({ src, dst, srcPort, dstPort, seq: (client.synSequence + 1) >>> 0 });
    const frame = this.#store.keep(reset, 0, reset.length);
    this.#deliver(this.#made('client', frame, this.#clock.now(), origin));
  }

  #hand(segment: Segment, again: boolean, tap: PacketTap, offset: number, length: number): void {
    const { from, flags, flow, t } = segment;
    const parcel = { segment, frame: this.#store.keep(tap.data, offset, length), by: '', isChanged: false, t };
    if (!flow) return this.hand.take(parcel, null);
    const isn = flow[from].synSequence;
    const { seq, payloadLength, srcPort, dstPort } = this.#peek;
    const clientPort = from === 'client' ? srcPort : dstPort;
    const sequence = isn === null ? null : (seq - isn) >>> 0;
    this.hand.take(parcel, { from, flags, payloadLength, clientPort, sequence, again });
  }

  /** Puts a frame that was in the store into the batch of the host that it is for. */
  #deliver({ segment: came, frame, isChanged, by }: Parcel): void {
    const side = this.#sides[came.from === 'client' ? 'server' : 'client'];
    const { data, words, offset, address } = this.#store.memory(frame);
    const digest = isChanged ? digestOf(words, offset, frame.length) : came.digest;
    // What it does to the receiver is up to the state that the receiver is in now.
    const decisive = came.flow !== null && isDecisiveFor(came.flow[side.host], came.flags);
    const segment: Segment = { ...came, t: this.#clock.now(), digest, decisive, by };
    if (side.batch.length > 0 && (decisive || side.batch.length === BATCH)) this.#send(side);
    side.batch.push(segment);
    side.stored.push(frame);
    side.inTransit.add(segment);
    side.altered?.keep(segment, data, offset, frame.length);
    side.sender.add(address, frame.length);
    if (decisive) this.#send(side);
  }

  /** Takes up a frame of the wire's own making. */
  #made(from: Host, frame: StoredFrame, t: number, origin: string): Parcel {
    const { data, words, offset } = this.#store.memory(frame);
    const peek = newTcpPeek();
    const isTcp = peekTcp(data, offset, frame.length, peek);
    const segment: Segment = {
      id: ++this.#lastId,
      from,
      t,
      digest: digestOf(words, offset, frame.length),
      flow: isTcp ? this.flows.ofFrame(from, peek, data) : null,
      flags: isTcp ? peek.flags : 0,
      ack: isTcp ? peek.ack : 0,
      decisive: false,
      recorded: this.#outbox.admits(),
      by: '',
    };
    if (segment.recorded) {
      const [payload, stored] = this.#recordSize(isTcp ? peek : null, data, offset, frame.length);
      this.#outbox.frames.seen(segment.id, from, t, frame.length, payload, words, offset, stored);
      this.#outbox.frames.note(segment.id, t, 'origin', origin);
    }
    return { segment, frame, by: '', isChanged: false, t };
  }

  /** A record's payload length, and how many bytes of the frame it stores. */
  #recordSize(
    peek: TcpPeek | null,
    data: Uint8Array,
    offset: number,
    length: number,
  ): [payload: number, stored: number] {
    if (!peek) return [NOT_TCP, length];
    return [peek.payloadLength, headersEnd(data, peek) - offset + Math.min(peek.payloadLength, PAYLOAD_KEPT)];
  }

  /** While the segment waits here, a program that we do not steer is asked what state it sent it from. */
  #before(sender: End, peek: TcpPeek, segment: Segment): void {
    noteSent(sender, peek);
    if (!tellsOfChange(sender, peek.flags)) return;
    this.#sampler.sample(sender, segment.t, causeOfSending(sender, peek.flags));
  }

  #flowOf(from: Host, frame: Uint8Array): Flow | null {
    const known = this.flows.ofFrame(from, this.#peek, frame);
    // Resets that answer nothing we know need no flow of their own.
    if (known || this.#peek.flags & RST) return known;
    return this.flows.open(from, FlowTable.tupleOfFrame(this.#peek, frame));
  }

  /** Sends the batch to the side's host and takes up the copies at once, before the host's answers are read. */
  #send(side: Side): void {
    const [first] = side.batch;
    if (first?.decisive && first.flow) this.#sampler.expect(first.flow[side.host], first.flags, first.t);
    side.sender.flush((place, errno) => {
      const segment = side.batch[place];
      if (!segment) return;
      side.inTransit.remove(segment);
      const isFull = errno === ENOBUFS && side.lostBy === 'netem';
      this.#lose(segment, this.#clock.now(), isFull ? 'queue full' : `send: ${errnoName(errno)}`);
    });
    side.batch.length = 0;
    for (const frame of side.stored.splice(0)) this.#store.release(frame);
    this.#copies(side);
  }

  /** The copies of frames that have left towards the side's host; true if there were any. */
  #copies(side: Side): boolean {
    const { leaving } = side;
    const count = leaving.receive();
    for (let i = 0; i < count; i++) {
      const digest = digestOf(leaving.words, leaving.offset(i), leaving.length(i));
      const segment = side.altered ? this.#outOfNetem(side, side.altered, digest, i) : side.inTransit.take(digest);
      if (segment) this.#left(side, segment, leaving.stamp(i));
    }
    leaving.release();
    return count > 0;
  }

  /** What frame i of those leaving was when it went in: a copy of one that has left already is a frame of its own. */
  #outOfNetem(side: Side, altered: AlteredFrames, digest: number, i: number): Segment | null {
    const { data } = side.leaving;
    const [offset, length] = [side.leaving.offset(i), side.leaving.length(i)];
    const kept = altered.originOf(digest, data, offset, length);
    if (!kept) return side.inTransit.take(digest);
    const { segment: went, frame } = kept;
    // One that was given up already was only very late.
    const late = (): Segment => (kept.hasLeft ? this.#copyOf(side, went, frame) : went);
    const segment = side.inTransit.take(went.digest) ?? late();
    kept.hasLeft = true;
    if (altered.otherBits(kept, data, offset, length) === 0) return segment;
    if (segment.recorded) this.#outbox.frames.note(segment.id, segment.t, 'changed', CORRUPTED);
    return { ...segment, by: CORRUPTED };
  }

  /** Netem makes it as the original comes in. */
  #copyOf(side: Side, { id, from, t, flow, flags }: Segment, frame: StoredFrame): Segment {
    const { segment } = this.#made(from, frame, t, `netem of ${id}`);
    return { ...segment, decisive: flow !== null && isDecisiveFor(flow[side.host], flags) };
  }

  #left(side: Side, segment: Segment, t: number): void {
    if (segment.recorded) this.#outbox.frames.fate(segment.id, t, 'delivered', segment.by);
    const receiver = segment.flow?.[side.host];
    if (!receiver) return;
    receiver.lastArrival = segment.id;
    if (!segment.decisive) return;
    const arrival = arrivalAt(receiver, segment);
    if (arrival.syn && !arrival.ack && receiver.state === 'CLOSED') receiver.passive = true;
    this.#sampler.sample(receiver, t, { segment: segment.id }, arrival);
  }

  #lose(segment: Segment, t: number, by: string): void {
    if (segment.recorded) this.#outbox.frames.fate(segment.id, t, 'lost', by);
  }
}

/**
 * The wire: forwards every frame between c0 and s0, and has the sampler ask for a socket's state before a
 * segment that tells of a change is forwarded and right after one that can cause a change has arrived. With
 * veth the receiving stack runs inside the sending call, so the answer is the state which that segment caused.
 */
import type { Cause, Host } from '../../common/protocol/events.ts';
import { newTcpPeek, peekTcp, type TcpPeek } from '../../common/wire/peek.ts';
import type { LabClock } from '../../linux/clock.ts';
import { BATCH, PacketSender } from '../../linux/packet-socket.ts';
import { PacketTap, prepareRing } from '../../linux/packet-tap.ts';
import { POLLERR, POLLIN, type PollSet } from '../../linux/poll-set.ts';
import {
  ACK,
  FIN,
  FlowTable,
  RST,
  SYN,
  isDecisiveFor,
  isSentAgain,
  noteSent,
  peerOf,
  type End,
  type Flow,
} from './flows.ts';
import { Departures } from './departures.ts';
import { FrameRegister } from './frame-register.ts';
import { FrameStore, type StoredFrame } from './frame-store.ts';
import type { NetemPassage } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { resetToServer, type StrangersSyns } from './made-segments.ts';
import type { Sampler } from './sampler.ts';
import { digestOf, type Segment } from './segment.ts';
import { isForStranger } from './strangers.ts';
import { StrangerTally } from './stranger-tally.ts';
import { WireHand, type Parcel } from './wire-hand.ts';

const NO_SUCH_HOST = 'no such host';
const FLOOD = 'flood';

/** One end of the wire: what `host` sends comes in here, what is for it goes out. */
interface Side {
  readonly host: Host;
  readonly tap: PacketTap;
  readonly sender: PacketSender;
  /** What is on its way to this host. */
  readonly departures: Departures;
  /** The frames waiting in `sender`, by place. */
  readonly batch: Segment[];
  /** Those of them that are in the store. */
  readonly stored: StoredFrame[];
  /** Places of both taps in the poll set. */
  arrived: number;
  departed: number;
}

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
  if (flags & SYN && !(flags & ACK)) return { call: 'connect' };
  const isAnswer = (flags & (RST | SYN)) !== 0 && sender.lastArrival > 0;
  return isAnswer ? { segment: sender.lastArrival } : { call: 'close' };
}

export type WireRings = ReturnType<typeof prepareRings>;

/** Begins with what the kernel takes its time for. The calling thread must be in the wire's namespace. */
export function prepareRings() {
  const prepare = () => ({ tap: prepareRing('incoming'), leaving: prepareRing('outgoing') });
  return { client: prepare(), server: prepare() };
}

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
  readonly #register: FrameRegister;
  readonly #peek: TcpPeek = newTcpPeek();

  /** The calling thread must be in the wire's namespace. */
  constructor(clock: LabClock, outbox: Outbox, sampler: Sampler, rings: WireRings) {
    this.#clock = clock;
    this.#outbox = outbox;
    this.#sampler = sampler;
    this.#register = new FrameRegister(outbox, this.flows, this.#store);
    const side = (host: Host, name: string): Side => {
      const tap = new PacketTap(name, rings[host].tap, clock);
      const leaving = new PacketTap(name, rings[host].leaving, clock);
      const parts = { host, leaving, outbox, sampler, store: this.#store, register: this.#register };
      const places = { batch: [], stored: [], arrived: 0, departed: 0 };
      return { host, tap, sender: new PacketSender(name), departures: new Departures(parts), ...places };
    };
    this.#sides = { client: side('client', 'c0'), server: side('server', 's0') };
    this.#both = Object.values(this.#sides);
    this.hand = new WireHand(this.#store, {
      now: () => clock.now(),
      deliver: (parcel) => this.#deliver(parcel),
      tell: ({ id, recorded }, t, fate, by) => void (recorded && outbox.frames.fate(id, t, fate, by)),
      changed: ({ id, recorded, t }, by) => void (recorded && outbox.frames.note(id, t, 'changed', by)),
      made: (from, frame, t, origin) => this.#register.made(from, frame, t, origin),
    });
  }

  /** Adds the descriptors to wait for. */
  addTo(poll: PollSet): void {
    for (const side of this.#both) {
      side.arrived = poll.add(side.tap.fd, POLLIN);
      side.departed = poll.add(side.departures.fd, POLLIN);
    }
  }

  /** Moves what `poll` found on both sides, or all there is without asking; true if there was anything. */
  turn(poll: PollSet | null): boolean {
    let moved = this.#letGo();
    for (const side of this.#both) {
      if (poll && poll.revents(side.arrived) & POLLERR) side.tap.fail();
      if (poll && poll.revents(side.departed) & POLLERR) side.departures.fail();
      if (!poll || poll.revents(side.departed) !== 0) moved = side.departures.read() || moved;
      // What was just sent to a host it may have answered already.
      if (!poll || moved || poll.revents(side.arrived) !== 0) moved = this.#drain(side) || moved;
    }
    return moved;
  }

  /** What `from` sends goes through this netem; null = through none. The calling thread must be in the wire's namespace. */
  setNetem(from: Host, netem: NetemPassage | null): void {
    const side = this.#sides[from === 'client' ? 'server' : 'client'];
    side.sender.setQueue(netem?.limit ?? 0);
    side.departures.setNetem(netem);
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
      side.departures.sweep(t);
      const overrun = side.tap.drops() + side.departures.drops();
      if (overrun === 0) continue;
      const text = `${overrun} frames at the ${side.host}'s end of the wire came faster than the lab could take them up and are lost`;
      this.#outbox.event({ type: 'warning', t, code: 'overrun', text });
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
      id: this.#register.nextId(),
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
    if (segment.recorded) this.#register.seen(segment, isTcp ? peek : null, tap, offset, length);
    if (decisive && other.batch.length > 0) this.#send(other);
    const again = sender !== null && isSentAgain(sender, peek);
    if (sender && decisive) this.#before(sender, peek, segment);
    if (this.hand.isEngaged) return this.#hand(segment, again, tap, offset, length);
    other.batch.push(segment);
    other.departures.add(segment, tap.data, offset, length);
    other.sender.add(tap.addressAt(offset), length);
    if (decisive) this.#send(other);
  }

  /** What the server sends to a stranger ends here. It is counted, and of many only some are shown. */
  #toNobody(tap: PacketTap, offset: number, length: number, t: number): void {
    const id = this.#register.nextId();
    this.strangers.answers++;
    if (!this.strangers.shows(t) || !this.#outbox.admits()) return;
    this.#register.seen({ id, from: 'server', t }, this.#peek, tap, offset, length);
    this.#outbox.frames.fate(id, t, 'lost', NO_SUCH_HOST);
  }

  /** Takes note of a stranger's SYN that is about to leave for the server, behind rules and impairments. */
  noteStranger(syns: StrangersSyns, place: number, t: number): void {
    const id = this.#register.nextId();
    if (!this.strangers.shows(t) || !this.#outbox.admits()) return;
    const { words, length } = syns;
    const offset = syns.offset(place);
    const digest = digestOf(words, offset, length);
    const plain = { flow: null, flags: SYN, ack: 0, decisive: false, recorded: true, by: '' };
    this.#outbox.frames.seen(id, 'client', t, length, 0, words, offset, length);
    this.#outbox.frames.note(id, t, 'origin', FLOOD);
    this.#sides.server.departures.addFlooded({ id, from: 'client', t, digest, ...plain });
  }

  /** The copies of the strangers' SYNs that have left; to be called after each batch. */
  strangersLeft(): void {
    this.#sides.server.departures.read();
  }

  /** Has a connection end at a server that would wait for a client which is gone. */
  resetServer({ client, server }: Flow, origin: string): void {
    if (server.state !== 'SYN_RECV' || client.synSequence === null) return;
    const { local: src, localPort: srcPort, remote: dst, remotePort: dstPort } = client.tuple;
    const reset = resetToServer({ src, dst, srcPort, dstPort, seq: (client.synSequence + 1) >>> 0 });
    const frame = this.#store.keep(reset, 0, reset.length);
    this.#deliver(this.#register.made('client', frame, this.#clock.now(), origin));
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
    side.departures.add(segment, data, offset, frame.length);
    side.sender.add(address, frame.length);
    if (decisive) this.#send(side);
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
      if (segment) side.departures.refused(segment, this.#clock.now(), errno);
    });
    side.batch.length = 0;
    for (const frame of side.stored.splice(0)) this.#store.release(frame);
    side.departures.read();
  }
}

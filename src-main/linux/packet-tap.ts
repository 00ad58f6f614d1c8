/**
 * Taps: what comes in by an interface, or the heads of what goes out, each frame with the kernel's stamp. The kernel
 * writes them into a ring that it shares with us (packet(7), PACKET_RX_RING; Documentation/networking/packet_mmap.rst),
 * so that taking one up needs no system call, and the frames can be sent on from where they are.
 */
import type { LabClock } from './clock.ts';
import { KernelError } from './kernel-error.ts';
import { addressOf, check, errno, libc } from './libc.ts';
import {
  BATCH,
  SOL_PACKET,
  SOL_SOCKET,
  bindPacketSocket,
  int32,
  openPacketSocket,
  setPacketFilter,
  type PacketDirection,
} from './packet-socket.ts';

const SO_ERROR = 4;
const SO_TIMESTAMPNS = 35;
const PACKET_RX_RING = 5;
const PACKET_STATISTICS = 6;
const PACKET_VERSION = 10;
const PACKET_TIMESTAMP = 17;
const PACKET_IGNORE_OUTGOING = 23;
const TPACKET_V2 = 1;
const SOF_TIMESTAMPING_SOFTWARE = 1 << 4;
const ETH_P_ALL = 3;
const EBUSY = 16;
const PROT_READ_WRITE = 3;
const MAP_SHARED_FIXED = 0x11;

/** struct tpacket2_hdr, in 32-bit words; tp_mac is the lower half of its word. */
const STATUS = 0;
const SNAPLEN = 2;
const MAC = 3;
const SECONDS = 4;
const NANOSECONDS = 5;
const TP_STATUS_KERNEL = 0;
const TP_STATUS_USER = 1;

/** Room for the slot's own header, a frame of MTU 1500, and space to notice an offload left on. */
const SLOT = 2048;
const SLOTS: Record<PacketDirection, number> = {
  /** One connection's frames on their way are at most its send buffer (net.ipv4.tcp_wmem, 4 MB), some 2900. */
  incoming: 4096,
  /** Copies of what we send, taken up after each batch; or of what a qdisc lets out meanwhile. */
  outgoing: 1024,
};
/** A multiple of every page size that Linux has on 64-bit PCs. */
const BLOCK = 1 << 18;

/** Memory that the kernel writes to: freed and used for anything else, it would be overwritten. */
const kept: Uint8Array[] = [];

/** Maps the socket's ring over a part of an array of our own; Electron knows no arrays over foreign memory. */
function mapRing(fd: number, size: number): Uint8Array {
  const array = new Uint8Array(size + BLOCK);
  kept.push(array);
  const address = addressOf(array);
  const start = (BLOCK - Number(address % BigInt(BLOCK))) % BLOCK;
  const mapped = libc.mmap(address + BigInt(start), size, PROT_READ_WRITE, MAP_SHARED_FIXED, fd, 0) as number | bigint;
  check(Number(mapped), 'mmap PACKET_RX_RING');
  return array.subarray(start, start + size);
}

/** A packet socket whose ring is being made. */
export interface PreparedRing {
  readonly fd: number;
  readonly slots: number;
  /** struct tpacket_req */
  readonly request: Uint8Array;
}

/**
 * Opens a tap's socket in the calling thread's namespace and has its ring made meanwhile by another thread: the kernel
 * waits for an RCU grace period in there (packet_set_ring), some 10 ms, which several rings can share.
 */
export function prepareRing(direction: PacketDirection): PreparedRing {
  const fd = openPacketSocket();
  const set = (level: number, option: number, name: string, value: number): void =>
    void check(libc.setsockopt(fd, level, option, int32(value), 4), name);
  set(SOL_PACKET, PACKET_VERSION, 'PACKET_VERSION', TPACKET_V2);
  // The first has the kernel stamp frames as it takes them up, the second has the ring tell that stamp.
  set(SOL_SOCKET, SO_TIMESTAMPNS, 'SO_TIMESTAMPNS', 1);
  set(SOL_PACKET, PACKET_TIMESTAMP, 'PACKET_TIMESTAMP', SOF_TIMESTAMPING_SOFTWARE);
  // Since Linux 4.20; without it the filter does the same for more.
  if (direction === 'incoming') libc.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, int32(1), 4);
  setPacketFilter(fd, direction);
  const slots = SLOTS[direction];
  const request = int32(BLOCK, (slots * SLOT) / BLOCK, SLOT, slots);
  libc.setsockopt.async(fd, SOL_PACKET, PACKET_RX_RING, request, request.length, () => undefined);
  return { fd, slots, request };
}

/**
 * Has the ring made when the other thread has not begun, and waits for the socket's lock while it is at it: then there
 * is a ring already, which is EBUSY. So is any failure of the other thread found, by failing in the same way.
 */
function awaitRing({ fd, request }: PreparedRing): void {
  const result = libc.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, request, request.length) as number;
  if (result < 0 && errno() !== EBUSY) check(result, 'PACKET_RX_RING');
}

export class PacketTap {
  readonly fd: number;
  /** Frame i of the last batch is `data.subarray(offset(i), offset(i) + length(i))`. */
  readonly data: Uint8Array;
  /** The same memory. What follows a frame's Ethernet header starts at a whole word. */
  readonly words: Uint32Array;
  readonly #base: number;
  readonly #clock: LabClock;
  readonly #slots: number;
  /** Slot of the batch's first frame. */
  #head = 0;
  #count = 0;

  constructor(interfaceName: string, ring: PreparedRing, clock: LabClock) {
    this.#clock = clock;
    this.fd = ring.fd;
    this.#slots = ring.slots;
    awaitRing(ring);
    this.data = mapRing(this.fd, ring.slots * SLOT);
    this.words = new Uint32Array(this.data.buffer, this.data.byteOffset, this.data.length / 4);
    this.#base = Number(addressOf(this.data));
    bindPacketSocket(this.fd, interfaceName, ETH_P_ALL);
  }

  /** Takes up the up to BATCH frames that are there now; returns how many. They stay until `release`. */
  receive(): number {
    let count = 0;
    while (count < BATCH && Atomics.load(this.words, this.#word(count) + STATUS) & TP_STATUS_USER) count++;
    this.#count = count;
    return count;
  }

  /** Gives the batch's slots back to the kernel. */
  release(): void {
    for (let i = 0; i < this.#count; i++) Atomics.store(this.words, this.#word(i) + STATUS, TP_STATUS_KERNEL);
    this.#head = (this.#head + this.#count) % this.#slots;
    this.#count = 0;
  }

  /** Where frame i starts in `data`. */
  offset(i: number): number {
    const word = this.#word(i);
    return 4 * word + ((this.words[word + MAC] ?? 0) & 0xffff);
  }

  /** Bytes of frame i that are in `data`. */
  length(i: number): number {
    return this.words[this.#word(i) + SNAPLEN] ?? 0;
  }

  /** Lab time in seconds of the kernel's stamp on frame i. */
  stamp(i: number): number {
    const word = this.#word(i);
    return this.#clock.fromStamp(this.words[word + SECONDS] ?? 0, this.words[word + NANOSECONDS] ?? 0);
  }

  /** The memory address of what is at this offset of `data`. */
  addressAt(offset: number): number {
    return this.#base + offset;
  }

  /** Of what goes out: whether whole frames are taken up from now on, or their heads. */
  keepWhole(isWhole: boolean): void {
    setPacketFilter(this.fd, 'outgoing', isWhole);
  }

  /** Frames that found no free slot since the last call. */
  drops(): number {
    const statistics = new Uint32Array(2);
    check(libc.getsockopt(this.fd, SOL_PACKET, PACKET_STATISTICS, statistics, int32(8)), 'PACKET_STATISTICS');
    return statistics[1] ?? 0;
  }

  /** Throws what poll(2) means by POLLERR, such as an interface that is down: a ring has no call that would tell. */
  fail(): never {
    const error = new Uint32Array(1);
    check(libc.getsockopt(this.fd, SOL_SOCKET, SO_ERROR, error, int32(4)), 'SO_ERROR');
    throw new KernelError('AF_PACKET', error[0] ?? 0);
  }

  #word(i: number): number {
    return ((this.#head + i) & (this.#slots - 1)) * (SLOT / 4);
  }
}

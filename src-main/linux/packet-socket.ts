/**
 * AF_PACKET sockets (packet(7)) in batches: taps for what comes in by an interface and for the copies of what
 * goes out, stamped by the kernel, and senders. A packet socket never sees the frames that it sent itself.
 */
import { addressOf, check, errno, libc } from './libc.ts';
import type { LabClock } from './clock.ts';

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const ETH_P_ALL = 3;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_SNDBUF = 7;
const SO_ATTACH_FILTER = 26;
const SO_RCVBUFFORCE = 33;
const SO_TIMESTAMPNS = 35;
const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;
const PACKET_OUTGOING = 4;
const MSG_DONTWAIT = 0x40;
const EAGAIN = 11;

export const BATCH = 64;
/** Room for one frame: MTU 1500 and the Ethernet header, with space to notice an offload left on. */
export const FRAME_ROOM = 2048;
/** How much of an outgoing frame's copy is enough to know it again. */
const OUTGOING_SNAP = 128;
const RECEIVE_BUFFER = 64 << 20;

/** struct mmsghdr (64-bit): msghdr 56 bytes, then msg_len. */
const HEADER_SIZE = 64;
const CONTROL_SIZE = 64;

const sockaddrLl = (interfaceName: string, protocol: number): Uint8Array => {
  const address = new Uint8Array(20);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, protocol, false);
  view.setInt32(4, check(libc.if_nametoindex(interfaceName) || -1, `if_nametoindex ${interfaceName}`), true);
  return address;
};

const int32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);

function open(interfaceName: string, protocol: number): number {
  const fd = check(libc.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'socket AF_PACKET');
  check(libc.bind(fd, sockaddrLl(interfaceName, protocol), 20), `bind ${interfaceName}`);
  return fd;
}

/** Receives the frames that come in by one interface, or the heads of those that go out, each with the kernel's stamp. */
export class PacketTap {
  readonly fd: number;
  /** Frame i of the last batch is `data.subarray(i * FRAME_ROOM, i * FRAME_ROOM + length(i))`. */
  readonly data = new Uint8Array(BATCH * FRAME_ROOM);
  #control = new Uint8Array(BATCH * CONTROL_SIZE);
  #controlWords = new Uint32Array(this.#control.buffer);
  #vectors = new BigUint64Array(BATCH * 2);
  #headers = new Uint32Array((BATCH * HEADER_SIZE) / 4);
  /** Headers of the last batch, to be made ready again. */
  #used = BATCH;
  #clock: LabClock;

  constructor(interfaceName: string, direction: 'incoming' | 'outgoing', clock: LabClock) {
    this.#clock = clock;
    this.fd = open(interfaceName, ETH_P_ALL);
    this.#enlarge();
    check(libc.setsockopt(this.fd, SOL_SOCKET, SO_TIMESTAMPNS, int32(1), 4), 'SO_TIMESTAMPNS');
    this.#filter(direction);
    const [data, control] = [addressOf(this.data), addressOf(this.#control)];
    const vectors = addressOf(new Uint8Array(this.#vectors.buffer));
    const headers = new BigUint64Array(this.#headers.buffer);
    for (let i = 0; i < BATCH; i++) {
      this.#vectors[2 * i] = data + BigInt(i * FRAME_ROOM);
      this.#vectors[2 * i + 1] = BigInt(FRAME_ROOM);
      headers[8 * i + 2] = vectors + BigInt(i * 16);
      headers[8 * i + 3] = 1n;
      headers[8 * i + 4] = control + BigInt(i * CONTROL_SIZE);
    }
  }

  /** Receives up to BATCH frames that are there now; returns how many. */
  receive(): number {
    // The kernel shortens msg_controllen to what it used.
    for (let i = 0; i < this.#used; i++) this.#headers[16 * i + 10] = CONTROL_SIZE;
    const count = libc.recvmmsg(this.fd, this.#headers, BATCH, MSG_DONTWAIT, null) as number;
    this.#used = Math.max(0, count);
    if (count < 0 && errno() === EAGAIN) return 0;
    return check(count, 'recvmmsg');
  }

  /** Bytes of frame i that are in `data`. */
  length(i: number): number {
    return this.#headers[16 * i + 14] ?? 0;
  }

  /** Lab time in seconds of the kernel's stamp on frame i. */
  stamp(i: number): number {
    // struct cmsghdr is 16 bytes; struct timespec follows it.
    const word = (CONTROL_SIZE / 4) * i + 4;
    return this.#clock.fromStamp(this.#controlWords[word] ?? 0, this.#controlWords[word + 2] ?? 0);
  }

  /** Frames that the kernel could not queue for us since the last call. */
  drops(): number {
    const statistics = new Uint32Array(2);
    check(libc.getsockopt(this.fd, SOL_PACKET, PACKET_STATISTICS, statistics, int32(8)), 'PACKET_STATISTICS');
    return statistics[1] ?? 0;
  }

  #enlarge(): void {
    // The limit of an ordinary user (net.core.rmem_max) holds few full frames; older kernels refuse to go beyond it.
    if (libc.setsockopt(this.fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(RECEIVE_BUFFER), 4) < 0)
      check(libc.setsockopt(this.fd, SOL_SOCKET, SO_RCVBUF, int32(RECEIVE_BUFFER), 4), 'SO_RCVBUF');
  }

  /** Classic BPF: ld pkttype (SKF_AD_OFF + SKF_AD_PKTTYPE); jeq PACKET_OUTGOING; ret how much to keep. */
  #filter(direction: 'incoming' | 'outgoing'): void {
    const memory = new Uint8Array(128);
    const view = new DataView(memory.buffer);
    const instruction = (i: number, code: number, jt: number, jf: number, k: number): void => {
      view.setUint16(8 * i, code, true);
      view.setUint8(8 * i + 2, jt);
      view.setUint8(8 * i + 3, jf);
      view.setUint32(8 * i + 4, k >>> 0, true);
    };
    instruction(0, 0x28, 0, 0, -0x1000 + 4);
    instruction(1, 0x15, 0, 1, PACKET_OUTGOING);
    instruction(2, 0x06, 0, 0, direction === 'outgoing' ? OUTGOING_SNAP : 0);
    instruction(3, 0x06, 0, 0, direction === 'outgoing' ? 0 : 0xffff);
    view.setUint16(64, 4, true);
    view.setBigUint64(72, addressOf(memory), true);
    check(libc.setsockopt(this.fd, SOL_SOCKET, SO_ATTACH_FILTER, memory.subarray(64), 16), 'SO_ATTACH_FILTER');
  }
}

/** Sends frames out of one interface, in batches, straight from a tap's memory. */
export class PacketSender {
  readonly #fd: number;
  #vectors = new BigUint64Array(BATCH * 2);
  #headers = new Uint32Array((BATCH * HEADER_SIZE) / 4);
  #count = 0;

  constructor(interfaceName: string) {
    this.#fd = open(interfaceName, 0);
    libc.setsockopt(this.#fd, SOL_SOCKET, SO_SNDBUF, int32(8 << 20), 4);
    const vectors = addressOf(new Uint8Array(this.#vectors.buffer));
    const headers = new BigUint64Array(this.#headers.buffer);
    for (let i = 0; i < BATCH; i++) {
      headers[8 * i + 2] = vectors + BigInt(i * 16);
      headers[8 * i + 3] = 1n;
    }
  }

  get waiting(): number {
    return this.#count;
  }

  /** Adds a frame to the batch; its memory must stay as it is until `flush`. */
  add(address: bigint, length: number): void {
    this.#vectors[2 * this.#count] = address;
    this.#vectors[2 * this.#count + 1] = BigInt(length);
    this.#count++;
  }

  /**
   * Sends the batch. The receiving stack of a veth peer runs inside this call. `onRefused` hears of each frame,
   * by its place in the batch, that the kernel would not send.
   */
  flush(onRefused: (place: number, errno: number) => void): void {
    const count = this.#count;
    this.#count = 0;
    let sent = 0;
    while (sent < count) {
      const rest = sent === 0 ? this.#headers : this.#headers.subarray((sent * HEADER_SIZE) / 4);
      const result = libc.sendmmsg(this.#fd, rest, count - sent, MSG_DONTWAIT) as number;
      if (result > 0) sent += result;
      else onRefused(sent++, errno());
    }
  }
}

/** AF_PACKET sockets (packet(7)), and sending by them. A packet socket never sees the frames that it sent itself. */
import { addressOf, check, errno, libc } from './libc.ts';

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_ATTACH_FILTER = 26;
export const SOL_PACKET = 263;
const PACKET_OUTGOING = 4;
const MSG_DONTWAIT = 0x40;

/** How many frames are taken up and sent at once. */
export const BATCH = 64;
/** How much of an outgoing frame's copy is enough to know it again. */
const OUTGOING_SNAP = 128;
const WHOLE = 0xffff;

/** struct mmsghdr (64-bit): msghdr 56 bytes, then msg_len. */
const HEADER_SIZE = 64;

const sockaddrLl = (interfaceName: string, protocol: number): Uint8Array => {
  const address = new Uint8Array(20);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, protocol, false);
  view.setInt32(4, check(libc.if_nametoindex(interfaceName) || -1, `if_nametoindex ${interfaceName}`), true);
  return address;
};

export const int32 = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

/** A packet socket that hears nothing until it is bound. */
export const openPacketSocket = (): number =>
  check(libc.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'socket AF_PACKET');

export function bindPacketSocket(fd: number, interfaceName: string, protocol: number): void {
  check(libc.bind(fd, sockaddrLl(interfaceName, protocol), 20), `bind ${interfaceName}`);
}

export type PacketDirection = 'incoming' | 'outgoing';

/**
 * Takes the frames of one direction, of those that go out only the heads unless `isWhole`. Classic BPF: ld pkttype
 * (SKF_AD_OFF + SKF_AD_PKTTYPE); jeq PACKET_OUTGOING; ret how much to keep.
 */
export function setPacketFilter(fd: number, direction: PacketDirection, isWhole = false): void {
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
  instruction(2, 0x06, 0, 0, direction === 'incoming' ? 0 : isWhole ? WHOLE : OUTGOING_SNAP);
  instruction(3, 0x06, 0, 0, direction === 'incoming' ? WHOLE : 0);
  view.setUint16(64, 4, true);
  view.setBigUint64(72, addressOf(memory), true);
  check(libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, memory.subarray(64), 16), 'SO_ATTACH_FILTER');
}

/** What a waiting frame of MTU 1500 takes of a socket's send buffer (skb->truesize), and how many sockets there may be. */
const FRAME_COST = 2304;
const MOST_SOCKETS = 64;
const EAGAIN = 11;

function openSender(interfaceName: string): number {
  const fd = openPacketSocket();
  bindPacketSocket(fd, interfaceName, 0);
  libc.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, int32(8 << 20), 4);
  return fd;
}

/** Bytes; an ordinary user gets no more than net.core.wmem_max, twice (socket(7)). */
function sendBuffer(fd: number): number {
  const value = new Int32Array(1);
  check(libc.getsockopt(fd, SOL_SOCKET, SO_SNDBUF, value, int32(4)), 'SO_SNDBUF');
  return value[0] ?? 0;
}

/** Sends frames out of one interface, in batches, straight from a tap's memory. */
export class PacketSender {
  readonly #interface: string;
  /** All but the first are for frames that wait in the interface's queue. */
  readonly #fds: number[];
  /** The socket in use. */
  #current = 0;
  /** How many frames one call may send. */
  #atOnce = BATCH;
  /** struct iovec as words: the base's lower and upper, the length's lower; the fourth stays 0. */
  #vectors = new Uint32Array(BATCH * 4);
  #headers = new Uint32Array((BATCH * HEADER_SIZE) / 4);
  #count = 0;

  constructor(interfaceName: string) {
    this.#interface = interfaceName;
    this.#fds = [openSender(interfaceName)];
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

  /**
   * Fits itself to a queue of so many frames at the interface: they wait at the cost of the socket that sent them, and
   * one that does not fit is refused. Of a batch sendmmsg(2) would try it twice. 0 = there is no queue. The calling
   * thread must be in the interface's namespace.
   */
  setQueue(frames: number): void {
    this.#atOnce = frames > 0 ? 1 : BATCH;
    const sockets = Math.ceil((frames * FRAME_COST) / sendBuffer(this.#fds[0] ?? -1));
    while (this.#fds.length < Math.min(sockets, MOST_SOCKETS)) this.#fds.push(openSender(this.#interface));
  }

  /** Adds a frame to the batch; its memory must stay as it is until `flush`. */
  add(address: number, length: number): void {
    const at = 4 * this.#count++;
    this.#vectors[at] = address;
    this.#vectors[at + 1] = address / 2 ** 32;
    this.#vectors[at + 2] = length;
  }

  /**
   * Sends the batch. The receiving stack of a veth peer runs inside this call. `onRefused` hears of each frame,
   * by its place in the batch, that the kernel would not send.
   */
  flush(onRefused: (place: number, errno: number) => void): void {
    const count = this.#count;
    this.#count = 0;
    let sent = 0;
    let full = 0;
    while (sent < count) {
      const rest = sent === 0 ? this.#headers : this.#headers.subarray((sent * HEADER_SIZE) / 4);
      const fd = this.#fds[this.#current] ?? -1;
      const result = libc.sendmmsg(fd, rest, Math.min(this.#atOnce, count - sent), MSG_DONTWAIT) as number;
      if (result > 0) sent += result;
      else if (errno() === EAGAIN && ++full < this.#fds.length) this.#current = (this.#current + 1) % this.#fds.length;
      else onRefused(sent++, errno());
      if (result > 0) full = 0;
    }
  }
}

/** Changes to a TCP segment in place, where it stands in its Ethernet frame, its checksums mended (RFC 1071). */
import { ETHERNET_HEADER } from '../../common/wire/ethernet.ts';
import { IPV4_OFFSET } from '../../common/wire/ipv4.ts';
import { IPV6_OFFSET } from '../../common/wire/ipv6.ts';
import { internetChecksum, pseudoHeaderSum } from '../../common/wire/checksum.ts';
import { PROTOCOL } from '../../common/wire/protocols.ts';
import { TCP_OFFSET } from '../../common/wire/tcp.ts';
import type { TcpPeek } from '../../common/wire/peek.ts';
import { ACK, FIN, RST, SYN } from './flows.ts';

/** A whole frame, and where its parts are, counted from its first byte. */
export interface TcpFrame {
  bytes: Uint8Array;
  peek: TcpPeek;
}

const view = ({ bytes }: TcpFrame): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const headerEnd = ({ bytes, peek }: TcpFrame): number => peek.tcpOffset + 4 * ((bytes[peek.tcpOffset + 12] ?? 0) >> 4);

export function setWindow(frame: TcpFrame, window: number): void {
  view(frame).setUint16(frame.peek.tcpOffset + TCP_OFFSET.window, window);
  mend(frame);
}

/** `set` and `clear` as bits of the header's low flag byte. */
export function changeFlags(frame: TcpFrame, set: number, clear: number): void {
  const at = frame.peek.tcpOffset + TCP_OFFSET.offsetAndFlags + 1;
  frame.bytes[at] = ((frame.bytes[at] ?? 0) | set) & ~clear;
  mend(frame);
}

/** Turns over the bits of a byte; the checksum stays, so that the receiver can notice. */
export function corrupt(frame: TcpFrame, payloadOffset: number): void {
  const { bytes, peek } = frame;
  const start = headerEnd(frame);
  const at = peek.payloadLength > 0 ? start + Math.min(payloadOffset, peek.payloadLength - 1) : start - 1;
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
}

/** Leaves at most so many payload bytes; returns how long the frame is then. */
export function truncate(frame: TcpFrame, payload: number): number {
  const { peek } = frame;
  if (payload >= peek.payloadLength) return frame.bytes.length;
  peek.payloadLength = payload;
  const end = headerEnd(frame) + payload;
  const v = view(frame);
  if (peek.version === 4) v.setUint16(ETHERNET_HEADER + IPV4_OFFSET.totalLength, end - ETHERNET_HEADER);
  else v.setUint16(ETHERNET_HEADER + IPV6_OFFSET.payloadLength, end - peek.tcpOffset);
  mend(frame);
  return end;
}

/** The reset that a receiver without a socket would answer with (RFC 9293 3.5.2); null for a segment that is one itself. */
export function resetFor({ bytes, peek }: TcpFrame): Uint8Array | null {
  if (peek.flags & RST) return null;
  const reset = bytes.slice(0, peek.tcpOffset + 20);
  const answer: TcpFrame = { bytes: reset, peek: { ...peek, payloadLength: 0 } };
  reset.set(bytes.subarray(6, 12), 0);
  reset.set(bytes.subarray(0, 6), 6);
  const size = peek.version === 4 ? 4 : 16;
  reset.set(bytes.subarray(peek.dstOffset, peek.dstOffset + size), peek.srcOffset);
  reset.set(bytes.subarray(peek.srcOffset, peek.srcOffset + size), peek.dstOffset);
  const v = view(answer);
  const tcp = peek.tcpOffset;
  const acks = (peek.flags & ACK) === 0;
  const occupied = peek.payloadLength + (peek.flags & SYN ? 1 : 0) + (peek.flags & FIN ? 1 : 0);
  v.setUint16(tcp + TCP_OFFSET.srcPort, peek.dstPort);
  v.setUint16(tcp + TCP_OFFSET.dstPort, peek.srcPort);
  v.setUint32(tcp + TCP_OFFSET.seq, acks ? 0 : peek.ack);
  v.setUint32(tcp + TCP_OFFSET.ack, acks ? (peek.seq + occupied) >>> 0 : 0);
  v.setUint16(tcp + TCP_OFFSET.offsetAndFlags, (5 << 12) | RST | (acks ? ACK : 0));
  v.setUint16(tcp + TCP_OFFSET.window, 0);
  v.setUint16(tcp + TCP_OFFSET.urgent, 0);
  if (peek.version === 4) v.setUint16(ETHERNET_HEADER + IPV4_OFFSET.totalLength, reset.length - ETHERNET_HEADER);
  else v.setUint16(ETHERNET_HEADER + IPV6_OFFSET.payloadLength, 20);
  mend(answer);
  return reset;
}

/** Puts the checksums right of TCP and, over its header, of IPv4. */
function mend(frame: TcpFrame): void {
  const { bytes, peek } = frame;
  const v = view(frame);
  const ip = ETHERNET_HEADER;
  if (peek.version === 4) {
    v.setUint16(ip + IPV4_OFFSET.checksum, 0);
    v.setUint16(ip + IPV4_OFFSET.checksum, internetChecksum(bytes.subarray(ip, peek.tcpOffset)));
  }
  const size = peek.version === 4 ? 4 : 16;
  const end = headerEnd(frame) + peek.payloadLength;
  const src = bytes.subarray(peek.srcOffset, peek.srcOffset + size);
  const dst = bytes.subarray(peek.dstOffset, peek.dstOffset + size);
  v.setUint16(peek.tcpOffset + TCP_OFFSET.checksum, 0);
  const sum = pseudoHeaderSum(src, dst, PROTOCOL.tcp, end - peek.tcpOffset);
  v.setUint16(peek.tcpOffset + TCP_OFFSET.checksum, internetChecksum(bytes.subarray(peek.tcpOffset, end), sum));
}

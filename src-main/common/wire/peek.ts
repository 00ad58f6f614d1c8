/** The few fields that the wire loop needs of every frame, read without allocating. */
import { u16, u32, u8 } from './big-endian.ts';
import { ETHERNET_HEADER, ETHERNET_OFFSET, ETHERTYPE } from './ethernet.ts';
import { IPV4_HEADER, IPV4_OFFSET } from './ipv4.ts';
import { IPV6_HEADER, IPV6_OFFSET } from './ipv6.ts';
import { PROTOCOL } from './protocols.ts';
import { TCP_HEADER, TCP_OFFSET } from './tcp.ts';

/** Fragment offset and the more-fragments bit of IPv4, without don't-fragment and the reserved bit. */
const IPV4_FRAGMENTED = 0x3fff;

/** Offsets are from the start of the byte array, not of the frame. */
export interface TcpPeek {
  version: 4 | 6;
  /** Where the IP addresses start: 4 or 16 bytes each. */
  srcOffset: number;
  dstOffset: number;
  /** Where the TCP header starts. */
  tcpOffset: number;
  srcPort: number;
  dstPort: number;
  /** Absolute, 0 … 2^32−1. */
  seq: number;
  ack: number;
  /** The low 8 bits of TCP_FLAG, without AE. */
  flags: number;
  /** As on the wire, not scaled. */
  window: number;
  payloadLength: number;
}

export function newTcpPeek(): TcpPeek {
  return {
    version: 4,
    srcOffset: 0,
    dstOffset: 0,
    tcpOffset: 0,
    srcPort: 0,
    dstPort: 0,
    seq: 0,
    ack: 0,
    flags: 0,
    window: 0,
    payloadLength: 0,
  };
}

/**
 * Reads the frame of `length` bytes at `offset` into `out`. False, with `out` in an undefined state, when it is
 * not a whole TCP segment directly in one IPv4 or IPv6 packet (no fragment, no IPv6 extension header) or a length
 * field is wrong. Checksums and TCP options are not looked at. True exactly when decodeFrame finds the same.
 */
export function peekTcp(bytes: Uint8Array, offset: number, length: number, out: TcpPeek): boolean {
  const frameEnd = offset + length;
  const ip = offset + ETHERNET_HEADER;
  if (length < ETHERNET_HEADER + IPV4_HEADER || frameEnd > bytes.length) return false;
  const type = u16(bytes, offset + ETHERNET_OFFSET.type);
  let tcp: number;
  let end: number;
  if (type === ETHERTYPE.ipv4) {
    const versionAndWords = u8(bytes, ip + IPV4_OFFSET.versionAndWords);
    if (versionAndWords >>> 4 !== 4 || u8(bytes, ip + IPV4_OFFSET.protocol) !== PROTOCOL.tcp) return false;
    if ((u16(bytes, ip + IPV4_OFFSET.flagsAndOffset) & IPV4_FRAGMENTED) !== 0) return false;
    if ((versionAndWords & 0xf) * 4 < IPV4_HEADER) return false;
    tcp = ip + (versionAndWords & 0xf) * 4;
    end = ip + u16(bytes, ip + IPV4_OFFSET.totalLength);
    out.version = 4;
    out.srcOffset = ip + IPV4_OFFSET.src;
    out.dstOffset = ip + IPV4_OFFSET.dst;
  } else if (type === ETHERTYPE.ipv6) {
    if (length < ETHERNET_HEADER + IPV6_HEADER || u8(bytes, ip + IPV6_OFFSET.versionClassFlow) >>> 4 !== 6)
      return false;
    if (u8(bytes, ip + IPV6_OFFSET.nextHeader) !== PROTOCOL.tcp) return false;
    tcp = ip + IPV6_HEADER;
    end = tcp + u16(bytes, ip + IPV6_OFFSET.payloadLength);
    out.version = 6;
    out.srcOffset = ip + IPV6_OFFSET.src;
    out.dstOffset = ip + IPV6_OFFSET.dst;
  } else {
    return false;
  }
  // With these two, every read below lies inside the frame.
  if (end > frameEnd || tcp + TCP_HEADER > end) return false;
  const headerLength = (u8(bytes, tcp + TCP_OFFSET.offsetAndFlags) >>> 4) * 4;
  if (headerLength < TCP_HEADER || tcp + headerLength > end) return false;
  out.tcpOffset = tcp;
  out.srcPort = u16(bytes, tcp + TCP_OFFSET.srcPort);
  out.dstPort = u16(bytes, tcp + TCP_OFFSET.dstPort);
  out.seq = u32(bytes, tcp + TCP_OFFSET.seq);
  out.ack = u32(bytes, tcp + TCP_OFFSET.ack);
  out.flags = u8(bytes, tcp + TCP_OFFSET.offsetAndFlags + 1);
  out.window = u16(bytes, tcp + TCP_OFFSET.window);
  out.payloadLength = end - tcp - headerLength;
  return true;
}

/** IPv4 (RFC 791 3.1). */
import { addressText, IPV4_BYTES } from './addresses.ts';
import { putU16, u16, u8 } from './big-endian.ts';
import { internetChecksum } from './checksum.ts';
import { type Decoded, type Refusal, refuse } from './decoded.ts';
import { protocolText } from './protocols.ts';

/** Where each field starts. */
export const IPV4_OFFSET = {
  versionAndWords: 0,
  trafficClass: 1,
  totalLength: 2,
  identification: 4,
  flagsAndOffset: 6,
  timeToLive: 8,
  protocol: 9,
  checksum: 10,
  src: 12,
  dst: 16,
} as const;
/** The header without options; options start here. */
export const IPV4_HEADER = 20;

/** In `flags`. The high bit is reserved and kept as found. */
export const IPV4_FLAG = { moreFragments: 1, dontFragment: 2, reserved: 4 } as const;

export interface Ipv4Header {
  kind: 'ipv4';
  /** DSCP and ECN (RFC 2474, RFC 3168). */
  trafficClass: number;
  /** Bytes, header and data. */
  totalLength: number;
  identification: number;
  /** Three bits, see IPV4_FLAG. */
  flags: number;
  /** In units of 8 bytes. */
  fragmentOffset: number;
  ttl: number;
  protocol: number;
  /** As found. */
  checksum: number;
  checksumOk: boolean;
  src: Uint8Array;
  dst: Uint8Array;
  /** As found, padding included; a multiple of 4 bytes. */
  options: Uint8Array;
}

/**
 * The header alone, with no look at whether its data is there: an ICMP error quotes a datagram that is longer
 * than the quotation. A refusal has no header.
 */
export function decodeIpv4Header(bytes: Uint8Array): { header: Ipv4Header } | Refusal<Ipv4Header> {
  if (bytes.length < IPV4_HEADER) return refuse('ipv4', `${bytes.length} bytes, a header has at least 20`, bytes);
  const version = u8(bytes, IPV4_OFFSET.versionAndWords) >>> 4;
  if (version !== 4) return refuse('ipv4', `version ${version}`, bytes);
  const length = (u8(bytes, IPV4_OFFSET.versionAndWords) & 0xf) * 4;
  if (length < IPV4_HEADER) return refuse('ipv4', `header length ${length} is less than 20`, bytes);
  if (length > bytes.length) return refuse('ipv4', `header length ${length}, ${bytes.length} bytes there`, bytes);
  const totalLength = u16(bytes, IPV4_OFFSET.totalLength);
  if (totalLength < length) return refuse('ipv4', `total length ${totalLength} is less than the header's`, bytes);
  const header: Ipv4Header = {
    kind: 'ipv4',
    trafficClass: u8(bytes, IPV4_OFFSET.trafficClass),
    totalLength,
    identification: u16(bytes, IPV4_OFFSET.identification),
    flags: u8(bytes, IPV4_OFFSET.flagsAndOffset) >>> 5,
    fragmentOffset: u16(bytes, IPV4_OFFSET.flagsAndOffset) & 0x1fff,
    ttl: u8(bytes, IPV4_OFFSET.timeToLive),
    protocol: u8(bytes, IPV4_OFFSET.protocol),
    checksum: u16(bytes, IPV4_OFFSET.checksum),
    checksumOk: internetChecksum(bytes.subarray(0, length)) === 0,
    src: bytes.subarray(IPV4_OFFSET.src, IPV4_OFFSET.src + IPV4_BYTES),
    dst: bytes.subarray(IPV4_OFFSET.dst, IPV4_OFFSET.dst + IPV4_BYTES),
    options: bytes.subarray(IPV4_HEADER, length),
  };
  return { header };
}

/** The trailer is what follows the total length: a short frame is padded to 60 bytes (RFC 1042, RFC 894). */
export function decodeIpv4(bytes: Uint8Array): Decoded<Ipv4Header> {
  const result = decodeIpv4Header(bytes);
  if ('failure' in result) return result;
  const { header } = result;
  const start = IPV4_HEADER + header.options.length;
  if (header.totalLength > bytes.length) {
    const reason = `total length ${header.totalLength}, ${bytes.length} bytes there`;
    return refuse('ipv4', reason, bytes.subarray(start), header);
  }
  const payload = bytes.subarray(start, header.totalLength);
  return { header, payload, trailer: bytes.subarray(header.totalLength), failure: null };
}

/** Writes lengths and checksum as they stand in the header, right or wrong. */
export function encodeIpv4(header: Ipv4Header): Uint8Array {
  const length = IPV4_HEADER + header.options.length;
  const bytes = new Uint8Array(length);
  bytes[IPV4_OFFSET.versionAndWords] = (4 << 4) | (length / 4);
  bytes[IPV4_OFFSET.trafficClass] = header.trafficClass;
  putU16(bytes, IPV4_OFFSET.totalLength, header.totalLength);
  putU16(bytes, IPV4_OFFSET.identification, header.identification);
  putU16(bytes, IPV4_OFFSET.flagsAndOffset, (header.flags << 13) | header.fragmentOffset);
  bytes[IPV4_OFFSET.timeToLive] = header.ttl;
  bytes[IPV4_OFFSET.protocol] = header.protocol;
  putU16(bytes, IPV4_OFFSET.checksum, header.checksum);
  bytes.set(header.src, IPV4_OFFSET.src);
  bytes.set(header.dst, IPV4_OFFSET.dst);
  bytes.set(header.options, IPV4_HEADER);
  return bytes;
}

/** The first of several fragments counts too: its data is not the whole datagram (RFC 791 3.2). */
export function isIpv4Fragment(header: Ipv4Header): boolean {
  return header.fragmentOffset !== 0 || (header.flags & IPV4_FLAG.moreFragments) !== 0;
}

/** `10.0.0.1 > 10.0.0.2 UDP, ttl 64`, and what is unusual about it. */
export function ipv4HeaderText(header: Ipv4Header): string {
  let text = `${addressText(header.src)} > ${addressText(header.dst)} ${protocolText(header.protocol)}, ttl ${header.ttl}`;
  if (isIpv4Fragment(header)) text += `, fragment ${header.identification} at byte ${header.fragmentOffset * 8}`;
  if (!header.checksumOk) text += ', IPv4 checksum wrong';
  return text;
}

/** Builds valid frames for tests, field by field and without the encoders, so that these are tested against it. */
import { parseIpv4, parseIpv6 } from '../../../src-main/common/wire/addresses.ts';
import { concat, putU16, putU32 } from '../../../src-main/common/wire/big-endian.ts';
import { internetChecksum, pseudoHeaderSum } from '../../../src-main/common/wire/checksum.ts';

const SRC4 = parseIpv4('10.0.0.1')!;
const DST4 = parseIpv4('10.0.0.2')!;
const SRC6 = parseIpv6('fd00::1')!;
const DST6 = parseIpv6('fd00::2')!;

export interface TcpParts {
  version?: 4 | 6;
  flags?: number;
  /** Reserved bits as they stand in byte 12, that is 0x0e. */
  reserved?: number;
  /** A multiple of 4 bytes. */
  tcpOptions?: readonly number[];
  ipv4Options?: readonly number[];
  /** The flags and fragment offset field of IPv4. */
  fragment?: number;
  /** Extension headers, each with its number. */
  extensions?: readonly { protocol: number; bytes: readonly number[] }[];
  payload?: Uint8Array;
  trailer?: Uint8Array;
}

export function ethernet(type: number, ...rest: Uint8Array[]): Uint8Array {
  return concat([Uint8Array.of(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, type >>> 8, type & 0xff), ...rest]);
}

export function ipv4Packet(
  protocol: number,
  data: Uint8Array,
  options: readonly number[] = [],
  fragment = 0,
): Uint8Array {
  const header = new Uint8Array(20 + options.length);
  header[0] = 0x40 | (header.length / 4);
  putU16(header, 2, header.length + data.length);
  putU16(header, 4, 4711);
  putU16(header, 6, fragment);
  header[8] = 64;
  header[9] = protocol;
  header.set(SRC4, 12);
  header.set(DST4, 16);
  header.set(options, 20);
  putU16(header, 10, internetChecksum(header));
  return concat([header, data]);
}

export function ipv6Packet(protocol: number, data: Uint8Array, extensions: TcpParts['extensions'] = []): Uint8Array {
  const chain = concat(extensions.map(({ bytes }) => Uint8Array.from(bytes)));
  let at = 0;
  extensions.forEach(({ bytes }, i) => {
    chain[at] = extensions[i + 1]?.protocol ?? protocol;
    at += bytes.length;
  });
  const header = new Uint8Array(40);
  putU32(header, 0, 0x6abcdef0);
  putU16(header, 4, chain.length + data.length);
  header[6] = extensions[0]?.protocol ?? protocol;
  header[7] = 64;
  header.set(SRC6, 8);
  header.set(DST6, 24);
  return concat([header, chain, data]);
}

/** A segment from port 40000 to 80, seq 0xfffffff0, ack 7, window 1000, checksum right. */
export function tcpSegment(parts: TcpParts): Uint8Array {
  const options = parts.tcpOptions ?? [];
  const payload = parts.payload ?? new Uint8Array(0);
  const segment = new Uint8Array(20 + options.length + payload.length);
  putU16(segment, 0, 40000);
  putU16(segment, 2, 80);
  putU32(segment, 4, 0xfffffff0);
  putU32(segment, 8, 7);
  putU16(segment, 12, (((20 + options.length) / 4) << 12) | ((parts.reserved ?? 0) << 8) | (parts.flags ?? 0x10));
  putU16(segment, 14, 1000);
  segment.set(options, 20);
  segment.set(payload, 20 + options.length);
  const [src, dst] = parts.version === 6 ? [SRC6, DST6] : [SRC4, DST4];
  putU16(segment, 16, internetChecksum(segment, pseudoHeaderSum(src, dst, 6, segment.length)));
  return segment;
}

export function tcpFrame(parts: TcpParts): Uint8Array {
  const segment = tcpSegment(parts);
  const trailer = parts.trailer ?? new Uint8Array(0);
  if (parts.version === 6) return ethernet(0x86dd, ipv6Packet(6, segment, parts.extensions), trailer);
  return ethernet(0x0800, ipv4Packet(6, segment, parts.ipv4Options, parts.fragment), trailer);
}

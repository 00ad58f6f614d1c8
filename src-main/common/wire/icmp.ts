/**
 * ICMP for IPv4 (RFC 792) and IPv6 (RFC 4443) as far as TCP needs it: errors with the segment that they quote,
 * echo, and the neighbour discovery of RFC 4861 by name. Both have the same first 8 bytes.
 */
import { addressText, endpoint, IPV6_BYTES } from './addresses.ts';
import { putU16, putU32, u16, u32, u8 } from './big-endian.ts';
import { internetChecksum } from './checksum.ts';
import { type Decoded, NO_BYTES, refuse } from './decoded.ts';
import { decodeIpv4Header, IPV4_HEADER } from './ipv4.ts';
import { decodeIpv6, IPV6_HEADER } from './ipv6.ts';
import { PROTOCOL } from './protocols.ts';
import { TCP_OFFSET } from './tcp.ts';

const TYPE = 0;
const CODE = 1;
const CHECKSUM = 2;
const VALUE = 4;
export const ICMP_HEADER = 8;
/** An error quotes at least this much behind the IP header (RFC 792): TCP's ports and sequence number. */
const QUOTED_AT_LEAST = 8;

const ECHO = { 4: { reply: 0, request: 8 }, 6: { reply: 129, request: 128 } } as const;
const ERRORS: Readonly<Record<4 | 6, readonly number[]>> = { 4: [3, 4, 5, 11, 12], 6: [1, 2, 3, 4] };
const NEIGHBOUR_SOLICITATION = 135;
const NEIGHBOUR_ADVERTISEMENT = 136;

/** By type, and by type/code where the code says more. */
const NAMES: Readonly<Record<4 | 6, Partial<Record<string, string>>>> = {
  4: {
    '0': 'echo reply',
    '3': 'destination unreachable',
    '3/0': 'network unreachable',
    '3/1': 'host unreachable',
    '3/2': 'protocol unreachable',
    '3/3': 'port unreachable',
    '3/4': 'fragmentation needed',
    '3/13': 'administratively prohibited',
    '5': 'redirect',
    '8': 'echo request',
    '11': 'time exceeded',
    '12': 'parameter problem',
  },
  6: {
    '1': 'destination unreachable',
    '1/0': 'no route',
    '1/1': 'administratively prohibited',
    '1/3': 'address unreachable',
    '1/4': 'port unreachable',
    '2': 'packet too big',
    '3': 'time exceeded',
    '4': 'parameter problem',
    '128': 'echo request',
    '129': 'echo reply',
    '130': 'multicast listener query',
    '131': 'multicast listener report',
    '132': 'multicast listener done',
    '133': 'router solicitation',
    '134': 'router advertisement',
    '135': 'neighbour solicitation',
    '136': 'neighbour advertisement',
    '137': 'redirect',
    '143': 'multicast listener report v2',
  },
};

export interface IcmpHeader {
  kind: 'icmp';
  version: 4 | 6;
  type: number;
  code: number;
  /** As found. */
  checksum: number;
  /** Null when it cannot be told, as for one fragment of a message. */
  checksumOk: boolean | null;
  /** The 32 bits behind the checksum: identifier and number of an echo, the MTU of a message about size, … */
  value: number;
}

/** The TCP segment that an ICMP error is about. `src` and `dst` as in SegmentEvent. */
export interface QuotedSegment {
  src: string;
  dst: string;
  seq: number;
}

/** `pseudoSum`: zero for version 4, the pseudo header's running sum for version 6, null when it cannot be told. */
export function decodeIcmp(bytes: Uint8Array, version: 4 | 6, pseudoSum: number | null): Decoded<IcmpHeader> {
  if (bytes.length < ICMP_HEADER) return refuse('icmp', `${bytes.length} bytes, a message has at least 8`, bytes);
  const header: IcmpHeader = {
    kind: 'icmp',
    version,
    type: u8(bytes, TYPE),
    code: u8(bytes, CODE),
    checksum: u16(bytes, CHECKSUM),
    checksumOk: pseudoSum === null ? null : internetChecksum(bytes, pseudoSum) === 0,
    value: u32(bytes, VALUE),
  };
  return { header, payload: bytes.subarray(ICMP_HEADER), trailer: NO_BYTES, failure: null };
}

export function encodeIcmp(header: IcmpHeader): Uint8Array {
  const bytes = new Uint8Array(ICMP_HEADER);
  bytes[TYPE] = header.type;
  bytes[CODE] = header.code;
  putU16(bytes, CHECKSUM, header.checksum);
  putU32(bytes, VALUE, header.value);
  return bytes;
}

/** Identifier and sequence number of an echo request or reply, else null. */
export function echoOf(header: IcmpHeader): { reply: boolean; id: number; seq: number } | null {
  const { reply, request } = ECHO[header.version];
  if (header.type !== reply && header.type !== request) return null;
  return { reply: header.type === reply, id: header.value >>> 16, seq: header.value & 0xffff };
}

/** The bytes of the datagram that an error message quotes, from its IP header on; null when it is not an error. */
export function quotedBytes(header: IcmpHeader, payload: Uint8Array): Uint8Array | null {
  return ERRORS[header.version].includes(header.type) ? payload : null;
}

/** Null when the message is not an error, or quotes something else than the start of a TCP segment. */
export function quotedSegment(header: IcmpHeader, payload: Uint8Array): QuotedSegment | null {
  const quoted = quotedBytes(header, payload);
  if (quoted === null) return null;
  const ip = header.version === 4 ? decodeIpv4Header(quoted).header : decodeIpv6(quoted).header;
  if (ip === null || ip.protocol !== PROTOCOL.tcp) return null;
  if (ip.kind === 'ipv4' ? ip.fragmentOffset !== 0 : ip.extensions.length !== 0) return null;
  const start = ip.kind === 'ipv4' ? IPV4_HEADER + ip.options.length : IPV6_HEADER;
  if (quoted.length < start + QUOTED_AT_LEAST) return null;
  return {
    src: endpoint(addressText(ip.src), u16(quoted, start + TCP_OFFSET.srcPort)),
    dst: endpoint(addressText(ip.dst), u16(quoted, start + TCP_OFFSET.dstPort)),
    seq: u32(quoted, start + TCP_OFFSET.seq),
  };
}

/** What the message is about, with a comma before it, or nothing. */
function subjectText(header: IcmpHeader, payload: Uint8Array): string {
  const echo = echoOf(header);
  if (echo) return `, id ${echo.id} seq ${echo.seq}`;
  const segment = quotedSegment(header, payload);
  if (segment) return `, about ${segment.src} > ${segment.dst} seq ${segment.seq}`;
  const aboutNeighbour = header.type === NEIGHBOUR_SOLICITATION || header.type === NEIGHBOUR_ADVERTISEMENT;
  if (header.version === 6 && aboutNeighbour && payload.length >= IPV6_BYTES) {
    return `, target ${addressText(payload.subarray(0, IPV6_BYTES))}`;
  }
  return '';
}

/** `ICMP port unreachable, about 10.0.0.1:40000 > 10.0.0.2:80 seq 7` */
export function icmpText(header: IcmpHeader, payload: Uint8Array): string {
  const { version, type, code, checksumOk } = header;
  const name = NAMES[version][`${type}/${code}`] ?? NAMES[version][type] ?? `type ${type} code ${code}`;
  const text = `${version === 4 ? 'ICMP' : 'ICMPv6'} ${name}${subjectText(header, payload)}`;
  return checksumOk === false ? `${text}, checksum wrong` : text;
}

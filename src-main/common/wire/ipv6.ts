/** IPv6 (RFC 8200 3) with the extension headers that may stand before TCP (RFC 8200 4). */
import { addressText, IPV6_BYTES } from './addresses.ts';
import { concat, putU16, putU32, u16, u32, u8 } from './big-endian.ts';
import { type Decoded, refuse } from './decoded.ts';
import { PROTOCOL, protocolText } from './protocols.ts';

/** Where each field starts. */
export const IPV6_OFFSET = {
  versionClassFlow: 0,
  payloadLength: 4,
  nextHeader: 6,
  hopLimit: 7,
  src: 8,
  dst: 24,
} as const;
export const IPV6_HEADER = 40;

const EXTENSION_NEXT = 0;
const EXTENSION_LENGTH = 1;
/** The fragment header has no length field and is always as long as the shortest of the others. */
const EXTENSION_UNIT = 8;
const ROUTING_SEGMENTS_LEFT = 3;
const FRAGMENT_OFFSET = 2;

export interface Ipv6Extension {
  /** Its own number, as the header before it announces it. */
  protocol: number;
  /** The whole extension header, next-header field included. */
  bytes: Uint8Array;
}

export interface Ipv6Header {
  kind: 'ipv6';
  /** DSCP and ECN. */
  trafficClass: number;
  flowLabel: number;
  /** Bytes after the fixed header, extension headers included. */
  payloadLength: number;
  /** As in the fixed header. */
  nextHeader: number;
  hopLimit: number;
  src: Uint8Array;
  dst: Uint8Array;
  extensions: Ipv6Extension[];
  /** What the payload is: the last next-header field of the chain. */
  protocol: number;
}

function hasKnownLength(protocol: number): boolean {
  return (
    protocol === PROTOCOL.hopByHop ||
    protocol === PROTOCOL.routing ||
    protocol === PROTOCOL.fragment ||
    protocol === PROTOCOL.destination
  );
}

/** Offset in units of 8 bytes and the more-fragments bit (RFC 8200 4.5), or null when there is no such header. */
function fragmentField(header: Ipv6Header): { offset: number; more: boolean } | null {
  const fragment = header.extensions.findLast((extension) => extension.protocol === PROTOCOL.fragment);
  if (!fragment) return null;
  const field = u16(fragment.bytes, FRAGMENT_OFFSET);
  return { offset: field >>> 3, more: (field & 1) !== 0 };
}

/** In units of 8 bytes; zero when it is not a fragment. */
export function ipv6FragmentOffset(header: Ipv6Header): number {
  return fragmentField(header)?.offset ?? 0;
}

/** An atomic fragment, which is the whole packet (RFC 6946), does not count. */
export function isIpv6Fragment(header: Ipv6Header): boolean {
  const field = fragmentField(header);
  return field !== null && (field.offset !== 0 || field.more);
}

/** Still on its way to another address: upper-layer checksums are then over that one (RFC 8200 8.1). */
export function isSourceRouted(header: Ipv6Header): boolean {
  return header.extensions.some(
    ({ protocol, bytes }) => protocol === PROTOCOL.routing && u8(bytes, ROUTING_SEGMENTS_LEFT) !== 0,
  );
}

/** The fixed header alone; the caller has checked that 40 bytes and version 6 are there. */
function fixedHeader(bytes: Uint8Array): Ipv6Header {
  const first = u32(bytes, IPV6_OFFSET.versionClassFlow);
  return {
    kind: 'ipv6',
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    payloadLength: u16(bytes, IPV6_OFFSET.payloadLength),
    nextHeader: u8(bytes, IPV6_OFFSET.nextHeader),
    hopLimit: u8(bytes, IPV6_OFFSET.hopLimit),
    src: bytes.subarray(IPV6_OFFSET.src, IPV6_OFFSET.src + IPV6_BYTES),
    dst: bytes.subarray(IPV6_OFFSET.dst, IPV6_OFFSET.dst + IPV6_BYTES),
    extensions: [],
    protocol: u8(bytes, IPV6_OFFSET.nextHeader),
  };
}

/**
 * Walks the extension headers between `at` and `end` into `header`. Gives where the payload starts, or a reason.
 * Behind a fragment header that is not the first fragment there is data, whatever its next-header field says.
 */
function walkExtensions(header: Ipv6Header, bytes: Uint8Array, end: number): { at: number; reason: string | null } {
  let at = IPV6_HEADER;
  while (hasKnownLength(header.protocol) && ipv6FragmentOffset(header) === 0) {
    if (at + EXTENSION_UNIT > end) return { at, reason: `extension header ${header.protocol} is cut off` };
    const units = header.protocol === PROTOCOL.fragment ? 0 : u8(bytes, at + EXTENSION_LENGTH);
    const next = at + (units + 1) * EXTENSION_UNIT;
    if (next > end) return { at, reason: `extension header ${header.protocol} is longer than the packet` };
    header.extensions.push({ protocol: header.protocol, bytes: bytes.subarray(at, next) });
    header.protocol = u8(bytes, at + EXTENSION_NEXT);
    at = next;
  }
  return { at, reason: null };
}

export function decodeIpv6(bytes: Uint8Array): Decoded<Ipv6Header> {
  if (bytes.length < IPV6_HEADER) return refuse('ipv6', `${bytes.length} bytes, a header has 40`, bytes);
  const version = u8(bytes, IPV6_OFFSET.versionClassFlow) >>> 4;
  if (version !== 6) return refuse('ipv6', `version ${version}`, bytes);
  const header = fixedHeader(bytes);
  const end = IPV6_HEADER + header.payloadLength;
  if (end > bytes.length) {
    const reason = `payload length ${header.payloadLength}, ${bytes.length - IPV6_HEADER} bytes there`;
    return refuse('ipv6', reason, bytes.subarray(IPV6_HEADER), header);
  }
  const { at, reason } = walkExtensions(header, bytes, end);
  if (reason !== null) return refuse('ipv6', reason, bytes.subarray(at), header);
  return { header, payload: bytes.subarray(at, end), trailer: bytes.subarray(end), failure: null };
}

/** Writes the length as it stands in the header, right or wrong. */
export function encodeIpv6(header: Ipv6Header): Uint8Array {
  const fixed = new Uint8Array(IPV6_HEADER);
  putU32(fixed, IPV6_OFFSET.versionClassFlow, (6 << 28) | (header.trafficClass << 20) | header.flowLabel);
  putU16(fixed, IPV6_OFFSET.payloadLength, header.payloadLength);
  fixed[IPV6_OFFSET.nextHeader] = header.nextHeader;
  fixed[IPV6_OFFSET.hopLimit] = header.hopLimit;
  fixed.set(header.src, IPV6_OFFSET.src);
  fixed.set(header.dst, IPV6_OFFSET.dst);
  return concat([fixed, ...header.extensions.map((extension) => extension.bytes)]);
}

/** `fd00::1 > fd00::2 UDP, hop limit 64`, and what is unusual about it. */
export function ipv6HeaderText(header: Ipv6Header): string {
  const { src, dst, protocol, hopLimit } = header;
  const text = `${addressText(src)} > ${addressText(dst)} ${protocolText(protocol)}, hop limit ${hopLimit}`;
  return isIpv6Fragment(header) ? `${text}, fragment at byte ${ipv6FragmentOffset(header) * 8}` : text;
}

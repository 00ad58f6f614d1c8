/** Addresses as text and back: MAC (IEEE 802), IPv4 (dotted decimal), IPv6 (RFC 4291 2.2 in, RFC 5952 out). */
import { u8, u16, putU16 } from './big-endian.ts';
import { toHex } from './hex.ts';

export const MAC_BYTES = 6;
export const IPV4_BYTES = 4;
export const IPV6_BYTES = 16;
const IPV6_GROUPS = 8;

/** `02:00:00:00:00:01` */
export function macText(bytes: Uint8Array): string {
  return toHex(bytes).replace(/..(?=.)/g, '$&:');
}

export function parseMac(text: string): Uint8Array | null {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) return null;
  return Uint8Array.from(text.split(':'), (pair) => parseInt(pair, 16));
}

export function ipv4Text(bytes: Uint8Array): string {
  return `${u8(bytes, 0)}.${u8(bytes, 1)}.${u8(bytes, 2)}.${u8(bytes, 3)}`;
}

/** Four decimal numbers; a leading zero is refused because some programs read it as octal (RFC 6943 3.1.1). */
export function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.');
  if (parts.length !== IPV4_BYTES) return null;
  if (!parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
  return Uint8Array.from(parts, Number);
}

/** The first longest run of two or more zero groups: only that one may become `::` (RFC 5952 4.2). */
function longestZeroRun(bytes: Uint8Array): { start: number; length: number } {
  let best = { start: -1, length: 1 };
  let length = 0;
  for (let group = 0; group < IPV6_GROUPS; group++) {
    length = u16(bytes, 2 * group) === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: group - length + 1, length };
  }
  return best;
}

function groupsText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let group = from; group < to; group++) text += (group > from ? ':' : '') + u16(bytes, 2 * group).toString(16);
  return text;
}

/** The canonical text, IPv4-mapped addresses with a dotted tail (RFC 5952 4 and 5). */
export function ipv6Text(bytes: Uint8Array): string {
  const { start, length } = longestZeroRun(bytes);
  if (start === 0 && length === 5 && u16(bytes, 10) === 0xffff) return `::ffff:${ipv4Text(bytes.subarray(12))}`;
  if (start < 0) return groupsText(bytes, 0, IPV6_GROUPS);
  return `${groupsText(bytes, 0, start)}::${groupsText(bytes, start + length, IPV6_GROUPS)}`;
}

/** The groups of one side of `::`, a dotted tail as two groups; null when one of them is not a group. */
function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const dotted = i === parts.length - 1 ? parseIpv4(part) : null;
    if (dotted) groups.push(u16(dotted, 0), u16(dotted, 2));
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(parseInt(part, 16));
    else return null;
  }
  return groups;
}

/** Any form of RFC 4291 2.2, without a zone. */
export function parseIpv6(text: string): Uint8Array | null {
  const sides = text.split('::');
  if (sides.length > 2 || (sides.length === 2 && sides[0]!.includes('.'))) return null;
  const head = parseGroups(sides[0]!);
  const tail = parseGroups(sides[1] ?? '');
  if (!head || !tail) return null;
  const missing = IPV6_GROUPS - head.length - tail.length;
  if (sides.length === 2 ? missing < 1 : missing !== 0) return null;
  const bytes = new Uint8Array(IPV6_BYTES);
  head.forEach((group, i) => putU16(bytes, 2 * i, group));
  tail.forEach((group, i) => putU16(bytes, 2 * (head.length + missing + i), group));
  return bytes;
}

/** IPv4 or IPv6 by the number of bytes. */
export function addressText(bytes: Uint8Array): string {
  return bytes.length === IPV4_BYTES ? ipv4Text(bytes) : ipv6Text(bytes);
}

/** `10.0.0.1:80` or `[fd00::1]:80` (RFC 5952 6). */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

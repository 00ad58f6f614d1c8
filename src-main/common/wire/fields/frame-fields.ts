/** From a frame's bytes, or the first of them, to its fields. Never throws; what has no meaning is one field of bytes. */
import { addressText, IPV4_BYTES, IPV6_BYTES, MAC_BYTES, macText } from '../addresses.ts';
import { internetChecksum } from '../checksum.ts';
import { ETHERNET_HEADER, ETHERTYPE } from '../ethernet.ts';
import { IPV4_HEADER } from '../ipv4.ts';
import { IPV6_HEADER } from '../ipv6.ts';
import { PROTOCOL, protocolText } from '../protocols.ts';
import { type Field, FieldWalk } from './field.ts';
import { walkTcp } from './tcp-fields.ts';

const hex = (digits: number) => (value: number) => `0x${value.toString(16).padStart(digits, '0')}`;
const ETHERTYPE_NAMES: Partial<Record<number, string>> = {
  [ETHERTYPE.ipv4]: 'IPv4',
  [ETHERTYPE.ipv6]: 'IPv6',
  [ETHERTYPE.arp]: 'ARP',
};
const etherType = (value: number): string => `${hex(4)(value)} ${ETHERTYPE_NAMES[value] ?? ''}`.trimEnd();
const protocol = (value: number): string => `${value} ${protocolText(value)}`;

/** `bytes` may end within the payload: the daemon keeps headers and the first of the data. */
export function frameFields(bytes: Uint8Array): Field[] {
  const walk = new FieldWalk(bytes);
  if (walk.left >= ETHERNET_HEADER) {
    walk.bytes('ethernet.dst', MAC_BYTES, macText);
    walk.bytes('ethernet.src', MAC_BYTES, macText);
    const type = walk.number('ethernet.type', 16, etherType);
    if (type === ETHERTYPE.ipv4) walkIpv4(walk);
    else if (type === ETHERTYPE.ipv6) walkIpv6(walk);
  }
  walk.bytes('data.rest', walk.left);
  return walk.fields;
}

function walkIpv4(walk: FieldWalk): void {
  const header = walk.rest;
  const length = (walk.peek(8) & 0xf) * 4;
  if (walk.peek(4) !== 4 || length < IPV4_HEADER || length > walk.left) return;
  walk.number('ipv4.version', 4);
  walk.number('ipv4.header-length', 4);
  walk.number('ipv4.dscp', 6);
  walk.number('ipv4.ecn', 2);
  const total = walk.number('ipv4.total-length', 16);
  walk.number('ipv4.identification', 16, hex(4));
  walk.number('ipv4.flag.reserved', 1);
  walk.number('ipv4.flag.df', 1);
  const more = walk.number('ipv4.flag.mf', 1);
  const offset = walk.number('ipv4.fragment-offset', 13);
  walk.number('ipv4.ttl', 8);
  const next = walk.number('ipv4.protocol', 8, protocol);
  walk.number('ipv4.checksum', 16, hex(4));
  walk.judge(internetChecksum(header.subarray(0, length)) === 0);
  const src = walk.bytes('ipv4.src', IPV4_BYTES, addressText);
  const dst = walk.bytes('ipv4.dst', IPV4_BYTES, addressText);
  walk.bytes('ipv4.options', length - IPV4_HEADER);
  const payload = Math.max(0, total - length);
  if (next === PROTOCOL.tcp && offset === 0) walkTcp(walk, payload, more === 0 ? { src, dst } : null);
  else walk.bytes('data.payload', Math.min(payload, walk.left));
}

function walkIpv6(walk: FieldWalk): void {
  if (walk.left < IPV6_HEADER || walk.peek(4) !== 6) return;
  walk.number('ipv6.version', 4);
  walk.number('ipv6.dscp', 6);
  walk.number('ipv6.ecn', 2);
  walk.number('ipv6.flow-label', 20, hex(5));
  const payload = walk.number('ipv6.payload-length', 16);
  const next = walk.number('ipv6.next-header', 8, protocol);
  walk.number('ipv6.hop-limit', 8);
  const src = walk.bytes('ipv6.src', IPV6_BYTES, addressText);
  const dst = walk.bytes('ipv6.dst', IPV6_BYTES, addressText);
  // Extension headers do not occur in the lab's own traffic; behind one, bytes stay bytes.
  if (next === PROTOCOL.tcp) walkTcp(walk, payload, { src, dst });
  else walk.bytes('data.payload', Math.min(payload, walk.left));
}

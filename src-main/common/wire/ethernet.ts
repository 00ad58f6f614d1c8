/** Ethernet II frame header, as AF_PACKET gives it: no preamble, no frame check sequence (RFC 894, IEEE 802.3 3). */
import { MAC_BYTES, macText } from './addresses.ts';
import { putU16, u16 } from './big-endian.ts';
import { type Decoded, NO_BYTES, refuse } from './decoded.ts';

/** Where each field starts. */
export const ETHERNET_OFFSET = {
  dst: 0,
  src: 6,
  type: 12,
} as const;
export const ETHERNET_HEADER = 14;

export const ETHERTYPE = { ipv4: 0x0800, arp: 0x0806, vlan: 0x8100, ipv6: 0x86dd } as const;
/** Smaller values are the length of an IEEE 802.3 frame, not a type. */
const FIRST_ETHERTYPE = 0x0600;

export interface EthernetHeader {
  dst: Uint8Array;
  src: Uint8Array;
  /** EtherType, or a length when below 0x600. */
  type: number;
}

export function decodeEthernet(bytes: Uint8Array): Decoded<EthernetHeader> {
  if (bytes.length < ETHERNET_HEADER) return refuse('ethernet', `${bytes.length} bytes, a header has 14`, bytes);
  const header: EthernetHeader = {
    dst: bytes.subarray(ETHERNET_OFFSET.dst, ETHERNET_OFFSET.dst + MAC_BYTES),
    src: bytes.subarray(ETHERNET_OFFSET.src, ETHERNET_OFFSET.src + MAC_BYTES),
    type: u16(bytes, ETHERNET_OFFSET.type),
  };
  return { header, payload: bytes.subarray(ETHERNET_HEADER), trailer: NO_BYTES, failure: null };
}

export function encodeEthernet(header: EthernetHeader): Uint8Array {
  const bytes = new Uint8Array(ETHERNET_HEADER);
  bytes.set(header.dst, ETHERNET_OFFSET.dst);
  bytes.set(header.src, ETHERNET_OFFSET.src);
  putU16(bytes, ETHERNET_OFFSET.type, header.type);
  return bytes;
}

export function ethernetText(header: EthernetHeader): string {
  const type =
    header.type < FIRST_ETHERTYPE
      ? `802.3 length ${header.type}`
      : `type 0x${header.type.toString(16).padStart(4, '0')}`;
  return `${macText(header.src)} > ${macText(header.dst)} Ethernet ${type}`;
}

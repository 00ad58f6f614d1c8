/** Address resolution (RFC 826), any address sizes; read as text when it is IPv4 over Ethernet. */
import { IPV4_BYTES, ipv4Text, MAC_BYTES, macText } from './addresses.ts';
import { concat, putU16, u16, u8 } from './big-endian.ts';
import { type Decoded, NO_BYTES, refuse } from './decoded.ts';

const HARDWARE_TYPE = 0;
const PROTOCOL_TYPE = 2;
const HARDWARE_SIZE = 4;
const PROTOCOL_SIZE = 5;
const OPERATION = 6;
const ADDRESSES = 8;

export const ARP_OPERATION = { request: 1, reply: 2 } as const;

export interface ArpHeader {
  kind: 'arp';
  hardwareType: number;
  protocolType: number;
  operation: number;
  /** Sender and target; the two hardware addresses have one size, the two protocol addresses another. */
  senderHardware: Uint8Array;
  senderProtocol: Uint8Array;
  targetHardware: Uint8Array;
  targetProtocol: Uint8Array;
}

export function decodeArp(bytes: Uint8Array): Decoded<ArpHeader> {
  if (bytes.length < ADDRESSES) return refuse('arp', `${bytes.length} bytes, the fixed part has 8`, bytes);
  const hardware = u8(bytes, HARDWARE_SIZE);
  const protocol = u8(bytes, PROTOCOL_SIZE);
  const end = ADDRESSES + 2 * (hardware + protocol);
  if (bytes.length < end) return refuse('arp', `addresses need ${end} bytes, ${bytes.length} there`, bytes);
  const target = ADDRESSES + hardware + protocol;
  const header: ArpHeader = {
    kind: 'arp',
    hardwareType: u16(bytes, HARDWARE_TYPE),
    protocolType: u16(bytes, PROTOCOL_TYPE),
    operation: u16(bytes, OPERATION),
    senderHardware: bytes.subarray(ADDRESSES, ADDRESSES + hardware),
    senderProtocol: bytes.subarray(ADDRESSES + hardware, target),
    targetHardware: bytes.subarray(target, target + hardware),
    targetProtocol: bytes.subarray(target + hardware, end),
  };
  return { header, payload: NO_BYTES, trailer: bytes.subarray(end), failure: null };
}

export function encodeArp(header: ArpHeader): Uint8Array {
  const fixed = new Uint8Array(ADDRESSES);
  putU16(fixed, HARDWARE_TYPE, header.hardwareType);
  putU16(fixed, PROTOCOL_TYPE, header.protocolType);
  fixed[HARDWARE_SIZE] = header.senderHardware.length;
  fixed[PROTOCOL_SIZE] = header.senderProtocol.length;
  putU16(fixed, OPERATION, header.operation);
  return concat([fixed, header.senderHardware, header.senderProtocol, header.targetHardware, header.targetProtocol]);
}

/** `ARP who has 10.0.0.2? tell 10.0.0.1`, `ARP 10.0.0.2 is at 02:00:00:00:00:02` */
export function arpText(header: ArpHeader): string {
  const { operation, senderHardware, senderProtocol, targetProtocol } = header;
  if (senderProtocol.length !== IPV4_BYTES || senderHardware.length !== MAC_BYTES) {
    return `ARP operation ${operation}, hardware type ${header.hardwareType}, protocol type ${header.protocolType}`;
  }
  if (operation === ARP_OPERATION.request) {
    return `ARP who has ${ipv4Text(targetProtocol)}? tell ${ipv4Text(senderProtocol)}`;
  }
  if (operation === ARP_OPERATION.reply) return `ARP ${ipv4Text(senderProtocol)} is at ${macText(senderHardware)}`;
  return `ARP operation ${operation} from ${ipv4Text(senderProtocol)}`;
}

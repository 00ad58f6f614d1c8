/** A whole Ethernet frame: bytes → layers, with a failure where decoding stopped → the same bytes → one text line. */
import { addressText, endpoint } from './addresses.ts';
import { type ArpHeader, arpText, decodeArp, encodeArp } from './arp.ts';
import { concat } from './big-endian.ts';
import { pseudoHeaderSum } from './checksum.ts';
import { type Decoded, type Failure, NO_BYTES } from './decoded.ts';
import { decodeEthernet, encodeEthernet, type EthernetHeader, ethernetText, ETHERTYPE } from './ethernet.ts';
import { decodeIcmp, encodeIcmp, type IcmpHeader, icmpText } from './icmp.ts';
import { decodeIpv4, encodeIpv4, ipv4HeaderText, type Ipv4Header, isIpv4Fragment } from './ipv4.ts';
import {
  decodeIpv6,
  encodeIpv6,
  ipv6FragmentOffset,
  type Ipv6Header,
  ipv6HeaderText,
  isIpv6Fragment,
  isSourceRouted,
} from './ipv6.ts';
import { PROTOCOL } from './protocols.ts';
import { decodeTcp, encodeTcp, type TcpHeader, tcpText } from './tcp.ts';

export type IpHeader = Ipv4Header | Ipv6Header;

/** All byte arrays are views into the decoded bytes (see decoded.ts). */
export interface Frame {
  ethernet: EthernetHeader | null;
  network: ArpHeader | IpHeader | null;
  transport: TcpHeader | IcmpHeader | null;
  /** What the last decoded layer carries: TCP's data, or all of a protocol that is not decoded here. */
  payload: Uint8Array;
  /** Bytes behind the end that the network layer announces. */
  trailer: Uint8Array;
  /** Where decoding stopped; the payload is empty then. Malformed TCP options are told in `transport.options`. */
  failure: Failure | null;
}

/** Puts one layer's payload or failure into the frame and gives its header. */
function take<Header>(frame: Frame, result: Decoded<Header>): Header | null {
  frame.payload = result.failure === null ? result.payload : NO_BYTES;
  frame.failure = result.failure;
  return result.header;
}

function decodeNetwork(type: number, bytes: Uint8Array): Decoded<ArpHeader | IpHeader> | null {
  if (type === ETHERTYPE.ipv4) return decodeIpv4(bytes);
  if (type === ETHERTYPE.ipv6) return decodeIpv6(bytes);
  return type === ETHERTYPE.arp ? decodeArp(bytes) : null;
}

function decodeTransport(ip: IpHeader, bytes: Uint8Array): Decoded<TcpHeader | IcmpHeader> | null {
  const inTheMiddle = ip.kind === 'ipv4' ? ip.fragmentOffset !== 0 : ipv6FragmentOffset(ip) !== 0;
  if (inTheMiddle) return null;
  const cannotTell = ip.kind === 'ipv4' ? isIpv4Fragment(ip) : isIpv6Fragment(ip) || isSourceRouted(ip);
  const pseudoSum = cannotTell ? null : pseudoHeaderSum(ip.src, ip.dst, ip.protocol, bytes.length);
  if (ip.protocol === PROTOCOL.tcp) return decodeTcp(bytes, pseudoSum);
  if (ip.kind === 'ipv4' && ip.protocol === PROTOCOL.icmp) return decodeIcmp(bytes, 4, cannotTell ? null : 0);
  if (ip.kind === 'ipv6' && ip.protocol === PROTOCOL.icmpv6) return decodeIcmp(bytes, 6, pseudoSum);
  return null;
}

/** Never throws. What is not understood stays as bytes, so that encodeFrame gives the input back. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const frame: Frame = {
    ethernet: null,
    network: null,
    transport: null,
    payload: NO_BYTES,
    trailer: NO_BYTES,
    failure: null,
  };
  frame.ethernet = take(frame, decodeEthernet(bytes));
  if (frame.ethernet === null) return frame;
  const network = decodeNetwork(frame.ethernet.type, frame.payload);
  if (network === null) return frame;
  frame.network = take(frame, network);
  if (network.failure !== null) return frame;
  frame.trailer = network.trailer;
  if (network.header.kind === 'arp') return frame;
  const transport = decodeTransport(network.header, network.payload);
  if (transport !== null) frame.transport = take(frame, transport);
  return frame;
}

function encodeNetwork(header: ArpHeader | IpHeader): Uint8Array {
  if (header.kind === 'ipv4') return encodeIpv4(header);
  return header.kind === 'ipv6' ? encodeIpv6(header) : encodeArp(header);
}

/** Writes every field as it stands; lengths and checksums are not mended. */
export function encodeFrame(frame: Frame): Uint8Array {
  const { ethernet, network, transport } = frame;
  const parts: Uint8Array[] = [];
  if (ethernet !== null) parts.push(encodeEthernet(ethernet));
  if (network !== null) parts.push(encodeNetwork(network));
  if (transport !== null) parts.push(transport.kind === 'tcp' ? encodeTcp(transport) : encodeIcmp(transport));
  parts.push(frame.payload);
  if (frame.failure !== null) parts.push(frame.failure.bytes);
  parts.push(frame.trailer);
  return concat(parts);
}

function transportText(ip: IpHeader, transport: TcpHeader | IcmpHeader, payload: Uint8Array): string {
  const src = addressText(ip.src);
  const dst = addressText(ip.dst);
  const damage = ip.kind === 'ipv4' && !ip.checksumOk ? ', IPv4 checksum wrong' : '';
  if (transport.kind === 'icmp') return `${src} > ${dst} ${icmpText(transport, payload)}${damage}`;
  const ends = `${endpoint(src, transport.srcPort)} > ${endpoint(dst, transport.dstPort)}`;
  return `${ends} ${tcpText(transport, payload.length)}${damage}`;
}

function layersText(frame: Frame): string {
  const { ethernet, network, transport, payload } = frame;
  if (ethernet === null) return 'not an Ethernet frame';
  if (network === null) return ethernetText(ethernet);
  if (network.kind === 'arp') return arpText(network);
  if (transport !== null) return transportText(network, transport, payload);
  const text = network.kind === 'ipv4' ? ipv4HeaderText(network) : ipv6HeaderText(network);
  return frame.failure === null ? `${text}, ${payload.length} bytes` : text;
}

/** One line of printable ASCII for any frame, whatever is in it. */
export function frameText(frame: Frame): string {
  const text = layersText(frame);
  if (frame.failure === null) return text;
  const { layer, reason, bytes } = frame.failure;
  return `${text}; damaged at ${layer}: ${reason}; ${bytes.length} bytes not read`;
}

/** TCP header (RFC 9293 3.1). */
import { putU16, putU32, u16, u32, u8 } from './big-endian.ts';
import { internetChecksum } from './checksum.ts';
import { type Decoded, NO_BYTES, refuse } from './decoded.ts';
import { decodeTcpOptions, encodeTcpOptions, type TcpOptions, tcpOptionsText } from './tcp-options.ts';

/** Where each field starts. */
export const TCP_OFFSET = {
  srcPort: 0,
  dstPort: 2,
  seq: 4,
  ack: 8,
  offsetAndFlags: 12,
  window: 14,
  checksum: 16,
  urgent: 18,
} as const;
/** The header without options; options start here. */
export const TCP_HEADER = 20;

/** `ae` was NS in RFC 3540 and means accurate ECN since RFC 9768. */
export const TCP_FLAG = {
  fin: 0x001,
  syn: 0x002,
  rst: 0x004,
  psh: 0x008,
  ack: 0x010,
  urg: 0x020,
  ece: 0x040,
  cwr: 0x080,
  ae: 0x100,
} as const;

const FLAG_NAMES: readonly [bit: number, name: string][] = [
  [TCP_FLAG.syn, 'SYN'],
  [TCP_FLAG.fin, 'FIN'],
  [TCP_FLAG.rst, 'RST'],
  [TCP_FLAG.psh, 'PSH'],
  [TCP_FLAG.ack, 'ACK'],
  [TCP_FLAG.urg, 'URG'],
  [TCP_FLAG.ece, 'ECE'],
  [TCP_FLAG.cwr, 'CWR'],
  [TCP_FLAG.ae, 'AE'],
];
const ALL_FLAGS = 0x1ff;

const FLAG_TEXTS: readonly string[] = Array.from({ length: ALL_FLAGS + 1 }, (_, flags) =>
  FLAG_NAMES.filter(([bit]) => (flags & bit) !== 0)
    .map(([, name]) => name)
    .join(','),
);

export interface TcpHeader {
  kind: 'tcp';
  srcPort: number;
  dstPort: number;
  /** Absolute, 0 … 2^32−1. */
  seq: number;
  ack: number;
  /** Header length in bytes. */
  headerLength: number;
  /** Three bits that must be zero and are kept as found. */
  reserved: number;
  /** Nine bits, see TCP_FLAG. */
  flags: number;
  /** As on the wire, not scaled. */
  window: number;
  /** As found. */
  checksum: number;
  /** Null when it cannot be told, as for one fragment of a segment. */
  checksumOk: boolean | null;
  urgent: number;
  options: TcpOptions;
}

/** `pseudoSum` is the running sum of the pseudo header, or null when the checksum cannot be told. */
export function decodeTcp(bytes: Uint8Array, pseudoSum: number | null): Decoded<TcpHeader> {
  if (bytes.length < TCP_HEADER) return refuse('tcp', `${bytes.length} bytes, a header has at least 20`, bytes);
  const headerLength = (u8(bytes, TCP_OFFSET.offsetAndFlags) >>> 4) * 4;
  if (headerLength < TCP_HEADER) return refuse('tcp', `header length ${headerLength} is less than 20`, bytes);
  if (headerLength > bytes.length) {
    return refuse('tcp', `header length ${headerLength}, ${bytes.length} bytes there`, bytes);
  }
  const offsetAndFlags = u16(bytes, TCP_OFFSET.offsetAndFlags);
  const header: TcpHeader = {
    kind: 'tcp',
    srcPort: u16(bytes, TCP_OFFSET.srcPort),
    dstPort: u16(bytes, TCP_OFFSET.dstPort),
    seq: u32(bytes, TCP_OFFSET.seq),
    ack: u32(bytes, TCP_OFFSET.ack),
    headerLength,
    reserved: (offsetAndFlags >>> 9) & 0x7,
    flags: offsetAndFlags & ALL_FLAGS,
    window: u16(bytes, TCP_OFFSET.window),
    checksum: u16(bytes, TCP_OFFSET.checksum),
    checksumOk: pseudoSum === null ? null : internetChecksum(bytes, pseudoSum) === 0,
    urgent: u16(bytes, TCP_OFFSET.urgent),
    options: decodeTcpOptions(bytes.subarray(TCP_HEADER, headerLength)),
  };
  return { header, payload: bytes.subarray(headerLength), trailer: NO_BYTES, failure: null };
}

/** Writes header length and checksum as they stand, right or wrong. */
export function encodeTcp(header: TcpHeader): Uint8Array {
  const options = encodeTcpOptions(header.options);
  const bytes = new Uint8Array(TCP_HEADER + options.length);
  putU16(bytes, TCP_OFFSET.srcPort, header.srcPort);
  putU16(bytes, TCP_OFFSET.dstPort, header.dstPort);
  putU32(bytes, TCP_OFFSET.seq, header.seq);
  putU32(bytes, TCP_OFFSET.ack, header.ack);
  putU16(bytes, TCP_OFFSET.offsetAndFlags, ((header.headerLength / 4) << 12) | (header.reserved << 9) | header.flags);
  putU16(bytes, TCP_OFFSET.window, header.window);
  putU16(bytes, TCP_OFFSET.checksum, header.checksum);
  putU16(bytes, TCP_OFFSET.urgent, header.urgent);
  bytes.set(options, TCP_HEADER);
  return bytes;
}

/** `SYN`, `SYN,ACK`, `PSH,ACK`, `` for none: the order of Linux tools. */
export function flagsText(flags: number): string {
  return FLAG_TEXTS[flags & ALL_FLAGS]!;
}

const FLAG_BITS = new Map(FLAG_TEXTS.map((text, bits) => [text, bits]));

/** The bits of a text that `flagsText` made; 0 for any other. */
export function flagsBits(text: string): number {
  return FLAG_BITS.get(text) ?? 0;
}

/** `SYN,ACK seq 1 ack 2 win 65160 len 0, mss 1460`; `length` is the payload's. */
export function tcpText(header: TcpHeader, length: number): string {
  const { flags, seq, ack, window, urgent, checksumOk, options } = header;
  let text = `${flagsText(flags) || 'no flags'} seq ${seq} ack ${ack} win ${window} len ${length}`;
  if ((flags & TCP_FLAG.urg) !== 0) text += ` urgent ${urgent}`;
  const list = tcpOptionsText(options.list);
  if (list !== '') text += `, ${list}`;
  if (options.failure !== null) text += `, malformed: ${options.failure}`;
  if (checksumOk === false) text += ', TCP checksum wrong';
  return text;
}

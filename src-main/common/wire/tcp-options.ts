/** TCP options (RFC 9293 3.1): bytes → the TcpOption of the event stream → bytes. */
import type { TcpOption } from '../protocol/events.ts';
import { concat, putU16, putU32, u16, u32, u8 } from './big-endian.ts';
import { NO_BYTES } from './decoded.ts';
import { fromHex, toHex } from './hex.ts';

/** Option kinds: RFC 9293 3.1 (0, 1, 2), RFC 7323 2 and 3 (3, 8), RFC 2018 2 and 3 (4, 5), RFC 7413 4.1.1 (34). */
export const TCP_OPTION = {
  end: 0,
  nop: 1,
  mss: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamps: 8,
  fastOpen: 34,
} as const;

/** Kind and length, before the value. */
const OPTION_HEADER = 2;
const SACK_BLOCK = 8;

export interface TcpOptions {
  /** In the order of the header, NOPs and the end included. */
  list: TcpOption[];
  /** What stands behind the end option (padding), or from a malformed option on. */
  rest: Uint8Array;
  /**
   * Why the walk stopped early. The data offset bounds the damage, so Linux takes the segment and leaves out
   * the options from here on (tcp_parse_options; RFC 9293 3.1 MUST-7), and so does this decoder.
   */
  failure: string | null;
}

/** An option with the right kind and the wrong size has no known meaning, and its bytes are kept. */
function decodeOption(kind: number, value: Uint8Array): TcpOption {
  if (kind === TCP_OPTION.mss && value.length === 2) return { kind: 'mss', value: u16(value, 0) };
  if (kind === TCP_OPTION.windowScale && value.length === 1) return { kind: 'window-scale', shift: u8(value, 0) };
  if (kind === TCP_OPTION.sackPermitted && value.length === 0) return { kind: 'sack-permitted' };
  if (kind === TCP_OPTION.timestamps && value.length === 8) {
    return { kind: 'timestamps', value: u32(value, 0), echo: u32(value, 4) };
  }
  if (kind === TCP_OPTION.sack && value.length > 0 && value.length % SACK_BLOCK === 0) {
    const blocks: [number, number][] = [];
    for (let at = 0; at < value.length; at += SACK_BLOCK) blocks.push([u32(value, at), u32(value, at + 4)]);
    return { kind: 'sack', blocks };
  }
  if (kind === TCP_OPTION.fastOpen) return { kind: 'fast-open', cookie: toHex(value) };
  return { kind: 'unknown', code: kind, bytes: toHex(value) };
}

/** `bytes` is the header behind its fixed 20 bytes. */
export function decodeTcpOptions(bytes: Uint8Array): TcpOptions {
  const list: TcpOption[] = [];
  const stop = (at: number, failure: string | null): TcpOptions => ({ list, rest: bytes.subarray(at), failure });
  let at = 0;
  while (at < bytes.length) {
    const kind = u8(bytes, at);
    if (kind === TCP_OPTION.end) {
      list.push({ kind: 'end' });
      return stop(at + 1, null);
    }
    if (kind === TCP_OPTION.nop) {
      list.push({ kind: 'nop' });
      at += 1;
      continue;
    }
    if (at + OPTION_HEADER > bytes.length) return stop(at, `option ${kind} has no length`);
    const length = u8(bytes, at + 1);
    if (length < OPTION_HEADER) return stop(at, `option ${kind} has length ${length}`);
    if (at + length > bytes.length) return stop(at, `option ${kind} of length ${length} exceeds the header`);
    list.push(decodeOption(kind, bytes.subarray(at + OPTION_HEADER, at + length)));
    at += length;
  }
  return stop(at, null);
}

function withHeader(kind: number, valueLength: number): Uint8Array {
  const bytes = new Uint8Array(OPTION_HEADER + valueLength);
  bytes[0] = kind;
  bytes[1] = bytes.length;
  return bytes;
}

function opaque(kind: number, hex: string): Uint8Array {
  const value = fromHex(hex) ?? NO_BYTES;
  const bytes = withHeader(kind, value.length);
  bytes.set(value, OPTION_HEADER);
  return bytes;
}

export function encodeTcpOption(option: TcpOption): Uint8Array {
  switch (option.kind) {
    case 'end':
      return Uint8Array.of(TCP_OPTION.end);
    case 'nop':
      return Uint8Array.of(TCP_OPTION.nop);
    case 'mss': {
      const bytes = withHeader(TCP_OPTION.mss, 2);
      putU16(bytes, OPTION_HEADER, option.value);
      return bytes;
    }
    case 'window-scale':
      return Uint8Array.of(TCP_OPTION.windowScale, 3, option.shift);
    case 'sack-permitted':
      return withHeader(TCP_OPTION.sackPermitted, 0);
    case 'sack': {
      const bytes = withHeader(TCP_OPTION.sack, SACK_BLOCK * option.blocks.length);
      option.blocks.flat().forEach((edge, i) => putU32(bytes, OPTION_HEADER + 4 * i, edge));
      return bytes;
    }
    case 'timestamps': {
      const bytes = withHeader(TCP_OPTION.timestamps, 8);
      putU32(bytes, OPTION_HEADER, option.value);
      putU32(bytes, OPTION_HEADER + 4, option.echo);
      return bytes;
    }
    case 'fast-open':
      return opaque(TCP_OPTION.fastOpen, option.cookie);
    case 'unknown':
      return opaque(option.code, option.bytes);
  }
}

/** As they stand: a list built by hand needs its own NOPs, or an end and padding, to fill whole words. */
export function encodeTcpOptions(options: TcpOptions): Uint8Array {
  return concat([...options.list.map(encodeTcpOption), options.rest]);
}

function optionText(option: TcpOption): string {
  switch (option.kind) {
    case 'mss':
      return `mss ${option.value}`;
    case 'window-scale':
      return `wscale ${option.shift}`;
    case 'sack':
      return `sack ${option.blocks.map(([left, right]) => `${left}-${right}`).join(' ')}`;
    case 'timestamps':
      return `ts ${option.value} echo ${option.echo}`;
    case 'fast-open':
      return option.cookie === '' ? 'fast-open request' : `fast-open ${option.cookie}`;
    case 'unknown':
      return `option ${option.code}${option.bytes === '' ? '' : ` ${option.bytes}`}`;
    default:
      return option.kind;
  }
}

/** `mss 1460, sack-permitted, ts 7 echo 0, wscale 7`; NOPs and the end say nothing and are left out. */
export function tcpOptionsText(list: readonly TcpOption[]): string {
  return list
    .filter((option) => option.kind !== 'nop' && option.kind !== 'end')
    .map(optionText)
    .join(', ');
}

/** TCP's header field by field (RFC 9293 3.1). */
import { internetChecksum, pseudoHeaderSum } from '../checksum.ts';
import { PROTOCOL } from '../protocols.ts';
import { TCP_HEADER } from '../tcp.ts';
import { decodeTcpOptions, TCP_OPTION, tcpOptionsText } from '../tcp-options.ts';
import type { FieldWalk } from './field.ts';

/** From the highest bit down. */
const FLAGS = ['ae', 'cwr', 'ece', 'urg', 'ack', 'psh', 'rst', 'syn', 'fin'] as const;
const OPTION_IDS: Partial<Record<number, string>> = {
  [TCP_OPTION.end]: 'tcp.option.end',
  [TCP_OPTION.nop]: 'tcp.option.nop',
  [TCP_OPTION.mss]: 'tcp.option.mss',
  [TCP_OPTION.windowScale]: 'tcp.option.window-scale',
  [TCP_OPTION.sackPermitted]: 'tcp.option.sack-permitted',
  [TCP_OPTION.sack]: 'tcp.option.sack',
  [TCP_OPTION.timestamps]: 'tcp.option.timestamps',
  [TCP_OPTION.fastOpen]: 'tcp.option.fast-open',
};

/**
 * `length`: bytes of the segment, header included, as the network layer announces them; fewer may be there.
 * `ends`: for the checksum; null when it cannot be told.
 */
export function walkTcp(walk: FieldWalk, length: number, ends: { src: Uint8Array; dst: Uint8Array } | null): void {
  const segment = walk.rest.subarray(0, length);
  const headerLength = ((segment[12] ?? 0) >>> 4) * 4;
  if (segment.length < TCP_HEADER || headerLength < TCP_HEADER || headerLength > segment.length) return;
  walk.number('tcp.src-port', 16);
  walk.number('tcp.dst-port', 16);
  walk.number('tcp.seq', 32);
  walk.number('tcp.ack', 32);
  walk.number('tcp.data-offset', 4);
  walk.number('tcp.reserved', 3);
  for (const flag of FLAGS) walk.number(`tcp.flag.${flag}`, 1);
  walk.number('tcp.window', 16);
  walk.number('tcp.checksum', 16, (value) => `0x${value.toString(16).padStart(4, '0')}`);
  if (ends && segment.length === length)
    walk.judge(internetChecksum(segment, pseudoHeaderSum(ends.src, ends.dst, PROTOCOL.tcp, length)) === 0);
  walk.number('tcp.urgent', 16);
  walkOptions(walk, headerLength - TCP_HEADER);
  walk.bytes('data.payload', segment.length - headerLength, printable);
}

function walkOptions(walk: FieldWalk, length: number): void {
  let left = length;
  while (left > 0) {
    const size = optionSize(walk.rest.subarray(0, left));
    const kind = walk.peek(8);
    if (size === null) break;
    walk.bytes(OPTION_IDS[kind] ?? 'tcp.option.unknown', size, optionText);
    left -= size;
    if (kind === TCP_OPTION.end) break;
  }
  walk.bytes('tcp.option.padding', left);
}

/** Null when its length makes no sense: then nothing behind it has a meaning. */
function optionSize(bytes: Uint8Array): number | null {
  const [kind = 0, size] = bytes;
  if (kind === TCP_OPTION.end || kind === TCP_OPTION.nop) return 1;
  return size === undefined || size < 2 || size > bytes.length ? null : size;
}

const optionText = (bytes: Uint8Array): string =>
  tcpOptionsText(decodeTcpOptions(bytes).list).replace(/^[a-z-]+ ?/, '');

const LONGEST_TEXT = 24;

/** `hello`, or nothing when it is no text. */
function printable(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, LONGEST_TEXT));
  return /^[\x20-\x7e\n]+$/.test(text) ? JSON.stringify(text).slice(1, -1) : '';
}

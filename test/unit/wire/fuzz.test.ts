import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame, type Frame, frameText } from '../../../src-main/common/wire/frame.ts';
import { toHex } from '../../../src-main/common/wire/hex.ts';
import { isIpv4Fragment } from '../../../src-main/common/wire/ipv4.ts';
import { newTcpPeek, peekTcp, type TcpPeek } from '../../../src-main/common/wire/peek.ts';
import { segmentFields } from '../../../src-main/common/wire/segment-fields.ts';
import type { TcpHeader } from '../../../src-main/common/wire/tcp.ts';
import { tcpFrame } from './build-frame.ts';
import { mutate, Random } from './mutate.ts';
import { real, REAL_FRAMES } from './real-frames.ts';

const FRAMES = Number(process.env['FUZZ_FRAMES'] ?? 1_000_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20260);

const extension = (protocol: number, ...rest: number[]) => ({ protocol, bytes: [0, 0, ...rest] });
const CORPUS = [
  ...REAL_FRAMES.map(real),
  tcpFrame({ flags: 0x1c2, reserved: 0x0e, tcpOptions: [254, 4, 0xf9, 0x89, 1, 0, 9, 9], trailer: new Uint8Array(2) }),
  tcpFrame({ tcpOptions: [1, 1, 5, 18, ...Array.from({ length: 16 }, (_, i) => i)], payload: new Uint8Array(33) }),
  tcpFrame({ ipv4Options: [7, 7, 4, 0, 0, 0, 0, 0], fragment: 0x4000, payload: new Uint8Array(5) }),
  tcpFrame({ fragment: 0x2000, payload: new Uint8Array(8) }),
  tcpFrame({ fragment: 0x0003, payload: new Uint8Array(8) }),
  tcpFrame({ version: 6, extensions: [extension(0, 5, 2, 0, 0, 1, 0), extension(60, 1, 4, 0, 0, 0, 0)] }),
  tcpFrame({ version: 6, extensions: [extension(43, 253, 1, 0, 0, 0, 0), extension(44, 0, 1, 1, 2, 3, 4)] }),
  tcpFrame({ version: 6, payload: new Uint8Array(1440) }),
];
/** The frame starts here in a buffer of other bytes, as in a receive ring: reading outside it shows. */
const START = 61;

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The TCP header when the frame is what peekTcp promises to take: neither a fragment nor behind extensions. */
function plainTcp({ network, transport }: Frame): TcpHeader | null {
  if (transport?.kind !== 'tcp' || network === null || network.kind === 'arp') return null;
  const plain = network.kind === 'ipv4' ? !isIpv4Fragment(network) : network.extensions.length === 0;
  return plain ? transport : null;
}

function peekDiffers(frame: Frame, tcp: TcpHeader, peek: TcpPeek, buffer: Uint8Array): boolean {
  const { network, payload } = frame;
  if (network === null || network.kind === 'arp') return true;
  const size = peek.version === 4 ? 4 : 16;
  return (
    network.kind !== `ipv${peek.version}` ||
    !sameBytes(network.src, buffer.subarray(peek.srcOffset, peek.srcOffset + size)) ||
    !sameBytes(network.dst, buffer.subarray(peek.dstOffset, peek.dstOffset + size)) ||
    tcp.srcPort !== peek.srcPort ||
    tcp.dstPort !== peek.dstPort ||
    tcp.seq !== peek.seq ||
    tcp.ack !== peek.ack ||
    (tcp.flags & 0xff) !== peek.flags ||
    tcp.window !== peek.window ||
    payload.length !== peek.payloadLength ||
    payload.byteOffset !== buffer.byteOffset + peek.tcpOffset + tcp.headerLength
  );
}

/** How many frames of each kind the loop met. */
const met = { plain: 0, failed: 0 };

/** What is wrong with the way the frame is read, or null. */
function problem(buffer: Uint8Array, length: number, peek: TcpPeek): string | null {
  const bytes = buffer.subarray(START, START + length);
  const frame = decodeFrame(bytes);
  if (!sameBytes(encodeFrame(frame), bytes)) return 'it is not encoded as it was';
  const text = frameText(frame);
  if (!/^[ -~]+$/.test(text)) return 'its text is not one printable line';
  if (/undefined|NaN/.test(text)) return `its text is nonsense: ${text}`;
  if ((segmentFields(frame) !== null) !== (frame.transport?.kind === 'tcp')) return 'segmentFields disagrees';
  const tcp = plainTcp(frame);
  if (tcp !== null) met.plain += 1;
  if (frame.failure !== null) met.failed += 1;
  const found = peekTcp(buffer, START, length, peek);
  if (found !== (tcp !== null)) return `peekTcp says ${found}`;
  return tcp !== null && peekDiffers(frame, tcp, peek, buffer) ? `peekTcp reads ${JSON.stringify(peek)}` : null;
}

function attempt(buffer: Uint8Array, length: number, peek: TcpPeek): string | null {
  try {
    return problem(buffer, length, peek);
  } catch (error) {
    return `it throws ${String(error)}`;
  }
}

test(`${FRAMES} damaged frames are read without harm`, { timeout: 600_000 }, () => {
  const buffer = new Uint8Array(START + Math.max(...CORPUS.map((frame) => frame.length)) + 64).fill(0x66);
  const random = new Random();
  const peek = newTcpPeek();
  for (let i = 0; i < FRAMES; i++) {
    random.restart(SEED, i);
    const length = mutate(random, CORPUS, buffer.subarray(START, buffer.length));
    const found = attempt(buffer, length, peek);
    if (found !== null) {
      throw new Error(`frame ${i} of FUZZ_SEED=${SEED}: ${found}\n${toHex(buffer.subarray(START, START + length))}`);
    }
  }
  // Neither kind may be so rare that the loop proves nothing.
  expect(met.plain).toBeGreaterThan(FRAMES / 10);
  expect(met.failed).toBeGreaterThan(FRAMES / 10);
});

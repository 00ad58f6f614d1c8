import { describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame, type Frame, frameText } from '../../../src-main/common/wire/frame.ts';
import { isSourceRouted } from '../../../src-main/common/wire/ipv6.ts';
import { tcpFrame, type TcpParts } from './build-frame.ts';

const HOP_BY_HOP = { protocol: 0, bytes: [0, 0, 5, 2, 0, 0, 1, 0] };
const DESTINATION = { protocol: 60, bytes: [0, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] };
const fragment = (high: number, low: number) => ({ protocol: 44, bytes: [0, 0xaa, high, low, 1, 2, 3, 4] });
const routing = (left: number) => ({ protocol: 43, bytes: [0, 0, 253, left, 0, 0, 0, 0] });

/** Decodes a segment in that packet, and checks on the way that it encodes back. */
function through(parts: TcpParts): Frame {
  const bytes = tcpFrame({ payload: Uint8Array.of(1, 2, 3), ...parts });
  const frame = decodeFrame(bytes);
  expect(encodeFrame(frame)).toEqual(bytes);
  return frame;
}

describe('IPv4', () => {
  test('options are kept and TCP is found behind them', () => {
    const frame = through({ ipv4Options: [7, 7, 4, 0, 0, 0, 0, 0] });
    expect(frame.network).toMatchObject({ options: Uint8Array.of(7, 7, 4, 0, 0, 0, 0, 0), checksumOk: true });
    expect(frame.transport).toMatchObject({ kind: 'tcp', srcPort: 40000, checksumOk: true });
  });

  test('the reserved flag is kept', () => {
    expect(through({ fragment: 0x8000 }).network).toMatchObject({ flags: 4, fragmentOffset: 0 });
  });

  test('a first fragment has a TCP header whose checksum cannot be told', () => {
    expect(through({ fragment: 0x2000 }).transport).toMatchObject({ kind: 'tcp', dstPort: 80, checksumOk: null });
  });

  test('a later fragment is bytes, not TCP', () => {
    const frame = through({ fragment: 0x00b9 });
    expect(frame.transport).toBeNull();
    expect(frame.payload.length).toBe(23);
    expect(frameText(frame)).toBe('10.0.0.1 > 10.0.0.2 TCP, ttl 64, fragment 4711 at byte 1480, 23 bytes');
  });
});

describe('IPv6', () => {
  test('TCP is found behind extension headers, which are kept as bytes', () => {
    const frame = through({ version: 6, extensions: [HOP_BY_HOP, DESTINATION] });
    expect(frame.network).toMatchObject({ nextHeader: 0, protocol: 6, trafficClass: 0xab, flowLabel: 0xcdef0 });
    expect(frame.transport).toMatchObject({ kind: 'tcp', seq: 0xfffffff0, checksumOk: true });
  });

  test('an atomic fragment is a whole segment', () => {
    expect(through({ version: 6, extensions: [fragment(0, 0)] }).transport).toMatchObject({ checksumOk: true });
  });

  test('a first fragment has a TCP header whose checksum cannot be told', () => {
    expect(through({ version: 6, extensions: [fragment(0, 1)] }).transport).toMatchObject({ checksumOk: null });
  });

  test('nothing behind a later fragment header is followed', () => {
    const frame = through({ version: 6, extensions: [fragment(0x05, 0xa8), DESTINATION] });
    expect(frame.transport).toBeNull();
    expect(frameText(frame)).toMatch(/protocol 60, hop limit 64, fragment at byte 1448, 39 bytes$/);
  });

  test('a packet that is source routed and not there yet has no checksum to tell', () => {
    expect(through({ version: 6, extensions: [routing(1)] }).transport).toMatchObject({ checksumOk: null });
    const arrived = through({ version: 6, extensions: [routing(0)] });
    expect(arrived.transport).toMatchObject({ checksumOk: true });
    expect(arrived.network?.kind === 'ipv6' && isSourceRouted(arrived.network)).toBe(false);
  });

  test('an extension header longer than the packet is where decoding stops', () => {
    const frame = through({ version: 6, extensions: [HOP_BY_HOP, { protocol: 60, bytes: [0, 99, 0, 0, 0, 0, 0, 0] }] });
    expect(frame.failure).toMatchObject({ layer: 'ipv6', reason: 'extension header 60 is longer than the packet' });
    expect(frame.failure?.bytes.length).toBe(31);
  });
});

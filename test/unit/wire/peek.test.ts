import { describe, expect, test } from 'vitest';
import { addressText } from '../../../src-main/common/wire/addresses.ts';
import { newTcpPeek, peekTcp } from '../../../src-main/common/wire/peek.ts';
import { tcpFrame, type TcpParts } from './build-frame.ts';
import { real } from './real-frames.ts';

/** Peeks at the frame in the middle of a larger buffer, as in a receive ring. */
function peeked(frame: Uint8Array, length = frame.length) {
  const ring = new Uint8Array(4096).fill(0xff);
  ring.set(frame, 1001);
  const out = newTcpPeek();
  const found = peekTcp(ring, 1001, length, out);
  const size = out.version === 4 ? 4 : 16;
  const address = (at: number) => addressText(ring.subarray(at, at + size));
  return found ? { ...out, src: address(out.srcOffset), dst: address(out.dstOffset) } : null;
}

describe('peekTcp', () => {
  test('it reads a real IPv4 segment anywhere in a buffer', () => {
    expect(peeked(real('data'))).toMatchObject({
      version: 4,
      src: '10.0.0.1',
      dst: '10.0.0.2',
      srcPort: 38378,
      dstPort: 80,
      seq: 243663068,
      ack: 848495166,
      flags: 0x18,
      window: 63,
      tcpOffset: 1001 + 34,
      payloadLength: 3,
    });
  });

  test('it reads a real IPv6 segment', () => {
    expect(peeked(real('dataIpv6'))).toMatchObject({ version: 6, src: 'fd00::1', dst: 'fd00::2', payloadLength: 3 });
  });

  test('sequence numbers are unsigned and padding is not payload', () => {
    const frame = tcpFrame({ trailer: new Uint8Array(6) });
    expect(peeked(frame)).toMatchObject({ seq: 0xfffffff0, payloadLength: 0 });
  });

  test('a frame that is one byte short of its total length is refused', () => {
    expect(peeked(real('data'), real('data').length - 1)).toBeNull();
  });

  test('a frame that ends behind the buffer is refused', () => {
    expect(peekTcp(real('data'), 1, real('data').length, newTcpPeek())).toBe(false);
  });

  test.each<[string, TcpParts]>([
    ['a first fragment', { fragment: 0x2000 }],
    ['a later fragment', { fragment: 0x0001 }],
    ['an IPv6 extension header', { version: 6, extensions: [{ protocol: 60, bytes: [0, 0, 1, 4, 0, 0, 0, 0] }] }],
  ])('%s is left to the full decoder', (_, parts) => {
    expect(peeked(tcpFrame(parts))).toBeNull();
  });

  test.each(['arpRequest', 'udp', 'echoRequest', 'neighbourSolicitation'] as const)('%s is refused', (name) => {
    expect(peeked(real(name))).toBeNull();
  });
});

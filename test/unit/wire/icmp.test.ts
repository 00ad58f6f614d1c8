import { describe, expect, test } from 'vitest';
import { decodeFrame } from '../../../src-main/common/wire/frame.ts';
import { echoOf, quotedBytes, quotedSegment } from '../../../src-main/common/wire/icmp.ts';
import { real, type RealFrame } from './real-frames.ts';

function icmpOf(name: RealFrame) {
  const { transport, payload } = decodeFrame(real(name));
  if (transport?.kind !== 'icmp') throw new Error(`${name} is not ICMP`);
  return { header: transport, payload };
}

describe('ICMP', () => {
  test('an error names the segment that it quotes', () => {
    const { header, payload } = icmpOf('hostUnreachable');
    const segment = { src: '10.0.0.1:40826', dst: '10.0.9.2:82', seq: 3883086438 };
    expect(quotedSegment(header, payload)).toEqual(segment);
  });

  test('eight bytes of TCP are enough of a quotation, seven are not', () => {
    const { header, payload } = icmpOf('hostUnreachable');
    expect(quotedSegment(header, payload.subarray(0, 28))).not.toBeNull();
    expect(quotedSegment(header, payload.subarray(0, 27))).toBeNull();
    expect(quotedBytes(header, payload.subarray(0, 27))).toHaveLength(27);
  });

  test('an IPv6 quotation may be cut off too', () => {
    const { header, payload } = icmpOf('noRouteIpv6');
    const segment = { src: '[fd00::1]:56888', dst: '[fd09::2]:82', seq: 3836585303 };
    expect(quotedSegment(header, payload.subarray(0, 48))).toEqual(segment);
  });

  test('an error about UDP quotes no segment', () => {
    const { header, payload } = icmpOf('portUnreachableIpv6');
    expect(quotedSegment(header, payload)).toBeNull();
  });

  test.each(['echoRequest', 'echoRequestIpv6'] as const)(
    '%s has an identifier and a number, and quotes nothing',
    (name) => {
      const { header, payload } = icmpOf(name);
      expect(echoOf(header)).toEqual({ reply: false, id: 7, seq: 1 });
      expect(new TextDecoder().decode(payload)).toBe('ping!pin');
      expect(quotedBytes(header, payload)).toBeNull();
    },
  );
});

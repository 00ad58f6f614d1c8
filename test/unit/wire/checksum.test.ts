import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIpv4 } from '../../../src-main/common/wire/addresses.ts';
import { addWords, checksumOf, internetChecksum, pseudoHeaderSum } from '../../../src-main/common/wire/checksum.ts';
import { decodeFrame } from '../../../src-main/common/wire/frame.ts';
import { fromHex } from '../../../src-main/common/wire/hex.ts';
import { real, REAL_FRAMES } from './real-frames.ts';

const hex = (text: string) => fromHex(text)!;

describe('checksum', () => {
  test('the example of RFC 1071 3 adds up to 0xddf2', () => {
    expect(internetChecksum(hex('0001 f203 f4f5 f6f7'))).toBe(~0xddf2 & 0xffff);
  });

  test('a well-known IPv4 header sums to 0xb861, and to zero with that filled in', () => {
    expect(internetChecksum(hex('4500 0073 0000 4000 4011 0000 c0a8 0001 c0a8 00c7'))).toBe(0xb861);
    expect(internetChecksum(hex('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7'))).toBe(0);
  });

  test('an odd last byte is the high half of a word', () => {
    expect(internetChecksum(hex('0102 03'))).toBe(internetChecksum(hex('0102 0300')));
  });

  test('no bytes at all sum to 0xffff', () => {
    expect(internetChecksum(new Uint8Array(0))).toBe(0xffff);
  });

  test('64 KiB of ones neither overflow nor lose a carry', () => {
    expect(internetChecksum(new Uint8Array(65536).fill(0xff))).toBe(0);
  });

  test('parts with even lengths may be added one by one', () => {
    const pairs = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.subarray(0, bytes.length & ~1));
    fc.assert(
      fc.property(pairs, fc.uint8Array({ maxLength: 200 }), (first, second) => {
        const whole = Uint8Array.from([...first, ...second]);
        expect(checksumOf(addWords(addWords(0, first), second))).toBe(internetChecksum(whole));
      }),
    );
  });

  test('the pseudo header counts protocol and length as words of their own', () => {
    const [src, dst] = [parseIpv4('10.0.0.1')!, parseIpv4('10.0.0.2')!];
    expect(pseudoHeaderSum(src, dst, 6, 0x10020)).toBe(addWords(0, hex('0a000001 0a000002 0006 0001 0020')));
  });

  test.each(REAL_FRAMES)('the kernel and we agree on every checksum of %s', (name) => {
    const { network, transport } = decodeFrame(real(name));
    if (network?.kind === 'ipv4') expect(network.checksumOk).toBe(true);
    if (transport) expect(transport.checksumOk).toBe(true);
  });
});

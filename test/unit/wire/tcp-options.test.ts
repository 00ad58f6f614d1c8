import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TcpOption } from '../../../src-main/common/protocol/events.ts';
import { decodeFrame } from '../../../src-main/common/wire/frame.ts';
import { fromHex } from '../../../src-main/common/wire/hex.ts';
import {
  decodeTcpOptions,
  encodeTcpOption,
  encodeTcpOptions,
  tcpOptionsText,
} from '../../../src-main/common/wire/tcp-options.ts';
import { real, type RealFrame } from './real-frames.ts';

/** Decodes option bytes, and checks on the way that they encode back. */
function decoded(text: string) {
  const bytes = fromHex(text)!;
  const options = decodeTcpOptions(bytes);
  expect(encodeTcpOptions(options)).toEqual(bytes);
  return options;
}

function optionsOf(name: RealFrame): TcpOption[] {
  const { transport } = decodeFrame(real(name));
  return transport?.kind === 'tcp' ? transport.options.list : [];
}

describe('TCP options', () => {
  test.each<[string, string, TcpOption]>([
    ['MSS', '0204 05b4', { kind: 'mss', value: 1460 }],
    ['window scale', '0303 0e', { kind: 'window-scale', shift: 14 }],
    ['SACK permitted', '0402', { kind: 'sack-permitted' }],
    ['one SACK block over the wrap', '050a fffffff0 00000010', { kind: 'sack', blocks: [[0xfffffff0, 16]] }],
    ['timestamps', '080a ffffffff 80000000', { kind: 'timestamps', value: 0xffffffff, echo: 0x80000000 }],
    ['experimental fast open', 'fe04 f989', { kind: 'unknown', code: 254, bytes: 'f989' }],
    ['MSS of the wrong size', '0203 05', { kind: 'unknown', code: 2, bytes: '05' }],
    ['SACK without a block', '0502', { kind: 'unknown', code: 5, bytes: '' }],
    ['half a SACK block', '0506 00000001', { kind: 'unknown', code: 5, bytes: '00000001' }],
  ])('%s', (_, hex, option) => {
    expect(decoded(hex)).toMatchObject({ list: [option], failure: null });
  });

  test('four SACK blocks fill the header', () => {
    const { list } = decoded(`0101 0522 ${'00000001 00000002'.repeat(4)}`);
    expect(list[2]).toEqual({ kind: 'sack', blocks: Array.from({ length: 4 }, () => [1, 2]) });
  });

  test('Linux asks for a fast-open cookie with an empty option, and gets one', () => {
    expect(optionsOf('fastOpenRequest')).toContainEqual({ kind: 'fast-open', cookie: '' });
    expect(optionsOf('fastOpenCookie')).toContainEqual({ kind: 'fast-open', cookie: '39fbb0fb3c738d56' });
  });

  test('what stands behind the end is padding, even when it looks like an option', () => {
    const options = decoded('01 00 0204');
    expect(options).toMatchObject({ list: [{ kind: 'nop' }, { kind: 'end' }], failure: null });
    expect(options.rest).toEqual(Uint8Array.of(2, 4));
  });

  test.each([
    ['0200 05b4', 'option 2 has length 0'],
    ['0801 0000', 'option 8 has length 1'],
    ['0205 05b4', 'option 2 of length 5 exceeds the header'],
    ['08ff 0000', 'option 8 of length 255 exceeds the header'],
    ['010101 02', 'option 2 has no length'],
  ])('%s is malformed: %s', (hex, failure) => {
    const options = decoded(hex);
    expect(options.failure).toBe(failure);
    expect(options.rest.length + options.list.length).toBe(4);
  });

  test('options before the malformed one are kept', () => {
    expect(decoded('0303 07 01 0200').list).toEqual([{ kind: 'window-scale', shift: 7 }, { kind: 'nop' }]);
  });

  test('any bytes come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(encodeTcpOptions(decodeTcpOptions(bytes))).toEqual(bytes);
      }),
    );
  });

  test('an encoded list is decoded to the same list', () => {
    const u32 = fc.integer({ min: 0, max: 0xffffffff });
    const hex = (max: number) => fc.uint8Array({ maxLength: max }).map((b) => Buffer.from(b).toString('hex'));
    const option: fc.Arbitrary<TcpOption> = fc.oneof(
      fc.constant<TcpOption>({ kind: 'nop' }),
      fc.record({ kind: fc.constant('mss' as const), value: fc.integer({ min: 0, max: 0xffff }) }),
      fc.record({
        kind: fc.constant('sack' as const),
        blocks: fc.array(fc.tuple(u32, u32), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('timestamps' as const), value: u32, echo: u32 }),
      fc.record({ kind: fc.constant('fast-open' as const), cookie: hex(16) }),
      fc.record({ kind: fc.constant('unknown' as const), code: fc.integer({ min: 35, max: 255 }), bytes: hex(20) }),
    );
    fc.assert(
      fc.property(fc.array(option, { maxLength: 5 }), (list) => {
        const bytes = list.flatMap((one) => [...encodeTcpOption(one)]);
        expect(decodeTcpOptions(Uint8Array.from(bytes))).toMatchObject({ list, failure: null });
      }),
    );
  });

  test('as text they leave out what only fills the header', () => {
    const { list } = decoded('0402 080a 00000001 00000002 01 0303 07 fe04 f989 00');
    expect(tcpOptionsText(list)).toBe('sack-permitted, ts 1 echo 2, wscale 7, option 254 f989');
  });
});

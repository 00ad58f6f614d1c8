import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, type Field } from '../../../src-main/common/wire/fields/field.ts';
import { frameFields } from '../../../src-main/common/wire/fields/frame-fields.ts';
import { tcpFrame } from './build-frame.ts';
import { real, REAL_FRAMES } from './real-frames.ts';

const SYN_OPTIONS = [2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 7, 0, 0, 0, 0, 1, 3, 3, 7];
const values = (fields: Field[]): Record<string, string> =>
  Object.fromEntries(fields.map(({ id, value }) => [id, value]));

/** Every bit of the frame is in exactly one field, in order. */
function expectCovered(bytes: Uint8Array): void {
  let at = 0;
  for (const field of frameFields(bytes)) {
    expect(field.at).toBe(at);
    expect(field.bits).toBeGreaterThan(0);
    at += field.bits;
  }
  expect(at).toBe(bytes.length * 8);
}

describe('The fields of a frame', () => {
  test('have the values of the header, down to single bits', () => {
    const fields = frameFields(tcpFrame({ flags: 0x12, tcpOptions: SYN_OPTIONS, fragment: 0x4000 }));
    expect(values(fields)).toMatchObject({
      'ethernet.type': '0x0800 IPv4',
      'ipv4.header-length': '5',
      'ipv4.flag.df': '1',
      'ipv4.flag.mf': '0',
      'ipv4.protocol': '6 TCP',
      'ipv4.src': '10.0.0.1',
      'tcp.data-offset': '10',
      'tcp.flag.syn': '1',
      'tcp.flag.ack': '1',
      'tcp.flag.fin': '0',
      'tcp.option.mss': '1460',
      'tcp.option.window-scale': '7',
    });
    const syn = fields.find(({ id }) => id === 'tcp.flag.syn')!;
    expect(bytesOf(syn)).toEqual([14 + 20 + 13, 14 + 20 + 13]);
    expect(syn.at % 8).toBe(6);
  });

  test('know right checksums from wrong ones', () => {
    const bytes = tcpFrame({ payload: new Uint8Array(5) });
    const ok = (id: string): boolean | undefined => frameFields(bytes).find((field) => field.id === id)?.ok;
    expect([ok('ipv4.checksum'), ok('tcp.checksum')]).toEqual([true, true]);
    bytes[bytes.length - 1]! ^= 1;
    expect([ok('ipv4.checksum'), ok('tcp.checksum')]).toEqual([true, false]);
  });

  test('do not judge a checksum over data that is not there', () => {
    const bytes = tcpFrame({ version: 6, payload: new Uint8Array(1000) }).subarray(0, 14 + 40 + 20 + 64);
    const fields = frameFields(bytes);
    expect(fields.find(({ id }) => id === 'tcp.checksum')?.ok).toBeUndefined();
    expect(fields.at(-1)).toMatchObject({ id: 'data.payload', bits: 64 * 8 });
  });

  test('cover every byte once, of real frames and of each frame cut short', () => {
    for (const frame of REAL_FRAMES) {
      const bytes = real(frame);
      for (let length = 0; length <= bytes.length; length++) expectCovered(bytes.subarray(0, length));
    }
  });

  test('cover every byte once, whatever the bytes are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectCovered));
    const damaged = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom<4 | 6>(4, 6));
    fc.assert(
      fc.property(damaged, ([at, value, version]) => {
        const bytes = tcpFrame({ version, flags: 0x12, tcpOptions: SYN_OPTIONS, payload: new Uint8Array(9) });
        bytes[at % bytes.length] = value;
        expectCovered(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame } from '../../../src-main/common/wire/frame.ts';
import { segmentFields } from '../../../src-main/common/wire/segment-fields.ts';
import { decodeTcp, encodeTcp, flagsText, TCP_FLAG } from '../../../src-main/common/wire/tcp.ts';
import { tcpFrame, tcpSegment } from './build-frame.ts';
import { real } from './real-frames.ts';

describe('flagsText', () => {
  test.each([
    [0, ''],
    [TCP_FLAG.syn, 'SYN'],
    [TCP_FLAG.syn | TCP_FLAG.ack, 'SYN,ACK'],
    [TCP_FLAG.fin | TCP_FLAG.ack, 'FIN,ACK'],
    [TCP_FLAG.psh | TCP_FLAG.ack, 'PSH,ACK'],
    [TCP_FLAG.rst | TCP_FLAG.ack, 'RST,ACK'],
    [TCP_FLAG.syn | TCP_FLAG.ece | TCP_FLAG.cwr, 'SYN,ECE,CWR'],
    [0x1ff, 'SYN,FIN,RST,PSH,ACK,URG,ECE,CWR,AE'],
  ])('0x%s is "%s"', (flags, text) => {
    expect(flagsText(flags)).toBe(text);
  });
});

describe('TCP header', () => {
  test('reserved bits, AE and the urgent pointer are kept', () => {
    const bytes = tcpSegment({ reserved: 0x0e, flags: 0x1f0 });
    bytes[19] = 5;
    const { header } = decodeTcp(bytes, null);
    expect(header).toMatchObject({ reserved: 7, flags: 0x1f0, urgent: 5, checksumOk: null });
    expect(encodeTcp(header!)).toEqual(bytes);
  });

  test('any 20 bytes that name a header of 20 come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        bytes[12] = 0x50 | (bytes[12]! & 0xf);
        expect(encodeTcp(decodeTcp(bytes, 0).header!)).toEqual(bytes);
      }),
    );
  });
});

describe('segmentFields', () => {
  test('a real SYN,ACK gives what the event stream says of it', () => {
    expect(segmentFields(decodeFrame(real('synAck')))).toEqual({
      src: '10.0.0.2:80',
      dst: '10.0.0.1:38378',
      flags: 'SYN,ACK',
      seq: 848495165,
      ack: 243663068,
      win: 65160,
      len: 0,
      options: [
        { kind: 'mss', value: 1460 },
        { kind: 'sack-permitted' },
        { kind: 'timestamps', value: 2704626135, echo: 1112737476 },
        { kind: 'nop' },
        { kind: 'window-scale', shift: 10 },
      ],
    });
  });

  test('IPv6 ends have brackets and data is counted', () => {
    const fields = segmentFields(decodeFrame(real('dataIpv6')));
    expect(fields).toMatchObject({ src: '[fd00::1]:59284', dst: '[fd00::2]:80', flags: 'PSH,ACK', len: 3 });
  });

  test('malformed options leave the rest of the segment readable', () => {
    const frame = decodeFrame(tcpFrame({ tcpOptions: [1, 2, 0, 0], payload: new Uint8Array(9) }));
    expect(segmentFields(frame)).toMatchObject({ seq: 0xfffffff0, len: 9, options: [{ kind: 'nop' }] });
  });

  test.each(['arpRequest', 'udp', 'portUnreachable', 'neighbourAdvertisement'] as const)('%s is no segment', (name) => {
    expect(segmentFields(decodeFrame(real(name)))).toBeNull();
  });

  test('a segment cut off inside its header is none either', () => {
    expect(segmentFields(decodeFrame(real('syn').subarray(0, 50)))).toBeNull();
  });
});

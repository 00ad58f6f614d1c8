import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame, frameText } from '../../../src-main/common/wire/frame.ts';
import { ethernet, tcpFrame } from './build-frame.ts';
import { real, type RealFrame, REAL_FRAMES } from './real-frames.ts';

/** The frame with some bytes replaced. */
function edited(bytes: Uint8Array, edits: Record<number, number>): Uint8Array {
  const copy = bytes.slice();
  for (const [at, value] of Object.entries(edits)) copy[Number(at)] = value;
  return copy;
}

describe('real frames', () => {
  test.each<[RealFrame, string]>([
    ['arpRequest', 'ARP who has 10.0.0.2? tell 10.0.0.1'],
    ['arpReply', 'ARP 10.0.0.2 is at 02:00:00:00:00:02'],
    [
      'syn',
      '10.0.0.1:38378 > 10.0.0.2:80 SYN seq 243663067 ack 0 win 64240 len 0, mss 1460, sack-permitted, ts 1112737476 echo 0, wscale 10',
    ],
    [
      'data',
      '10.0.0.1:38378 > 10.0.0.2:80 PSH,ACK seq 243663068 ack 848495166 win 63 len 3, ts 1112737477 echo 2704626135',
    ],
    ['resetIpv6', '[fd00::2]:81 > [fd00::1]:46542 RST,ACK seq 0 ack 1937982427 win 0 len 0'],
    ['udp', '10.0.0.1 > 10.0.0.2 UDP, ttl 64, 9 bytes'],
    ['echoRequest', '10.0.0.1 > 10.0.0.2 ICMP echo request, id 7 seq 1'],
    ['echoRequestIpv6', 'fd00::1 > fd00::2 ICMPv6 echo request, id 7 seq 1'],
    ['portUnreachable', '10.0.0.2 > 10.0.0.1 ICMP port unreachable'],
    ['hostUnreachable', '10.0.0.2 > 10.0.0.1 ICMP host unreachable, about 10.0.0.1:40826 > 10.0.9.2:82 seq 3883086438'],
    ['noRouteIpv6', 'fd00::2 > fd00::1 ICMPv6 no route, about [fd00::1]:56888 > [fd09::2]:82 seq 3836585303'],
    ['neighbourSolicitation', 'fd00::1 > ff02::1:ff00:2 ICMPv6 neighbour solicitation, target fd00::2'],
    ['multicastReport', 'fe80::ff:fe00:1 > ff02::16 ICMPv6 multicast listener report v2'],
  ])('%s reads as one line', (name, text) => {
    expect(frameText(decodeFrame(real(name)))).toBe(text);
  });

  test.each(REAL_FRAMES)('%s is encoded byte for byte as it was', (name) => {
    expect(encodeFrame(decodeFrame(real(name)))).toEqual(real(name));
  });

  test.each(REAL_FRAMES)('%s survives being cut off anywhere', (name) => {
    const whole = real(name);
    for (let length = 0; length < whole.length; length++) {
      const frame = decodeFrame(whole.subarray(0, length));
      expect(frame.failure).not.toBeNull();
      expect(encodeFrame(frame)).toEqual(whole.subarray(0, length));
    }
  });
});

describe('frames that are not quite right', () => {
  test('padding behind the IP packet is a trailer, not payload', () => {
    const frame = decodeFrame(tcpFrame({ trailer: new Uint8Array(6) }));
    expect(frame.payload.length).toBe(0);
    expect(frame.trailer.length).toBe(6);
    expect(frame.transport?.checksumOk).toBe(true);
  });

  test('a wrong checksum is told and the segment is still read', () => {
    const frame = decodeFrame(edited(real('data'), { 68: 0 }));
    expect(frame.transport?.checksumOk).toBe(false);
    expect(frameText(frame)).toContain('len 3, ts 1112737477 echo 2704626135, TCP checksum wrong');
  });

  test('a wrong IPv4 checksum is told too', () => {
    expect(frameText(decodeFrame(edited(real('data'), { 22: 63 })))).toContain('IPv4 checksum wrong');
  });

  test('a total length that exceeds the frame keeps the header and nothing else', () => {
    const frame = decodeFrame(edited(real('data'), { 17: 0xff }));
    expect(frame.network?.kind).toBe('ipv4');
    expect(frame.transport).toBeNull();
    expect(frame.failure).toMatchObject({ layer: 'ipv4', reason: 'total length 255, 55 bytes there' });
  });

  test.each([
    ['version 5', 14, 0x55, 'version 5'],
    ['IPv4 header of 16 bytes', 14, 0x44, 'header length 16 is less than 20'],
    ['IPv4 header longer than the packet', 14, 0x4f, 'header length 60, 55 bytes there'],
    ['total length inside the header', 17, 19, "total length 19 is less than the header's"],
    ['TCP header of 16 bytes', 46, 0x40, 'header length 16 is less than 20'],
    ['TCP header longer than the segment', 46, 0xf0, 'header length 60, 35 bytes there'],
  ])('%s is a failure with its reason', (_, at, value, reason) => {
    expect(decodeFrame(edited(real('data'), { [at]: value })).failure?.reason).toBe(reason);
  });

  test('a VLAN tag and an 802.3 length are named and left alone', () => {
    expect(frameText(decodeFrame(ethernet(0x8100, new Uint8Array(50))))).toMatch(/Ethernet type 0x8100$/);
    expect(frameText(decodeFrame(ethernet(0x0026, new Uint8Array(50))))).toMatch(/Ethernet 802\.3 length 38$/);
  });

  test('any bytes decode, encode back and read as one printable line', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(0x0800, 0x0806, 0x86dd), (bytes, type) => {
        const frame = decodeFrame(ethernet(type, bytes));
        expect(encodeFrame(frame)).toEqual(ethernet(type, bytes));
        expect(frameText(frame)).toMatch(/^[ -~]+$/);
      }),
    );
  });
});

import { SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressText,
  endpoint,
  ipv4Text,
  ipv6Text,
  macText,
  parseIpv4,
  parseIpv6,
  parseMac,
} from '../../../src-main/common/wire/addresses.ts';

describe('addresses', () => {
  test.each([
    ['MAC', 6, macText, parseMac],
    ['IPv4', 4, ipv4Text, parseIpv4],
    ['IPv6', 16, ipv6Text, parseIpv6],
  ])('any %s address comes back from its text', (_, length, text, parse) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (address) => {
        expect(parse(text(address))).toEqual(address);
      }),
    );
  });

  test('IPv6 text agrees with the C library when groups are often zero', () => {
    const group = fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ max: 0xffff, min: 0 }) },
    );
    // The first group is never zero: inet_ntop writes `::1.2.3.4` for the deprecated compatible addresses.
    const groups = fc.tuple(fc.integer({ min: 1, max: 0xffff }), fc.array(group, { minLength: 7, maxLength: 7 }));
    fc.assert(
      fc.property(groups, ([first, rest]) => {
        const long = [first, ...rest].map((value) => value.toString(16)).join(':');
        expect(ipv6Text(parseIpv6(long)!)).toBe(new SocketAddress({ address: long, family: 'ipv6' }).address);
      }),
    );
  });

  test.each([
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8::0:1', '2001:db8::1'],
    ['fe80::', 'fe80::'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ])('%s is written %s (RFC 5952)', (text, canonical) => {
    expect(ipv6Text(parseIpv6(text)!)).toBe(canonical);
  });

  test.each([
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    '::1.2.3',
    '1.2.3.4::',
    'fe80::1%eth0',
    '::g',
  ])('"%s" is no IPv6 address', (text) => {
    expect(parseIpv6(text)).toBeNull();
  });

  test.each(['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.-4', '1.2.3.4 '])(
    '"%s" is no IPv4 address',
    (text) => {
      expect(parseIpv4(text)).toBeNull();
    },
  );

  test.each(['', '02:00:00:00:00', '02:00:00:00:00:0g', '2:0:0:0:0:1'])('"%s" is no MAC address', (text) => {
    expect(parseMac(text)).toBeNull();
  });

  test('an endpoint has brackets around IPv6', () => {
    expect(endpoint(addressText(parseIpv4('10.0.0.1')!), 80)).toBe('10.0.0.1:80');
    expect(endpoint(addressText(parseIpv6('fd00::1')!), 80)).toBe('[fd00::1]:80');
  });
});

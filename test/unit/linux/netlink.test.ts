import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src-main/common/wire/hex.ts';
import { attribute, decodeAnswer, message } from '../../../src-main/linux/netlink/message.ts';
import {
  addAddress,
  addNeighbour,
  addVeth,
  decodeRunning,
  getLink,
  setUp,
  setUpWithoutArp,
} from '../../../src-main/linux/netlink/route-messages.ts';

const bytes = (hex: string): Uint8Array => fromHex(hex)!;
const hex = (text: string): string => toHex(bytes(text));

const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
const IPV4 = Uint8Array.of(10, 0, 0, 1);
const IPV6 = Uint8Array.of(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

/** What ip of iproute2 6.1 sent, as strace showed it; sequence numbers set to 0. */
const OF_IP: [command: string, ours: Uint8Array, theirs: string][] = [
  [
    'link add c0 up type veth peer name eth0 netns client address 02:00:00:00:00:01',
    addVeth('c0', { name: 'eth0', namespaceFd: 4, mac: MAC }),
    `6c000000 10000506 00000000 00000000  00000000 00000000 01000000 01000000
     07000300 63300000 44001200 08000100  76657468 38000200 34000100 00000000
     00000000 00000000 00000000 08001c00  04000000 0a000100 02000000 00010000
     09000300 65746830 00000000`,
  ],
  ['link set eth0 up', setUp(2), '20000000 10000500 00000000 00000000  00000000 02000000 01000000 01000000'],
  [
    'link set eth0 up arp off',
    setUpWithoutArp(3),
    '20000000 10000500 00000000 00000000  00000000 03000000 81000000 81000000',
  ],
  [
    'addr add 10.0.0.1/24 dev eth0',
    addAddress(2, IPV4, 24),
    '28000000 14000506 00000000 00000000  02180000 02000000 08000200 0a000001  08000100 0a000001',
  ],
  [
    'addr add fd00::1/64 dev eth0 nodad',
    addAddress(2, IPV6, 64),
    `40000000 14000506 00000000 00000000  0a400200 02000000 14000200 fd000000
     00000000 00000000 00000001 14000100  fd000000 00000000 00000000 00000001`,
  ],
  [
    'neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth0 nud permanent',
    addNeighbour(2, IPV4, MAC),
    `30000000 1c000506 00000000 00000000  02000000 02000000 80000000 08000100
     0a000001 0a000200 02000000 00010000`,
  ],
  [
    'neigh add fd00::1 lladdr 02:00:00:00:00:01 dev eth0 nud permanent',
    addNeighbour(2, IPV6, MAC),
    `3c000000 1c000506 00000000 00000000  0a000000 02000000 80000000 14000100
     fd000000 00000000 00000000 00000001  0a000200 02000000 00010000`,
  ],
];

test.each(OF_IP)('the same bytes as ip %s', (_command, ours, theirs) => {
  expect(toHex(ours)).toBe(hex(theirs));
});

test('attributes and messages are whole words long, whatever is in them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (payload) => {
      const one = attribute(7, payload);
      expect(one.length % 4).toBe(0);
      expect(one.subarray(4, 4 + payload.length)).toEqual(payload);
      expect(message(16, 5, one, one).length).toBe(16 + 2 * one.length);
    }),
  );
});

describe("the kernel's answer to a request", () => {
  /** Linux 6.18 to `ip link add x0 type nosuchthing`, with NETLINK_EXT_ACK. */
  const REFUSAL = bytes(
    `68000000 02000002 175a076b a72a0000  a1ffffff 3c000000 10000506 175a076b
     00000000 00000000 00000000 00000000  00000000 07000300 78300000 14001200
     0f000100 6e6f7375 63687468 696e6700  18000100 556e6b6e 6f776e20 64657669 63652074 79706500`,
  );

  test('it was done', () => {
    const done = '24000000 02000001 165a076b 9b2a0000  00000000 6c000000 10000506 165a076b 00000000';
    expect(decodeAnswer(bytes(done))).toEqual({ errno: 0, text: '' });
  });

  test('it was refused, and why', () => {
    expect(decodeAnswer(REFUSAL)).toEqual({ errno: 95, text: 'Unknown device type' });
  });

  test('any other message is none', () => {
    expect(decodeAnswer(setUp(1))).toBeNull();
  });

  test('cut anywhere, or changed anywhere, it is still read or refused', () => {
    fc.assert(
      fc.property(fc.nat(REFUSAL.length), fc.nat(REFUSAL.length - 1), fc.nat(255), (length, at, value) => {
        const changed = Uint8Array.from(REFUSAL);
        changed[at] = value;
        decodeAnswer(changed.subarray(0, length));
      }),
    );
  });

  test('any bytes at all', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => void decodeAnswer(any)));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 36, maxLength: 200 }), (any) => {
        any.set([2, 0, 0, 2], 4);
        expect(decodeAnswer(any)).not.toBeNull();
      }),
    );
  });
});

describe('an interface that is asked about', () => {
  test('is asked for by its number', () => {
    expect(toHex(getLink(2))).toBe(hex('20000000 12000100 00000000 00000000  00000000 02000000 00000000 00000000'));
  });

  /** The beginning of what Linux 6.18 tells of an `lo` that is down, and the same with IFF_RUNNING. */
  const DOWN = bytes('4c040000 10000000 175a076b 3c8249d2  00000403 01000000 08000000 00000000');
  const RUNNING = Uint8Array.from(DOWN);
  RUNNING[24] = 0x49;

  test('is running or not', () => {
    expect([decodeRunning(DOWN), decodeRunning(RUNNING), decodeRunning(setUp(1))]).toEqual([false, true, false]);
  });

  test('any bytes at all', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (any) => void decodeRunning(any)));
    for (let length = 0; length < 32; length++) expect(decodeRunning(RUNNING.subarray(0, length))).toBe(false);
  });
});

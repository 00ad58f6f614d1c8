import { describe, expect, test } from 'vitest';
import { fromHex } from '../../../src-main/common/wire/hex.ts';
import { REQUEST_SIZE, decodeReport, encodeExact } from '../../../src-main/linux/netlink/sock-diag.ts';

const bytes = (hex: string): Uint8Array => fromHex(hex.replace(/\s/g, ''))!;

/** What Linux 6.18 answered about one end of a connection over loopback: after it had sent 5000 bytes, … */
const ESTABLISHED = bytes(`
  98010000 14000000 07000000 14380000 02010000 c936edd1 7f000001 00000000 00000000 00000000 7f000001 00000000
  00000000 00000000 00000000 28370000 00000000 00000000 00000000 00000000 00000000 b5bf0500 05000800 00000000
  08000f00 00000000 0c001500 01000000 00000000 06001600 52000000 1c010200 01000000 0007aa01 e01c0300 00000000
  00d20000 18020000 00000000 00000000 00000000 00000000 00000000 08000000 00000000 08000000 08000000 ffff0000
  d7ff0000 0d000000 06000000 ffffff7f 0b000000 cbff0000 03000000 00000000 d7ff0000 00000000 6a36ac8f 0f000000
  ffffffff ffffffff 89130000 00000000 00000000 00000000 03000000 02000000 00000000 0a000000 00000000 01000000
  00406f40 01000000 00000000 00000000 00000000 00000000 00000000 00000000 02000000 00000000 88130000 00000000
  00000000 00000000 00000000 00000000 00000000 00a40100 00000100 00000000 00000000 00000000 00000000 00000000
  00000000 00000000 00000000 00000000 00000000 00000000
`);
/** … after its close(), while the FIN was under way, … */
const FIN_WAIT1 = bytes(`
  98010000 14000000 07000000 14380000 02040100 c936edd1 7f000001 00000000 00000000 00000000 7f000001 00000000
  00000000 00000000 00000000 28370000 00000000 cc000000 00000000 01000000 00000000 00000000 05000800 03000000
  08000f00 00000000 0c001500 01000000 00000000 06001600 52000000 1c010200 04000000 0007aa01 e01c0300 00000000
  00d20000 18020000 01000000 00000000 00000000 00000000 00000000 08000000 00000000 08000000 08000000 ffff0000
  d7ff0000 0d000000 06000000 ffffff7f 0b000000 cbff0000 03000000 00000000 d7ff0000 00000000 6a36ac8f 0f000000
  ffffffff ffffffff 89130000 00000000 00000000 00000000 04000000 02000000 00000000 0a000000 00000000 01000000
  00406f40 01000000 00000000 00000000 00000000 00000000 00000000 00000000 02000000 00000000 88130000 00000000
  00000000 00000000 00000000 00000000 00000000 00a40100 00000100 00000000 00000000 00000000 00000000 00000000
  00000000 00000000 00000000 00000000 00000000 00000000
`);
/** … and in TIME_WAIT, where it is a mini-socket. */
const TIME_WAIT = bytes(`
  60000000 14000000 07000000 14380000 02060300 c936edd1 7f000001 00000000 00000000 00000000 7f000001 00000000
  00000000 00000000 00000000 28370000 00000000 60ea0000 00000000 00000000 00000000 00000000 08000f00 00000000
`);
const TUPLE = { local: Uint8Array.of(127, 0, 0, 1), localPort: 1, remote: Uint8Array.of(127, 0, 0, 1), remotePort: 2 };

describe('An answer of sock_diag', () => {
  test('holds struct tcp_info where it was asked for', () => {
    const report = decodeReport(ESTABLISHED);
    expect(report).toMatchObject({ state: 'ESTABLISHED', timer: 'none', rqueue: 0, wqueue: 0, retransmits: 0 });
    expect(report?.info).toMatchObject({
      state: 1,
      rto: 204_000,
      snd_mss: 53_760,
      unacked: 0,
      rtt: 13,
      rttvar: 6,
      snd_ssthresh: 0x7fffffff,
      snd_cwnd: 11,
      total_retrans: 0,
      bytes_acked: 5001,
      data_segs_out: 1,
      bytes_sent: 5000,
      snd_wnd: 0x1a400,
      rcv_wnd: 0x10000,
    });
  });

  test('tells the timer and what is not acknowledged yet', () => {
    const report = decodeReport(FIN_WAIT1);
    expect(report).toMatchObject({ state: 'FIN_WAIT1', timer: 'rto', expires: 0.204, wqueue: 1, inode: 0 });
    expect(report?.info).toMatchObject({ state: 4, unacked: 1 });
  });

  test('about a mini-socket has a timer and nothing else', () => {
    const nothing = { rqueue: 0, wqueue: 0, retransmits: 0, inode: 0, info: null };
    expect(decodeReport(TIME_WAIT)).toEqual({ state: 'TIME_WAIT', timer: 'timewait', expires: 60, ...nothing });
  });

  test('may end anywhere: fields that it does not reach are absent', () => {
    for (let end = 0; end <= ESTABLISHED.length; end++) {
      const report = decodeReport(ESTABLISHED.subarray(0, end));
      if (end < 88) expect(report).toBeNull();
      else if (end < ESTABLISHED.length) expect(report).toMatchObject({ state: 'ESTABLISHED', info: null });
    }
    // An older kernel's struct is shorter, and so is the attribute that holds it.
    const older = ESTABLISHED.slice(0, 124 + 4 + 104);
    new DataView(older.buffer).setUint16(124, 4 + 104, true);
    const { info } = decodeReport(older) ?? {};
    expect(info).toMatchObject({ snd_cwnd: 11, total_retrans: 0 });
    expect(info).not.toHaveProperty('snd_wnd');
  });
});

test('A question asks for struct tcp_info by one bit of idiag_ext', () => {
  const [without, asking] = [new Uint8Array(REQUEST_SIZE), new Uint8Array(REQUEST_SIZE)];
  encodeExact(without, TUPLE, 1, false);
  encodeExact(asking, TUPLE, 1, true);
  expect([...asking].flatMap((byte, i) => (byte === without[i] ? [] : [[i, without[i], byte]]))).toEqual([[18, 0, 2]]);
});

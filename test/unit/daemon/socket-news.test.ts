import { beforeEach, describe, expect, it } from 'vitest';
import type { SocketEvent } from '../../../src-main/common/protocol/events.ts';
import { FlowTable, type End } from '../../../src-main/daemon/core/flows.ts';
import { socketNews } from '../../../src-main/daemon/core/socket-news.ts';
import type { SocketReport } from '../../../src-main/linux/netlink/sock-diag.ts';

const QUIET: SocketReport = {
  state: 'ESTABLISHED',
  timer: 'none',
  expires: 0,
  retransmits: 0,
  rqueue: 0,
  wqueue: 0,
  inode: 1,
  info: null,
};
const INFO = { snd_cwnd: 10, snd_ssthresh: 0x7fffffff, rtt: 250, rttvar: 125, rto: 204_000, snd_mss: 1448 };

let end: End;
beforeEach(() => {
  const tuple = { local: Uint8Array.of(10, 0, 0, 1), localPort: 9, remote: Uint8Array.of(10, 0, 0, 2), remotePort: 80 };
  end = new FlowTable().open('client', tuple).client;
});

function news(t: number, report: Partial<SocketReport> = {}, patience = 0): SocketEvent | null {
  const whole = { ...QUIET, ...report };
  return socketNews(end, whole, whole.timer === 'none' ? null : whole.timer, t, patience);
}

describe('What is told of a socket', () => {
  it('is what the kernel said, in seconds', () => {
    expect(news(1, { rqueue: 5, wqueue: 7, timer: 'rto', expires: 0.2, info: { ...INFO, rcv_wnd: 64 } })).toEqual({
      type: 'socket',
      t: 1,
      host: 'client',
      socket: '10.0.0.1:9-10.0.0.2:80',
      rqueue: 5,
      wqueue: 7,
      timer: { name: 'rto', remaining: 0.2 },
      retransmits: 0,
      figures: {
        cwnd: 10,
        ssthresh: null,
        rtt: 0.00025,
        rttvar: 0.000125,
        rto: 0.204,
        unacked: 0,
        lost: 0,
        totalRetrans: 0,
        mss: 1448,
        ownWindow: 64,
      },
    });
  });

  it.each([
    ['the receive queue', { rqueue: 1 }],
    ['the send queue', { wqueue: 1 }],
    ['a timer that starts', { timer: 'rto', expires: 0.2 }],
    ['retransmissions', { retransmits: 1 }],
    ['figures that were not known yet', { info: INFO }],
  ] satisfies [string, Partial<SocketReport>][])('is told again when %s changed, and not before', (_, change) => {
    expect(news(1)).not.toBeNull();
    expect(news(2)).toBeNull();
    expect(news(3, change)).not.toBeNull();
    expect(news(3.001, change)).toBeNull();
    if (!('info' in change)) expect(news(4)).not.toBeNull();
  });

  it('is told when one figure moved, also if samples without figures came between', () => {
    news(1, { info: INFO });
    expect(news(2)).toBeNull();
    expect(news(3, { rqueue: 1 })).not.toHaveProperty('figures');
    expect(news(4, { rqueue: 1, info: INFO })).toBeNull();
    expect(news(5, { rqueue: 1, info: { ...INFO, snd_cwnd: 11 } })?.figures?.cwnd).toBe(11);
  });

  it('is told when its timer was set anew, not because it runs', () => {
    news(1, { timer: 'timewait', expires: 60 });
    // In jiffies, asked for a moment later.
    expect(news(11, { timer: 'timewait', expires: 49.99 })).toBeNull();
    expect(news(12, { timer: 'timewait', expires: 60 })).not.toBeNull();
    // Late, as the timer wheel is: there is nothing left for as long as that lasts.
    expect(news(74, { timer: 'timewait', expires: 0 })).toBeNull();
  });

  it('waits a moment when only amounts moved', () => {
    news(1, { wqueue: 10 });
    expect(news(1.001, { wqueue: 9 }, 0.01)).toBeNull();
    expect(news(1.002, { wqueue: 8, retransmits: 1 }, 0.01)).not.toBeNull();
    expect(news(1.02, { wqueue: 7, retransmits: 1 }, 0.01)).toMatchObject({ wqueue: 7 });
  });
});

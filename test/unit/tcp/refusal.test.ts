import { describe, expect, test } from 'vitest';
import type { RefusalEvent } from '../../../src-main/common/protocol/events.ts';
import { refusalText, turnedAwayText } from '../../../src-main/common/session/refusal-words.ts';
import { turnedAway, whyAckRefused, whySynRefused } from '../../../src-main/common/tcp/refusal.ts';
import { sayIn } from '../../../src-main/host/words.ts';

const ticked = (names: string): ReadonlySet<string> => new Set(names.split(' ').map((name) => `TcpExt${name}`));

describe('What ticks by a SYN tells why it was refused', () => {
  test.each([
    ['ListenOverflows ListenDrops', 'backlog', 'accept', 'dropped'],
    ['TCPReqQFullDoCookies ListenOverflows ListenDrops', 'backlog', 'accept', 'dropped'],
    ['TCPReqQFullDrop ListenDrops', 'backlog', 'syn', 'dropped'],
    ['TCPReqQFullDoCookies SyncookiesSent', 'backlog', 'syn', 'cookie'],
    ['TCPReqQFullDoCookies SyncookiesSent', 'always-cookies', 'always-cookies', 'cookie'],
    ['ListenDrops', 'three-quarters', 'three-quarters', 'dropped'],
    ['ListenDrops', 'backlog', 'unknown', 'dropped'],
  ] as const)('%s', (names, rule, gauge, how) => {
    expect(whySynRefused(ticked(names), rule)).toEqual({ gauge, how });
  });
});

test('what ticks by many SYNs tells how many were turned away by what', () => {
  const ticks: Record<string, number> = { ListenOverflows: 2, TCPReqQFullDrop: 3, ListenDrops: 9, SyncookiesSent: 5 };
  const away = turnedAway((name) => ticks[name] ?? 0, 'three-quarters');
  expect(away.map(({ gauge, how, count }) => `${gauge} ${how} ${count}`)).toEqual([
    'syn cookie 5',
    'syn dropped 3',
    'accept dropped 2',
    'three-quarters dropped 4',
  ]);
  const say = sayIn('zh-CN');
  expect(away.map((each) => turnedAwayText(each, say))[1]).toBe('3 个被丢弃：半连接队列已满（TCPReqQFullDrop）');
});

describe('What ticks by an acknowledgement tells why it was refused', () => {
  test.each([
    ['ListenOverflows ListenDrops', true, 'accept', 'ignored'],
    ['ListenOverflows ListenDrops EmbryonicRsts', false, 'accept', 'reset'],
    ['SyncookiesRecv ListenOverflows ListenDrops', false, 'accept', 'dropped'],
    ['SyncookiesFailed', false, 'cookie', 'reset'],
    ['TCPDeferAcceptDrop', true, 'defer-accept', 'ignored'],
    ['TCPTimeWaitOverflow', false, 'time-wait', 'forgotten'],
    ['ListenDrops', true, 'unknown', 'ignored'],
  ])('%s', (names, kept, gauge, how) => {
    expect(whyAckRefused(ticked(names), kept)).toEqual({ gauge, how });
  });
});

const REFUSAL: RefusalEvent = {
  type: 'refusal',
  t: 1,
  host: 'server',
  socket: '10.0.0.2:80-10.0.0.1:4000',
  segment: 7,
  what: 'ack',
  gauge: 'accept',
  how: 'ignored',
  fill: { len: 5, max: 5 },
  counters: [{ name: 'TcpExtListenOverflows', delta: 1 }],
  source: 'observed',
  own: 'SYN_RECV',
  peer: 'ESTABLISHED',
  untold: 0,
};

test('a refusal says what happened and why, what ticked, and what both ends believe', () => {
  expect(refusalText(REFUSAL, sayIn('en'))).toBe(
    'The server ignores ACK #7, the entry stays half-open: accept queue full, 5 of 5. Counters: ListenOverflows +1. Now the client is in ESTABLISHED, the server in SYN_RECV.',
  );
  expect(refusalText(REFUSAL, sayIn('zh-CN'))).toBe(
    '服务器忽略 ACK #7，条目仍是半连接：全连接队列已满，5/5。计数器：ListenOverflows +1。现在客户端处于 ESTABLISHED，服务器处于 SYN_RECV。',
  );
});

test('a refusal says that a server has nothing, what is inferred, and how many were not looked at', () => {
  const refusal: RefusalEvent = { ...REFUSAL, what: 'syn', how: 'dropped', own: 'CLOSED', peer: 'SYN_SENT' };
  expect(refusalText({ ...refusal, source: 'inferred', untold: 3 }, sayIn('en'))).toBe(
    'The server drops SYN #7: accept queue full, 5 of 5. Counters, inferred, since other segments may have made them tick: ListenOverflows +1. Now the client is in SYN_SENT, the server has nothing. 3 more before it were not looked at one by one.',
  );
});

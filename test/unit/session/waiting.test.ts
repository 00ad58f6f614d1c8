import { expect, test } from 'vitest';
import type { Event, TcpState } from '../../../src-main/common/protocol/events.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { nextTimerOn, shortenedBy } from '../../../src-main/common/session/waiting.ts';
import { lostSyns, socket } from '../../support/timer-events.ts';

function sessionOf(...events: Event[]): Session {
  const session = new Session();
  session.append(events);
  return session;
}

test.each<[TcpState, ReturnType<typeof shortenedBy>]>([
  ['SYN_SENT', ['tcp_syn_retries']],
  ['SYN_RECV', ['tcp_synack_retries']],
  ['FIN_WAIT2', ['tcp_fin_timeout']],
  ['TIME_WAIT', 'none'],
  ['LISTEN', []],
])('%s is shortened by %j', (state, knobs) => {
  expect(shortenedBy({ state, timer: null })).toEqual(knobs);
});

test('of an established connection the keepalive is shortened by other settings than what is sent again', () => {
  const timer = { name: 'keepalive', dueAt: 9, toldAt: 0 };
  expect(shortenedBy({ state: 'ESTABLISHED', timer })).toContain('tcp_keepalive_time');
  expect(shortenedBy({ state: 'ESTABLISHED', timer: null })).toEqual(['tcp_retries2']);
});

test('the timer that is named is that of a host which the wait is about', () => {
  const session = sessionOf(...lostSyns(1), socket(1.1, 'client', { name: 'retransmit', remaining: 0.9 }));
  expect(nextTimerOn(session, 1.5, ['client'])?.socket.state).toBe('SYN_SENT');
  expect(nextTimerOn(session, 1.5, ['server'])).toBeUndefined();
});

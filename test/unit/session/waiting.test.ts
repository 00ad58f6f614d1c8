import { expect, test } from 'vitest';
import type { ActionEvent, Event, TcpState } from '../../../src-main/common/protocol/events.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { madeByHand, nextTimerOn, shortenedBy } from '../../../src-main/common/session/waiting.ts';
import { call } from '../../support/endpoint-events.ts';
import { turned } from '../../support/knob-events.ts';
import { lostSyns, socket } from '../../support/timer-events.ts';

function sessionOf(...events: Event[]): Session {
  const session = new Session();
  session.append(events);
  return session;
}

const action = (t: number, phase: ActionEvent['phase']): ActionEvent => ({
  type: 'action',
  t,
  lesson: 'guided',
  step: 1,
  action: 1,
  phase,
});

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

test('only what was done while the lesson waited for a person was done by hand', () => {
  const session = sessionOf(
    action(1, 'begins'),
    call(1.5, 'client', 'socket', {}),
    action(2, 'waits'),
    call(2.5, 'client', 'socket', {}),
    turned(2.6, 'server', 'tcp_syncookies', '0'),
    action(3, 'begins'),
    call(3.5, 'server', 'socket', {}),
  );
  expect(madeByHand(session)).toBe(2);
});

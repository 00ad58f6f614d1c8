import { expect, test } from 'vitest';
import { HOSTS, type Event, type TcpState } from '../../../src-main/common/protocol/events.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { awaitedTimer, shortenedBy } from '../../../src-main/common/session/waiting.ts';
import { ends } from '../../support/endpoint-events.ts';
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

const connect = (id: number, label: string): Event => ({
  ...{ type: 'call', id, t: id / 100, host: 'client', call: 'connect', args: '', result: null, endedAt: null },
  socket: label,
});
const action: Event = { type: 'action', t: 0, lesson: 'x', step: 1, action: 1, phase: 'begins' };

test('a wait hangs on the timer of its connection, at whichever end it runs', () => {
  const session = sessionOf(
    action,
    ...[connect(1, '10.0.0.1:1-10.0.0.2:80'), connect(2, ends(4000).client)],
    ...[...lostSyns(1), socket(1.1, 'client', { name: 'rto', remaining: 0.9 })],
  );
  for (const host of HOSTS) {
    expect(awaitedTimer(session, 1.5, { host, connection: 2 })?.socket.state).toBe('SYN_SENT');
    expect(awaitedTimer(session, 1.5, { host, connection: 1 })).toBeUndefined();
  }
});

test('where it has no connection, it hangs on the one that fires next on its host, or else on the other', () => {
  const session = sessionOf(...lostSyns(1), socket(1.1, 'client', { name: 'rto', remaining: 0.9 }));
  for (const subject of [null, { host: 'server', counter: 'ListenDrops' }, { host: 'client', connection: 3 }] as const)
    expect(awaitedTimer(session, 1.5, subject)?.socket.state).toBe('SYN_SENT');
});

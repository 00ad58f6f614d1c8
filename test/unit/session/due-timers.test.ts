import { expect, test } from 'vitest';
import { dueTimersAt } from '../../../src-main/common/session/due-timers.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { ends, halfOpen, listening, state } from '../../support/endpoint-events.ts';

const timer = (name: string, remaining: number) => ({ timer: { name, remaining } });

test('the timers of both hosts stand in the order in which they are due', () => {
  const session = new Session();
  const { client, server } = ends(4000);
  session.append([
    ...listening(0),
    ...halfOpen(1, 4000, 1),
    state(1.1, 'client', client, ['SYN_SENT', 'SYN_SENT'], { call: 'connect' }, timer('rto', 0.9)),
    state(
      1.2,
      'server',
      server,
      ['SYN_RECV', 'SYN_RECV'],
      { segment: 1 },
      { ...timer('synack', 0.5), mini: 'request' },
    ),
  ]);
  const said = (t: number) =>
    dueTimersAt(session, t).map(({ socket, timer: { name, dueAt } }) => [socket.host, name, dueAt]);
  expect(said(Infinity)).toEqual([
    ['server', 'synack', 1.7],
    ['client', 'rto', 2],
  ]);
  expect(said(1.15)).toEqual([['client', 'rto', 2]]);
});

test('a socket that is closed has none', () => {
  const session = new Session();
  const { client } = ends(4000);
  session.append([
    state(1, 'client', client, ['CLOSED', 'SYN_SENT'], { call: 'connect' }, timer('rto', 1)),
    state(1.5, 'client', client, ['SYN_SENT', 'CLOSED'], { segment: 2 }),
  ]);
  expect(dueTimersAt(session, Infinity)).toEqual([]);
});

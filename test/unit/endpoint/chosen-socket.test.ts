import { expect, test } from 'vitest';
import type { Event, Host } from '../../../src-main/common/protocol/events.ts';
import { socketsAt, type SocketAt } from '../../../src-main/common/session/moment.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import {
  chosen,
  isUnaccepted,
  listed,
  listenerFor,
  tagOf,
} from '../../../src-renderer/views/endpoint/chosen-socket.ts';
import { LISTENER, call, ends, established, listening, state } from '../../support/endpoint-events.ts';

function socketsOf(host: Host, events: Event[]): SocketAt[] {
  const session = new Session();
  session.append(events);
  return listed(socketsAt(session, host, Infinity));
}
const labels = (sockets: readonly SocketAt[]): string[] => sockets.map(({ label }) => label);
const [first, second] = [ends(4001), ends(4002)];
const two = [...listening(0), ...established(1, 4001, 1), ...established(2, 4002, 4)];
const reset = (t: number): Event => state(t, 'server', second.server, ['ESTABLISHED', 'CLOSED'], { segment: 9 });

test('the newest that lives comes first, what is over last', () => {
  expect(labels(socketsOf('server', two))).toEqual([second.server, first.server, LISTENER]);
  expect(labels(socketsOf('server', [...two, reset(3)]))).toEqual([first.server, LISTENER, second.server]);
});

test('a connection is chosen before its listener, and what was picked out before both', () => {
  const sockets = socketsOf('server', two);
  expect(chosen(sockets, null)?.label).toBe(second.server);
  expect(chosen(sockets, `server ${LISTENER}`)?.label).toBe(LISTENER);
  expect(chosen(sockets, 'server gone')?.label).toBe(second.server);
});

test('a listener that was found by its first SYN does not hide that connection', () => {
  const found = state(1.002, 'server', LISTENER, ['CLOSED', 'LISTEN'], { call: 'listen' });
  expect(chosen(socketsOf('server', [...established(1, 4001, 1), found]), null)?.label).toBe(first.server);
});

test('a connection that has ended stays in view, until something newer begins', () => {
  const over = [...two, reset(3)];
  expect(chosen(socketsOf('server', over), null)?.label).toBe(second.server);
  const closed = [...over, state(4, 'server', LISTENER, ['LISTEN', 'CLOSED'], { call: 'close' })];
  expect(chosen(socketsOf('server', closed), null)?.label).toBe(second.server);
  const again = [state(5, 'server', LISTENER, ['CLOSED', 'LISTEN'], { call: 'listen' })];
  expect(chosen(socketsOf('server', [...closed, ...again]), null)?.label).toBe(LISTENER);
});

test('accept() is for the listener of the same port', () => {
  const sockets = socketsOf('server', two);
  expect(listenerFor(sockets, sockets[0])?.label).toBe(LISTENER);
  expect(listenerFor(socketsOf('client', two), undefined)).toBeUndefined();
});

test('a connection is unaccepted until accept() has returned it', () => {
  const isWaiting = (events: Event[]): boolean => {
    const socket = socketsOf('server', events).find(({ label }) => label === first.server);
    return socket !== undefined && isUnaccepted(socket);
  };
  expect(isWaiting(two)).toBe(true);
  expect(isWaiting([...two, call(3, 'server', 'accept', { handle: 7, socket: first.server, result: '7' })])).toBe(
    false,
  );
});

test('both ends of a connection have the same tag', () => {
  const tags = (host: Host): string[] => socketsOf(host, two).map(tagOf);
  expect(tags('client')).toEqual(['②', '①']);
  expect(tags('server')).toEqual(['②', '①', '']);
});

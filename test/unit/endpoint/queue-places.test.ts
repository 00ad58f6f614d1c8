import { expect, test } from 'vitest';
import type { CallEvent, Event, QueueEvent } from '../../../src-main/common/protocol/events.ts';
import { socketsAt } from '../../../src-main/common/session/moment.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { MOST_PLACES, acceptedBy, placesOf, type Ticket } from '../../../src-renderer/views/queues/queue-places.ts';
import { call, ends, established, halfOpen, listening, queue, state } from '../../support/endpoint-events.ts';

function places(events: Event[], lengths: QueueEvent): { syn: Ticket[]; accept: Ticket[] } {
  const session = new Session();
  session.append(events);
  return placesOf(lengths, socketsAt(session, 'server', Infinity), acceptedBy(session.calls, Infinity));
}
const ports = (tickets: readonly Ticket[]): string[] => tickets.map(({ port }) => port);
const accepted = (t: number, port: number): CallEvent =>
  call(t, 'server', 'accept', { handle: port, socket: ends(port).server, result: String(port) });
const events = [...listening(0), ...established(1, 4001, 1), ...established(2, 4002, 4), ...halfOpen(3, 4003, 7)];

test('half-open connections sit in the SYN queue, complete ones in the accept queue, the oldest first', () => {
  const { syn, accept } = places(events, queue(4, 1, 2));
  expect(ports(syn)).toEqual(['4003']);
  expect(ports(accept)).toEqual(['4001', '4002']);
});

test('accept() takes one out', () => {
  expect(ports(places([...events, accepted(4, 4001)], queue(4, 1, 1)).accept)).toEqual(['4002']);
});

test('what another program took out is the oldest, and what is not known by name has no port', () => {
  expect(ports(places(events, queue(4, 1, 1)).accept)).toEqual(['4002']);
  expect(ports(places(events, queue(4, 2, 2)).syn)).toEqual(['4003', '']);
  expect(places(events, queue(4, 5000, 2, 4097)).syn).toHaveLength(MOST_PLACES);
});

test('a connection that was reset while it waited keeps its place', () => {
  const reset = state(4, 'server', ends(4001).server, ['ESTABLISHED', 'CLOSED'], { segment: 9 });
  expect(places([...events, reset], queue(4, 1, 2)).accept).toMatchObject([
    { port: '4001', dead: true },
    { port: '4002', dead: false },
  ]);
});

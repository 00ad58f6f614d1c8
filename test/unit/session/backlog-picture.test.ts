import { expect, test } from 'vitest';
import type { Event, QueueEvent, RefusalEvent } from '../../../src-main/common/protocol/events.ts';
import { queuePictures, type QueuePicture } from '../../../src-main/common/session/pictures/backlog.ts';
import { refusalRecords } from '../../../src-main/common/session/pictures/csv.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { entries, LISTENER, listening, queue, refusal, state } from '../../support/endpoint-events.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';
import { settings } from '../../support/timer-events.ts';

function picturesAt(t: number, ...events: Event[]): { syn: QueuePicture; accept: QueuePicture } {
  const session = new Session();
  session.append([...listening(0.1, 3), ...events]);
  const [syn, accept] = queuePictures(session, 'server', t);
  if (!syn || !accept) throw new Error('no listener');
  return { syn, accept };
}
const bySyn = (t: number, syn: number, more: Partial<RefusalEvent> = {}): RefusalEvent => ({
  ...refusal(t, syn),
  gauge: 'syn',
  ...more,
});

test('a queue has what it holds, what fits, and who is in it', () => {
  const { syn, accept } = picturesAt(2, queue(1, 1, 3, 3), entries(1.1, 4000, 4001));
  expect(syn).toMatchObject({ port: 80, backlog: 2, len: 1, max: 3, most: 1, since: 1, rule: 'backlog', kept: 0 });
  expect(syn.entries.map(({ peer }) => peer)).toEqual(['10.0.0.1:4000']);
  expect(accept).toMatchObject({ len: 3, max: 3, most: 3 });
  expect(accept.entries.map(({ peer }) => peer)).toEqual(['10.0.0.1:4001']);
});

test('each refusal is that of the queue that stood in the way', () => {
  const { syn, accept } = picturesAt(2, queue(1, 3, 3, 3), bySyn(1.1, 8, { untold: 4 }), refusal(1.2, 9));
  expect(syn.refusals.map(({ segment }) => segment)).toEqual([8]);
  expect(syn.untold).toBe(4);
  expect(accept.refusals.map(({ segment }) => segment)).toEqual([9]);
});

test('what another listener turned away does not count', () => {
  const other = bySyn(1.1, 8, { socket: '10.0.0.2:8080-10.0.0.1:4000' });
  const ipv6 = bySyn(1.1, 9, { socket: '[fd00::2]:80-[fd00::1]:4000' });
  expect(picturesAt(2, queue(1, 3, 0, 3), other, ipv6).syn.refusals).toEqual([]);
});

test('a queue that has been empty begins anew', () => {
  const events = [queue(1, 3, 0, 3), bySyn(1.1, 8), queue(1.2, 0, 0, 3)];
  expect(picturesAt(1.5, ...events).syn).toMatchObject({ len: 0, most: 3, since: 1, refusals: [{ segment: 8 }] });
  const { syn } = picturesAt(3, ...events, queue(2, 1, 0, 3), queue(2.1, 2, 0, 3));
  expect(syn).toMatchObject({ len: 2, most: 2, since: 2, refusals: [] });
});

test('nothing of what comes later is shown', () => {
  const { syn } = picturesAt(1, queue(0.5, 2, 0, 3), queue(1.5, 3, 0, 3), bySyn(1.6, 8));
  expect(syn).toMatchObject({ len: 2, most: 2, refusals: [] });
});

test('of tcp_max_syn_backlog the places that are kept free are counted, where it was told', () => {
  const bound: QueueEvent = { ...queue(1, 13, 0, 13), syn: { len: 13, max: 13, rule: 'three-quarters' } };
  const knob = {
    type: 'knob',
    t: 0.5,
    host: 'server',
    name: 'tcp_max_syn_backlog',
    value: '16',
    default: '128',
  } as const;
  expect(picturesAt(2, settings(), knob, bound).syn.kept).toBe(3);
  expect(picturesAt(2, bound).syn.kept).toBe(0);
});

test('while nobody listens, the queues are shown as they were last', () => {
  const closed = state(3, 'server', LISTENER, ['LISTEN', 'CLOSED'], { call: 'close' });
  const { syn } = picturesAt(4, queue(1, 2, 0, 3), closed);
  expect(syn).toMatchObject({ len: 2, isOver: true });
  expect(picturesAt(2.9, queue(1, 2, 0, 3), closed).syn.isOver).toBe(false);
});

test('the file has a record for each refusal, with its queue and its evidence', () => {
  const session = new Session();
  session.append([...listening(0.1), refusal(1.2, 9)]);
  expect(parsedCsv([...refusalRecords(session)].join('')).at(-1)).toEqual([
    ...['1.200000', 'server', '10.0.0.1:4009', 'accept', 'syn', 'dropped', 'accept', '2', '2', '9'],
    ...['TcpExtListenOverflows 1 TcpExtListenDrops 1', 'observed'],
  ]);
});

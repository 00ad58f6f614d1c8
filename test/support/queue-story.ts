/** A session whose queues fill and empty as a lab tells it: clients that wait for accept(), then a flood with cookies off. */
import type { Event, QueueEvent, SegmentEvent } from '../../src-main/common/protocol/events.ts';
import { lab, listening } from './endpoint-events.ts';

const [SYN_MAX, ACCEPT_MAX] = [13, 11];

const queueAt = (t: number, syn: number, accept = 0): QueueEvent => ({
  type: 'queue',
  t,
  host: 'server',
  family: 'ipv4',
  port: 80,
  backlog: 10,
  syn: { len: syn, max: SYN_MAX, rule: 'three-quarters' },
  accept: { len: accept, max: ACCEPT_MAX },
});

const ticked = (t: number, name: string, delta: number): Event => ({ type: 'counter', t, host: 'server', name, delta });

const syn = (id: number, t: number): SegmentEvent => ({
  type: 'segment',
  id,
  t,
  from: 'client',
  src: `10.1.0.${id % 250}:${2000 + id}`,
  dst: '10.0.0.2:80',
  flags: 'SYN',
  seq: 1000 * id,
  ack: 0,
  win: 64240,
  len: 0,
  options: [],
  origin: 'flood',
  deliveredAt: t + 0.0001,
  fate: 'delivered',
});

function* story(): Generator<Event> {
  for (let i = 0; i < 8; i++) yield queueAt(0.5 + i * 0.2, 1, i);
  for (let i = 0; i < 8; i++) yield queueAt(0.51 + i * 0.2, 0, i + 1);
  for (let i = 0; i < 8; i++) yield queueAt(2.6 + i * 0.25, 0, 7 - i);
  for (let i = 1; i <= SYN_MAX; i++) yield queueAt(5 + i * 0.001, i);
  for (let i = 0; i < 100; i++) {
    const t = 5 + i * 0.05;
    yield syn(100 + i, t);
    if (i % 5 === 0) yield* [ticked(t + 0.1, 'TcpExtListenDrops', 500), ticked(t + 0.1, 'TcpOutSegs', 3)];
    // One gives up now and then, and the next SYN has its place.
    if (i % 17 === 16) yield* [queueAt(t, SYN_MAX - 3), queueAt(t + 0.01, SYN_MAX)];
  }
  for (let i = 0; i < 3; i++)
    yield {
      type: 'link',
      t: 6 + i * 0.4,
      from: 'server',
      engine: 'built-in',
      packets: [40, 100, 0][i] ?? 0,
      bytes: 6000,
      limit: 100,
      lost: 12 * i,
      overLimit: 3 * i,
    };
  for (let i = 1; i <= SYN_MAX; i++) yield queueAt(12 + i * 0.12, SYN_MAX - i);
  yield syn(300, 14.5);
}

/** As if it had just ended. */
export const queueStory = (): Event[] => [
  lab(15),
  ...listening(0.2),
  ...[...story()].sort((a, b) => timeOf(a) - timeOf(b)),
];

const timeOf = (event: Event): number => ('t' in event ? event.t : 0);

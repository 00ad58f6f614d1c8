import { expect, test } from 'vitest';
import type { Event, LinkEvent, QueueEvent, RefusalEvent } from '../../../src-main/common/protocol/events.ts';
import { isTelling, sessionLines, type SessionLine } from '../../../src-main/common/session/lines/session-lines.ts';
import { lineAt, ticksOf, traceOf } from '../../../src-main/common/session/lines/trace.ts';
import { Session } from '../../../src-main/common/session/session.ts';

const queue = (t: number, syn: number, accept = 0): QueueEvent => ({
  type: 'queue',
  t,
  host: 'server',
  family: 'ipv4',
  port: 80,
  backlog: 4,
  syn: { len: syn, max: 5, rule: 'backlog' },
  accept: { len: accept, max: 5 },
});
const link = (t: number, packets: number, overLimit: number | null): LinkEvent => ({
  type: 'link',
  t,
  from: 'client',
  engine: 'built-in',
  packets,
  bytes: packets * 1500,
  limit: 100,
  lost: 0,
  overLimit,
});
const ticked = (t: number, name: string, delta: number): Event => ({ type: 'counter', t, host: 'server', name, delta });
const refused = (t: number, untold: number): RefusalEvent => ({
  type: 'refusal',
  t,
  host: 'server',
  socket: '',
  segment: 1,
  what: 'syn',
  how: 'dropped',
  gauge: 'syn',
  fill: null,
  counters: [],
  source: 'observed',
  own: 'LISTEN',
  peer: 'SYN_SENT',
  untold,
});

function linesOf(...events: Event[]): Map<string, SessionLine> {
  const session = new Session();
  session.append(events);
  return new Map(sessionLines(session).map((line) => [line.key, line]));
}
const values = (line: SessionLine | undefined): number[] =>
  Array.from({ length: line?.length ?? 0 }, (_, point) => line?.value(point) ?? NaN);

test('queues come before refusals, the link and the counters, and each is a line of its own', () => {
  const lines = linesOf(
    ticked(0.3, 'TcpOutRsts', 2),
    queue(0.1, 1),
    link(0.2, 3, 0),
    refused(0.2, 4),
    ticked(0.4, 'TcpOutRsts', 1),
    ticked(0.2, 'TcpExtListenDrops', 1),
  );
  expect([...lines.keys()]).toEqual([
    'server 80 ipv4 syn-queue',
    'server 80 ipv4 accept-queue',
    'server   refusals',
    'client   link-queue',
    'client   link-lost',
    'client   link-over-limit',
    'server   TcpExtListenDrops',
    'server   TcpOutRsts',
  ]);
  expect(values(lines.get('server   TcpOutRsts'))).toEqual([2, 3]);
  expect(values(lines.get('server   refusals'))).toEqual([5]);
  expect([...lines.values()].filter((line) => !isTelling(line)).map(({ what }) => what)).toEqual([
    { counter: 'TcpOutRsts' },
  ]);
});

test('what an engine does not tell apart is no line', () => {
  expect([...linesOf(link(0.1, 1, null)).keys()]).toEqual(['client   link-queue', 'client   link-lost']);
});

test('a trace holds each value until the next, and keeps the largest of those that fall into one column', () => {
  const line = linesOf(queue(1, 2), queue(3.1, 5), queue(3.2, 0), queue(3.3, 1), queue(9, 4)).values().next().value;
  if (!line) throw new Error('no line');
  const { least, most, last } = traceOf(line, line.value, { from: 0, to: 10 }, 10);
  expect([...least]).toEqual([NaN, 2, 2, 0, 1, 1, 1, 1, 1, 1]);
  expect([...most]).toEqual([NaN, 2, 2, 5, 1, 1, 1, 1, 1, 4]);
  expect([...last]).toEqual([NaN, 2, 2, 1, 1, 1, 1, 1, 1, 4]);
  const within = traceOf(line, line.value, { from: 3.25, to: 5 }, 2);
  expect([...within.most]).toEqual([1, 1]);
});

test('no peak is lost, however many points there are for a column', () => {
  const many = Array.from({ length: 200_000 }, (_, i) => queue(i / 20_000, i === 123_456 ? 5 : i % 3));
  const session = new Session();
  session.append(many);
  const [line] = sessionLines(session);
  if (!line) throw new Error('no line');
  const { most, last } = traceOf(line, line.value, { from: 0, to: 10 }, 500);
  expect(most.indexOf(5)).toBe(Math.floor((123_456 / 20_000 / 10) * 500));
  expect(last.at(-1)).toBe(199_999 % 3);
});

test('at a moment a line says what it was, how much there could be, and the most up to then', () => {
  const line = linesOf(queue(1, 2), queue(2, 4), queue(3, 1)).get('server 80 ipv4 syn-queue');
  if (!line) throw new Error('no line');
  expect(lineAt(line, 0.5)).toBeNull();
  expect(lineAt(line, 2.5)).toEqual({ value: 4, limit: 5, most: 4, mostAt: 2, changes: 2 });
  expect(lineAt(line, Infinity)).toEqual({ value: 1, limit: 5, most: 4, mostAt: 2, changes: 3 });
});

test('the axis has round times, however short or long it is', () => {
  expect(ticksOf({ from: 0, to: 10 }, 6)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticksOf({ from: 3.09, to: 3.21 }, 7).map((t) => t.toFixed(3))).toEqual([
    '3.100',
    '3.120',
    '3.140',
    '3.160',
    '3.180',
    '3.200',
  ]);
  expect(ticksOf({ from: 1, to: 1 }, 5)).toEqual([]);
});

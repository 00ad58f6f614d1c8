import { describe, expect, test } from 'vitest';
import { BINS, Overview } from '../../../src-main/common/session/overview.ts';
import type { Event, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import { Session } from '../../../src-main/common/session/session.ts';

function segment(id: number, t: number, more: Partial<SegmentEvent> = {}): SegmentEvent {
  const ends = { src: '10.0.0.1:40000', dst: '10.0.0.2:80' };
  const numbers = { seq: id, ack: 0, win: 64240, len: 1, flags: 'ACK', options: [] };
  return { type: 'segment', id, t, from: 'client', ...ends, ...numbers, deliveredAt: t, fate: 'delivered', ...more };
}
const queue = (t: number, accept: number): Event => ({
  type: 'queue',
  t,
  host: 'server',
  family: 'ipv4',
  port: 80,
  backlog: 3,
  syn: { len: 0, max: 4, rule: 'backlog' },
  accept: { len: accept, max: 4 },
});
const sum = (column: Uint32Array): number => column.reduce((a, b) => a + b, 0);
const last = (column: Uint32Array): number => column.findLastIndex((n) => n > 0);

describe.each(['time', 'rows'] as const)('by %s', (scale) => {
  test('each segment is counted once, however often the strip was brought up to date', () => {
    const session = new Session();
    const overview = new Overview(session, scale);
    for (let id = 1; id <= 10_000; id++) {
      session.append([segment(id, id / 1000, { from: id % 4 === 0 ? 'server' : 'client' })]);
      if (id % 7 === 0) overview.update();
    }
    overview.update();
    expect([sum(overview.sent.client), sum(overview.sent.server)]).toEqual([7500, 2500]);
  });

  test('the strip is never longer than its bins, and the last segment stands at its end', () => {
    const session = new Session();
    const overview = new Overview(session, scale);
    session.append(Array.from({ length: 5000 }, (_, i) => segment(i + 1, (i + 1) / 100)));
    overview.update();
    expect(overview.length / overview.width).toBeLessThanOrEqual(BINS);
    const end = (last(overview.sent.client) + 1) * overview.width;
    expect(Math.abs(end - overview.length)).toBeLessThanOrEqual(2 * overview.width);
  });

  test('a segment counts as lost from the moment on at which that is told', () => {
    const session = new Session();
    const overview = new Overview(session, scale);
    session.append([segment(1, 0.1, { fate: 'in-flight', deliveredAt: null })]);
    overview.update();
    expect(sum(overview.lost)).toBe(0);
    session.append([segment(1, 0.1, { fate: 'lost', deliveredAt: null })]);
    overview.update();
    overview.update();
    expect(sum(overview.lost)).toBe(1);
  });

  test('a peak of a queue survives when bins become one', () => {
    const session = new Session();
    const overview = new Overview(session, scale);
    session.append([segment(1, 0.001), queue(0.001, 4), segment(2, 0.0011), queue(0.0011, 0)]);
    overview.update();
    session.append(Array.from({ length: 4000 }, (_, i) => segment(i + 3, 1 + i)));
    overview.update();
    const accept = overview.queues.get('server:80:ipv4')?.accept;
    expect(Math.max(...(accept?.most ?? []))).toBe(4);
    expect(sum(accept?.full ?? new Uint32Array())).toBeGreaterThan(0);
    expect(accept?.last.findLast((length) => length >= 0)).toBe(0);
  });

  test('a moment that is chosen on the strip is the moment at that place', () => {
    const session = new Session();
    const overview = new Overview(session, scale);
    session.append(Array.from({ length: 50 }, (_, i) => segment(i + 1, (i + 1) / 10)));
    expect(overview.place(overview.timeAt(overview.place(2.5)))).toBe(overview.place(2.5));
  });
});

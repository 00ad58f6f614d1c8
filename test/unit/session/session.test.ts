import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Event, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import { onTheWireAt, queuesAt, socketsAt, visited } from '../../../src-main/common/session/moment.ts';
import { Session } from '../../../src-main/common/session/session.ts';

const recorded = readFileSync(new URL('../../fixtures/handshake-and-close.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Event);

function sessionOf(events: Event[], batch = events.length): Session {
  const session = new Session();
  for (let i = 0; i < events.length; i += batch) session.append(events.slice(i, i + batch));
  return session;
}

const segment = (id: number, part: Partial<SegmentEvent>): SegmentEvent => ({
  type: 'segment',
  id,
  t: id,
  from: 'client',
  src: part.from === 'server' ? '10.0.0.2:80' : '10.0.0.1:4000',
  dst: part.from === 'server' ? '10.0.0.1:4000' : '10.0.0.2:80',
  flags: 'ACK',
  seq: 1,
  ack: 1,
  win: 100,
  len: 0,
  options: [],
  deliveredAt: null,
  fate: 'in-flight',
  ...part,
});

/** The ladder as words: where each segment starts and arrives, and what states stand beside it. */
const ladder = (session: Session): string[] =>
  Array.from({ length: session.rows.length }, (_, i) => {
    const { kind, ref, marks } = session.rows.at(i);
    const states = marks.map(({ host, to }) => ` ${host}:${to}`).join('');
    if (kind === 'segment' || kind === 'arrival') return `${kind} ${session.segments.get(ref).flags}${states}`;
    if (kind === 'call' || kind === 'return') return `${kind} ${session.calls[ref]?.call}${states}`;
    return `${kind}${states}`;
  });

describe('A session', () => {
  test('puts each state beside the segment or call that caused it', () => {
    const rows = ladder(sessionOf(recorded));
    expect(rows).toContain('segment SYN server:SYN_RECV');
    expect(rows).toContain('segment SYN,ACK client:ESTABLISHED');
    expect(rows.find((row) => row.startsWith('call connect'))).toBe('call connect client:SYN_SENT');
  });

  test('is the same fold whether the events come one by one or all at once', () => {
    const [whole, single] = [sessionOf(recorded), sessionOf(recorded, 1)];
    for (const host of ['client', 'server'] as const)
      expect(socketsAt(single, host, Infinity)).toEqual(socketsAt(whole, host, Infinity));
    expect(single.segments.length).toBe(whole.segments.length);
  });

  test('does not take what the wire has copied for sent again', () => {
    const data = { flags: 'PSH,ACK', len: 5 };
    const copy = segment(2, { ...data, origin: 'rule:1 of 1', fate: 'delivered', deliveredAt: 2 });
    const session = sessionOf([segment(1, data), copy, segment(3, data)]);
    expect(session.segments.get(1)).toMatchObject({ repeats: 0, original: 0, origin: { by: 'rule:1', of: 1 } });
    expect(session.segments.get(2)).toMatchObject({ repeats: 1, original: 0, origin: null });
  });

  test('knows every moment of its past', () => {
    const session = sessionOf(recorded);
    const syn = session.segments.get(0);
    const before = socketsAt(session, 'client', syn.t - 1e-9).filter(({ remote }) => remote === '10.0.0.2:80');
    expect(before.every(({ state }) => state === 'CLOSED' || state === 'SYN_SENT')).toBe(true);
    const [end] = socketsAt(session, 'client', Infinity);
    expect(visited(end!.path).states).toContain('ESTABLISHED');
    expect(queuesAt(session, 'server', syn.t)[0]).toMatchObject({ port: 80 });
  });

  test('lets a segment arrive in a row of its own when its receiver did something meanwhile', () => {
    const session = sessionOf([
      segment(1, { t: 1, flags: 'SYN', deliveredAt: 3, fate: 'delivered' }),
      segment(2, { t: 2, from: 'server', flags: 'RST', deliveredAt: 2.5, fate: 'delivered' }),
    ]);
    // The reset arrives at a client that did nothing since it left; the SYN at a server that had sent.
    expect(ladder(session)).toEqual(['segment SYN', 'segment RST', 'arrival SYN']);
    expect(session.rows.spanOf(0)).toEqual({ start: 0, end: 2 });
    expect(session.rows.spanOf(1)).toEqual({ start: 1, end: 1 });
    expect(onTheWireAt(session, 2.7)).toEqual({ client: 0, server: 1 });
  });

  test('ties a retransmission to the segment that it repeats', () => {
    const session = sessionOf([
      segment(1, { flags: 'SYN', seq: 99, fate: 'lost', by: 'rule:1' }),
      segment(2, { flags: 'SYN', seq: 99, fate: 'delivered', deliveredAt: 2 }),
    ]);
    expect(session.segments.get(0)).toMatchObject({ by: 'rule:1', fate: 'lost', repeats: 0, original: 0 });
    expect(session.segments.get(1)).toMatchObject({ repeats: 1, original: 0, relativeSeq: 0 });
  });

  test('finds the arrows that pass through a window of rows', () => {
    const many = Array.from({ length: 1000 }, (_, i) => segment(i + 2, { deliveredAt: i + 2, fate: 'delivered' }));
    const session = sessionOf([segment(1, { flags: 'SYN' }), ...many]);
    expect(session.rows.segmentsIn(700, 702)).toEqual([0, 700, 701, 702]);
  });
});

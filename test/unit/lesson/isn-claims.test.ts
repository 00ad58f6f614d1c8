import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src-main/common/lesson/evaluate.ts';
import type { Claim } from '../../../src-main/common/lesson/lesson.ts';
import type { Event, TcpState } from '../../../src-main/common/protocol/events.ts';
import type { Language } from '../../../src-main/common/protocol/messages.ts';
import { call, connect, segment, states } from './run-events.ts';

const PER_SECOND = 15_625_000;
const slope: Claim = { kind: 'isn-slope', host: 'client', perSecond: PER_SECOND };
const offsets: Claim = { kind: 'isn-offsets', host: 'client' };
const verdict = (claim: Claim, events: readonly Event[], lang: Language = 'en') =>
  evaluate({ claim, full: false }, events, lang);

/** Connections a second apart, from this port each, with this number. */
const run = (...opened: readonly [port: number, isn: number][]): Event[] =>
  opened.flatMap(([port, isn], i) => [
    { ...connect(2 * i + 1, `10.0.0.1:${port}`), t: i + 0.1 },
    { ...segment(i + 1, 'client', 'SYN', isn, 0, `10.0.0.1:${port}`), t: i + 0.2 },
  ]);
const AGAIN = run([40000, 7], [40000, 7 + PER_SECOND], [40000, 7 + 2 * PER_SECOND]);

describe('"isn: … rises"', () => {
  it('holds where the same four-tuple begins so much higher', () => {
    expect(verdict(slope, AGAIN)).toMatchObject({
      text: "The client's ISN of one four-tuple rises by about 15625000 a second",
      held: true,
      observed: '15625000 a second, one in 64.0 ns; 3 connections of 1 four-tuple',
    });
    expect(verdict(slope, AGAIN, 'zh-CN').observed).toBe('每秒 15625000，即每 64.0 ns 加一；1 个四元组的 3 条连接');
  });

  it("is missed with another clock, as the RFC's of 4 µs", () => {
    const found = verdict(slope, run([40000, 7], [40000, 250_007]));
    expect(found).toMatchObject({
      held: false,
      observed: expect.stringMatching(/^250000 a second, one in 4000\.0 ns/),
    });
  });

  it('is missed with a number that is fixed', () => {
    const found = verdict(slope, run([40000, 7], [40000, 7]));
    expect(found).toMatchObject({ held: false, observed: 'always the same, in 2 connections' });
  });

  it('says when no four-tuple was used twice, or when no SYN was seen', () => {
    const others = run([40000, 7], [40001, 7]);
    expect(verdict(slope, others)).toMatchObject({ held: false, observed: '2 four-tuples, none of them used twice' });
    expect(verdict(slope, [connect()], 'zh-CN')).toMatchObject({ held: false, observed: '没有看到 ISN' });
  });

  it('says what makes numbers that do not come from the clock', () => {
    const cookies: Event = { type: 'counter', t: 0.5, host: 'client', name: 'TcpExtSyncookiesSent', delta: 2 };
    const left = states('client', ['TIME_WAIT', 'CLOSED']);
    const { observed } = verdict(slope, [...run([40000, 7], [40000, 9]), cookies, ...left]);
    expect(observed).toMatch(/; 2 of them are SYN cookies; TIME_WAIT was left 1 times/);
  });
});

describe('"isn: … has an offset for each four-tuple"', () => {
  it('holds where other four-tuples lie on other lines', () => {
    const found = verdict(offsets, [...AGAIN, ...run([40001, 3e9])]);
    expect(found).toMatchObject({ held: true, observed: '2 four-tuples, on 2 lines' });
  });

  it('is missed with one clock for all, as in RFC 793', () => {
    const shared = run([40000, 7], [40001, 7 + PER_SECOND], [40000, 7 + 2 * PER_SECOND]);
    expect(verdict(offsets, shared)).toMatchObject({ held: false, observed: '2 four-tuples, on 1 line' });
  });
});

it('lets an end leave TIME_WAIT after its four-tuple was opened again', () => {
  const leaving = (t: number, path: TcpState[]) => states('server', path, { t });
  const events = [
    ...run([40000, 7], [40000, 9]),
    ...leaving(0.5, ['FIN_WAIT2', 'TIME_WAIT']),
    ...leaving(1.3, ['TIME_WAIT', 'CLOSED']),
    ...leaving(1.4, ['LISTEN', 'SYN_RECV']),
  ];
  const goes = (connection: number, path: TcpState[]): Claim => ({
    kind: 'states',
    host: 'server',
    states: path,
    connection,
  });
  expect(verdict(goes(1, ['TIME_WAIT', 'CLOSED']), events).held).toBe(true);
  expect(verdict(goes(2, ['LISTEN', 'SYN_RECV']), events)).toMatchObject({ held: true });
  expect(verdict(goes(2, ['TIME_WAIT', 'CLOSED']), events).held).toBe(false);
});

it('tells connections of one four-tuple apart by when they were opened', () => {
  const accept = (id: number, t: number) =>
    call(id, 'accept', 'server', { t, endedAt: t, socket: '10.0.0.2:80-10.0.0.1:40000' });
  const events = [...AGAIN, accept(10, 0.5), accept(11, 1.5)];
  const one = { kind: 'count', segments: { what: { by: 'flags', flags: 'SYN' }, from: 'client' } } as const;
  const times = { least: 1, most: 1 };
  for (const connection of [1, 2, 3])
    expect(verdict({ ...one, times, connection }, events).observed).toBe(`1: #${connection}`);
  expect(verdict({ ...one, times: { least: 3, most: 3 }, connection: null }, events).held).toBe(true);
  const accepted: Claim = { kind: 'error', host: 'server', call: 'accept', errno: null, connection: 3 };
  expect(verdict(accepted, events).observed).toBe('no such call was made');
  expect(verdict({ ...accepted, connection: 2 }, events).held).toBe(true);
});

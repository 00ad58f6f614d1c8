import { expect, test } from 'vitest';
import type { Event, SegmentEvent } from '../../../../src-main/common/protocol/events.ts';
import { SessionLog } from '../../../../src-main/host/app/session-log.ts';
import { LAB } from '../../../support/fake-starter.ts';

const segment = (id: number, fate: SegmentEvent['fate'] = 'delivered'): Event => ({
  type: 'segment',
  id,
  t: id,
  from: 'client',
  deliveredAt: null,
  fate,
  src: '10.0.0.1:1',
  dst: '10.0.0.2:80',
  flags: 'ACK',
  seq: 0,
  ack: 0,
  win: 0,
  len: 0,
  options: [],
});
const step = (t: number): Event => ({ type: 'step', t, name: `step ${t}` });

test('a segment that is told again takes the place of its older telling', () => {
  const log = new SessionLog();
  log.add([segment(1, 'in-flight'), step(1)]);
  log.add([segment(1, 'delivered'), segment(2)]);
  expect(log.events()).toEqual([segment(1, 'delivered'), step(1), segment(2)]);
});

test('the oldest segments are forgotten first and counted; what there are few of stays', () => {
  const log = new SessionLog(100);
  log.add([LAB, step(0)]);
  for (let id = 1; id <= 250; id++) log.add([segment(id)]);
  log.add([step(1)]);
  const kept = log.events();
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(kept.slice(0, 2)).toEqual([LAB, step(0)]);
  expect(kept.at(-1)).toEqual(step(1));
  expect(log.forgotten).toBe(253 - kept.length);
  const ids = kept.flatMap((event) => (event.type === 'segment' ? [event.id] : []));
  expect(ids).toEqual(ids.map((_, index) => 251 - ids.length + index));
});

test('a segment that was forgotten and is told again is kept once', () => {
  const log = new SessionLog(10);
  for (let id = 1; id <= 20; id++) log.add([segment(id)]);
  log.add([segment(1), segment(1)]);
  expect(log.events().filter((event) => event.type === 'segment' && event.id === 1)).toHaveLength(1);
});

test('it stays bounded even when nothing in it is plentiful', () => {
  const log = new SessionLog(10);
  log.add([LAB]);
  for (let t = 1; t <= 35; t++) log.add([step(t)]);
  expect(log.events().length).toBeLessThanOrEqual(10);
  expect(log.events()[0]).toEqual(LAB);
  expect(log.events().at(-1)).toEqual(step(35));
  expect(log.forgotten + log.events().length).toBe(36);
});

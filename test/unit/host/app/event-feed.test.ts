import { expect, test } from 'vitest';
import type { AppPush } from '../../../../src-main/common/protocol/app.ts';
import type { Event } from '../../../../src-main/common/protocol/events.ts';
import { BATCH_EVENTS, EventFeed, HOLD_ABOVE } from '../../../../src-main/host/app/event-feed.ts';
import { SessionLog } from '../../../../src-main/host/app/session-log.ts';

const steps = (count: number, from = 0): Event[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'step', t: from + index, name: '' }));

const told = (pushes: AppPush[]): Event[] => pushes.flatMap((push) => (push.kind === 'events' ? push.events : []));

/** A page that takes one push at a time, when the test says so. */
function slowPage(log: SessionLog) {
  const pushes: AppPush[] = [];
  let took: (() => void) | undefined;
  const feed = new EventFeed(1, log, (push) => {
    pushes.push(push);
    if (push.kind === 'events') return new Promise<void>((resolve) => (took = resolve));
  });
  const take = async (): Promise<void> => {
    took?.();
    took = undefined;
    await new Promise(setImmediate);
  };
  return { pushes, feed, take };
}

test('a page that comes later is told the session in batches, then that it has caught up, then what happens', async () => {
  const log = new SessionLog();
  log.add(steps(2 * BATCH_EVENTS + 1));
  const { pushes, feed, take } = slowPage(log);
  expect(feed.add(steps(1, 1e6))).toBeUndefined();
  for (let batch = 0; batch < 4; batch++) await take();
  expect(pushes.map((push) => (push.kind === 'events' ? push.events.length : push))).toEqual([
    BATCH_EVENTS,
    BATCH_EVENTS,
    1,
    { kind: 'caught-up', lab: 1, forgotten: 0 },
    1,
  ]);
  expect(told(pushes)).toEqual([...steps(2 * BATCH_EVENTS + 1), ...steps(1, 1e6)]);
});

test('an event is told where it comes in when the page is up to date', () => {
  const pushes: AppPush[] = [];
  const feed = new EventFeed(1, new SessionLog(), (push) => void pushes.push(push));
  expect(feed.add(steps(1))).toBeUndefined();
  expect(told(pushes)).toEqual(steps(1));
});

test('of what comes in a stream a page is told at intervals, and before any answer', async () => {
  const pushes: AppPush[] = [];
  const feed = new EventFeed(1, new SessionLog(), (push) => void pushes.push(push));
  for (let t = 0; t < 3; t++) void feed.add(steps(1, t));
  await new Promise(setImmediate);
  expect(told(pushes)).toEqual(steps(1));
  feed.flush();
  expect(pushes.map((push) => push.kind === 'events' && push.events.length)).toEqual([false, 1, 2]);
  feed.stop();
});

test('a page that falls behind holds the lab back until it has caught up a little', async () => {
  const { feed, take } = slowPage(new SessionLog());
  await take();
  expect(feed.add(steps(BATCH_EVENTS))).toBeUndefined();
  const held = feed.add(steps(HOLD_ABOVE + 1));
  expect(held).toBeInstanceOf(Promise);
  let isFree = false;
  void (held as Promise<void>).then(() => (isFree = true));
  await new Promise(setImmediate);
  expect(isFree).toBe(false);
  await take();
  expect(isFree).toBe(true);
});

test('a page that is gone holds nothing back', async () => {
  const { feed } = slowPage(new SessionLog());
  void feed.add(steps(BATCH_EVENTS));
  const held = feed.add(steps(HOLD_ABOVE + 1));
  feed.stop();
  await held;
  expect(feed.add(steps(HOLD_ABOVE + 1))).toBeUndefined();
});

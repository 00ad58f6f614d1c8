import { describe, expect, test } from 'vitest';
import type { Fate, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import { arranged, HeldSegments, moved } from '../../../src-main/common/session/held.ts';

function segment(id: number, t: number, fate: Fate, by?: string): SegmentEvent {
  const ends = { src: '10.0.0.1:40000', dst: '10.0.0.2:80' };
  const numbers = { seq: id, ack: 0, win: 64240, len: 1, flags: 'ACK', options: [] };
  const told = { deliveredAt: fate === 'delivered' ? t + 1 : null, fate, ...(by !== undefined && { by }) };
  return { type: 'segment', id, t, from: 'client', ...ends, ...numbers, ...told };
}

function after(...told: [event: SegmentEvent, toldAt: number][]): HeldSegments {
  const held = new HeldSegments();
  for (const [event, toldAt] of told) held.take(event, toldAt);
  return held;
}
const idsAt = (held: HeldSegments, t: number): number[] => held.at(t).map(({ id }) => id);

describe('What is held', () => {
  test('waits from when it came until it was delivered, at any moment that is looked up', () => {
    const held = after(
      [segment(1, 1, 'held', 'by hand'), 1],
      [segment(2, 1.5, 'held', 'by hand'), 1.5],
      [segment(1, 1, 'delivered', 'by hand'), 2],
    );
    expect([0.5, 1, 1.7, 2, Infinity].map((t) => idsAt(held, t))).toEqual([[], [1], [1, 2], [2], [2]]);
  });

  test('waits no more when it was dropped, from the latest moment that was told of', () => {
    const held = after([segment(1, 1, 'held', 'by hand'), 1], [segment(1, 1, 'lost', 'by hand'), 3]);
    expect([2.9, 3, Infinity].map((t) => idsAt(held, t))).toEqual([[1], [], []]);
  });

  test('passes from a rule to the stopped wire, and stands then behind what had come meanwhile', () => {
    const held = after(
      [segment(1, 1, 'held', 'rule:1'), 1],
      [segment(2, 2, 'held', 'by hand'), 2],
      [segment(1, 1, 'held', 'by hand'), 3],
    );
    expect(held.at(2.5).map(({ id, by }) => [id, by])).toEqual([
      [1, 'rule:1'],
      [2, 'by hand'],
    ]);
    expect(held.at(Infinity).map(({ id, by, since }) => [id, by, since])).toEqual([
      [2, 'by hand', 2],
      [1, 'by hand', 3],
    ]);
  });

  test('is not a segment that was delivered without ever waiting', () => {
    expect(idsAt(after([segment(1, 1, 'delivered'), 2]), 1.5)).toEqual([]);
  });
});

describe('The order of what is held', () => {
  const held = after(...[1, 2, 3].map((id) => [segment(id, id, 'held', 'by hand'), id] as [SegmentEvent, number]));
  const order = (ids: readonly number[]): number[] => arranged(held.at(Infinity), ids).map(({ id }) => id);

  test('is that in which it came while nothing was moved', () => {
    expect(order([])).toEqual([1, 2, 3]);
  });

  test('changes by one place, and at the ends not at all', () => {
    const waiting = held.at(Infinity);
    expect(moved(waiting, 3, -1)).toEqual([1, 3, 2]);
    expect(moved(waiting, 1, 1)).toEqual([2, 1, 3]);
    expect(moved(waiting, 1, -1)).toEqual([1, 2, 3]);
    expect(moved(waiting, 3, 1)).toEqual([1, 2, 3]);
    expect(moved(waiting, 9, 1)).toEqual([1, 2, 3]);
  });

  test('puts what came since at the end, and does not mind what has gone', () => {
    expect(order([2, 9, 1])).toEqual([2, 1, 3]);
  });
});

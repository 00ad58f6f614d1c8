import { expect, test } from 'vitest';
import { placesOf } from '../../../src-renderer/views/pictures/places.ts';
import type { QueuePicture } from '../../../src-main/common/session/pictures/backlog.ts';
import { refusal } from '../../support/endpoint-events.ts';

const queue = (more: Partial<QueuePicture>): QueuePicture => ({
  ...{ host: 'server', port: 80, family: 'ipv4', backlog: 4, queue: 'syn', rule: 'backlog', isOver: false },
  ...{ len: 0, max: 5, kept: 0, since: 0, most: 0, entries: [], refusals: [], untold: 0 },
  ...more,
});

test('a place is taken, was taken, or is free', () => {
  expect(placesOf(queue({ len: 2, most: 3 }))).toMatchObject({ taken: 2, left: 1, free: 2, moreFree: 0, beyond: 0 });
});

test('of many places a few are drawn, and the others counted', () => {
  expect(placesOf(queue({ len: 100, max: 4097, most: 100 }))).toMatchObject({
    taken: 20,
    moreTaken: 80,
    moreFree: 3993,
  });
  const { taken, left, free, moreFree } = placesOf(queue({ len: 20, max: 101, most: 20 }));
  expect({ taken, left, free, moreFree }).toEqual({ taken: 20, left: 0, free: 4, moreFree: 77 });
});

test('who got in beyond the limit takes what is kept free', () => {
  expect(placesOf(queue({ len: 13, max: 13, kept: 3 }))).toMatchObject({ beyond: 0, kept: 3 });
  expect(placesOf(queue({ len: 15, max: 13, kept: 3, most: 15 }))).toMatchObject({ taken: 13, beyond: 2, kept: 1 });
});

test('a peer that was turned away several times is one', () => {
  const again = { ...refusal(2, 8), segment: 9 };
  expect(placesOf(queue({ refusals: [refusal(1, 8), again] })).refused.map(({ segment }) => segment)).toEqual([9]);
});

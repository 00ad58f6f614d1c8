import { expect, test } from 'vitest';
import { Timeline } from '../../../src-main/common/session/timeline.ts';

test('the last entries up to a moment, at most so many', () => {
  const timeline = new Timeline<{ t: number }>();
  for (const t of [1, 3, 2, 4]) timeline.add({ t });
  expect(timeline.upTo(3, 2)).toEqual([{ t: 2 }, { t: 3 }]);
  expect(timeline.upTo(Infinity, 9)).toHaveLength(4);
  expect(timeline.upTo(0, 2)).toEqual([]);
});

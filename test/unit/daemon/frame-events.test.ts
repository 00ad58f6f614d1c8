import { expect, test } from 'vitest';
import { FrameRecordWriter, NOT_TCP } from '../../../src-main/daemon/core/frame-records.ts';
import { FrameEvents } from '../../../src-main/daemon/frame-events.ts';
import { OFFSET, frameOf, slotWith } from '../../support/ring-slot.ts';

/** What is told of frame 1 after each of these records, as `fate by`. */
function told(...ends: ['delivered' | 'lost' | 'held', string][]): string[][] {
  const events = new FrameEvents();
  const writer = new FrameRecordWriter();
  const frame = frameOf(60);
  writer.seen(1, 'client', 1, 60, NOT_TCP, slotWith(frame, 0xaa), OFFSET, frame.length);
  const read = (): string[] =>
    events.read(writer.take()).flatMap((event) => ('fate' in event ? [`${event.fate} ${event.by ?? ''}`.trim()] : []));
  const all = [read()];
  for (const [fate, by] of ends) {
    writer.fate(1, 2, fate, by);
    all.push(read());
  }
  return all;
}

test('a frame is told when it enters and when it ends', () => {
  expect(told(['held', 'rule:1'], ['delivered', ''])).toEqual([['in-flight'], ['held rule:1'], ['delivered']]);
});

test('one that netem seemed to have lost, and that only came out late, is told to have been delivered', () => {
  const late = told(['lost', 'netem'], ['delivered', ''], ['delivered', '']);
  expect(late).toEqual([['in-flight'], ['lost netem'], ['delivered'], []]);
});

test('nothing more is told of one that a rule has dropped', () => {
  expect(told(['lost', 'rule:1'], ['delivered', ''])).toEqual([['in-flight'], ['lost rule:1'], []]);
});

import { expect, test } from 'vitest';
import { digestOf } from '../../../src-main/daemon/core/segment.ts';
import { OFFSET, SNAP, frameOf, slotWith } from '../../support/ring-slot.ts';

test('a frame and the head of its copy have one digest, whatever lies behind them', () => {
  for (let length = 14; length < 200; length++) {
    const [whole, head] = [frameOf(length), frameOf(length).subarray(0, SNAP)];
    const digest = digestOf(slotWith(whole, 0xaa), OFFSET, whole.length);
    expect(digestOf(slotWith(head, 0x55), OFFSET, head.length)).toBe(digest);
  }
});

test('one other bit in the headers makes another digest', () => {
  const frame = frameOf(73);
  const digest = digestOf(slotWith(frame, 0), OFFSET, frame.length);
  for (let bit = 14 * 8; bit < frame.length * 8; bit++) {
    const other = frame.slice();
    other[bit >> 3]! ^= 1 << (bit & 7);
    expect(digestOf(slotWith(other, 0), OFFSET, other.length)).not.toBe(digest);
  }
});

import { expect, test } from 'vitest';
import { digestOf } from '../../../src-main/daemon/core/segment.ts';

/** Where a PacketTap has a frame start, and how much of one that goes out it keeps. */
const [OFFSET, SNAP] = [66, 128];

/** The frame as it lies in a slot, in front of what an older frame has left there. */
function slotWith(frame: Uint8Array, leftOver: number): Uint32Array {
  const bytes = new Uint8Array(2048).fill(leftOver);
  bytes.set(frame, OFFSET);
  return new Uint32Array(bytes.buffer);
}

const frameOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 37 + 11) & 0xff);

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

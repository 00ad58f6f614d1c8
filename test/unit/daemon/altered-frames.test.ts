import { describe, expect, it } from 'vitest';
import { AlteredFrames } from '../../../src-main/daemon/core/altered-frames.ts';
import { FrameStore } from '../../../src-main/daemon/core/frame-store.ts';
import type { Segment } from '../../../src-main/daemon/core/segment.ts';

const segment = (id: number): Segment => ({
  id,
  from: 'client',
  t: id,
  digest: 1000 + id,
  flow: null,
  flags: 0,
  ack: 0,
  decisive: false,
  recorded: true,
  by: '',
});
/** No two differ in a single bit. */
const frame = (id: number): Uint8Array => Uint8Array.from({ length: 100 }, (_, i) => (id * 31 + i * 7) & 0xff);
const turned = (bytes: Uint8Array, ...bits: number[]): Uint8Array => {
  const other = bytes.slice();
  for (const bit of bits) other[bit >> 3]! ^= 1 << (bit & 7);
  return other;
};

/** Those with the numbers 1 … `frames` went in. */
function kept(
  frames: number,
  most = frames,
): { altered: AlteredFrames; origin: (bytes: Uint8Array, digest?: number) => number | null } {
  const altered = new AlteredFrames(new FrameStore(), most);
  for (let id = 1; id <= frames; id++) altered.keep(segment(id), frame(id), 0, 100);
  const origin = (bytes: Uint8Array, digest = 7): number | null =>
    altered.originOf(digest, bytes, 0, bytes.length)?.segment.id ?? null;
  return { altered, origin };
}

describe('Frames that went into a netem which alters them', () => {
  it('are known again by their digest, or when any single bit was turned over', () => {
    const { origin } = kept(20);
    expect(origin(frame(3), 1003)).toBe(3);
    for (let bit = 0; bit < 800; bit += 11) expect(origin(turned(frame(9), bit))).toBe(9);
  });

  it('are not taken for one with two other bits, or of another length', () => {
    const { origin } = kept(20);
    expect(origin(turned(frame(9), 5, 6))).toBeNull();
    expect(origin(turned(frame(9), 5, 700))).toBeNull();
    expect(origin(frame(9).subarray(0, 99))).toBeNull();
  });

  it('tell how many bits are other ones', () => {
    const { altered } = kept(1);
    const one = altered.originOf(1001, frame(1), 0, 100)!;
    const bits = (bytes: Uint8Array): number => altered.otherBits(one, bytes, 0, bytes.length);
    expect([bits(frame(1)), bits(turned(frame(1), 90)), bits(turned(frame(1), 90, 91)), bits(frame(2))]).toEqual([
      0, 1, 2, 2,
    ]);
  });

  it('are forgotten when there are too many, the oldest first, and when told to', () => {
    const { altered, origin } = kept(20, 5);
    expect([15, 16, 20].map((id) => origin(frame(id), 1000 + id))).toEqual([null, 16, 20]);
    altered.clear();
    expect(origin(frame(20), 1020)).toBeNull();
  });

  it('give back their places', () => {
    const store = new FrameStore();
    const altered = new AlteredFrames(store, 2);
    const places = new Set<number>();
    for (let id = 1; id <= 50; id++) {
      altered.keep(segment(id % 7), frame(id), 0, 100);
      places.add(altered.originOf(1000 + (id % 7), frame(id), 0, 100)!.frame.place);
    }
    expect(places.size).toBeLessThanOrEqual(3);
  });
});

import { expect, test } from 'vitest';
import { FrameRecordWriter, NOT_TCP, readFrameRecords } from '../../../src-main/daemon/core/frame-records.ts';
import { OFFSET, frameOf, slotWith } from '../../support/ring-slot.ts';

test('what is written is read back, over the end of the first room too', () => {
  const writer = new FrameRecordWriter();
  const written: unknown[] = [];
  for (let id = 1; id <= 200; id++) {
    const frame = frameOf(14 + id * 9);
    writer.seen(id, id % 2 ? 'client' : 'server', id / 8, 1514, NOT_TCP, slotWith(frame, 0xaa), OFFSET, frame.length);
    const [fate, by] = id % 3 ? (['delivered', ''] as const) : (['lost', 'send: ENOBUFS'] as const);
    writer.note(id, id / 8, 'changed', 'rule:1');
    writer.fate(id, id / 4, fate, by);
    const seen = [id, id % 2 ? 'client' : 'server', id / 8, 1514, NOT_TCP, frame];
    written.push(seen, [id, 'changed', 'rule:1'], [id, id / 4, fate, by]);
  }
  const read: unknown[] = [];
  readFrameRecords(writer.take(), {
    seen: (id, from, t, wireLength, payload, bytes) => read.push([id, from, t, wireLength, payload, bytes.slice()]),
    fate: (...fate) => read.push(fate),
    note: (...note) => read.push(note),
  });
  expect(read).toEqual(written);
});

import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src-main/common/protocol/errors.ts';
import { FrameRecordWriter } from '../../../src-main/daemon/core/frame-records.ts';
import { FrameArchive } from '../../../src-main/daemon/frame-archive.ts';
import { OFFSET, slotWith } from '../../support/ring-slot.ts';

const WIRE_LENGTH = 1514;

/** Records of these frames, whose bytes are their id four times; before them the end of another one. */
function chunk(...ids: number[]): Uint8Array {
  const writer = new FrameRecordWriter();
  writer.fate(1, 0.5, 'lost', 'send: ENOBUFS');
  for (const id of ids) {
    const frame = new Uint8Array(4).fill(id);
    writer.seen(id, 'client', 0.25, WIRE_LENGTH, 1460, slotWith(frame, 9), OFFSET, frame.length);
  }
  return writer.take();
}

const forgotten = (archive: FrameArchive, frame: number): void => {
  try {
    archive.bytesOf(frame);
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({
      code: 'forgotten',
      message: expect.stringMatching(`frame ${frame} is not`) as string,
    });
    return;
  }
  throw new Error(`frame ${frame} is still there`);
};

describe('The frame archive', () => {
  it('gives back what was recorded of a frame, wherever in a chunk it is', () => {
    const archive = new FrameArchive();
    archive.keep(chunk(1));
    archive.keep(chunk(2, 3, 7));
    archive.keep(chunk(8, 9));
    for (const id of [1, 2, 3, 7, 8, 9])
      expect(archive.bytesOf(id)).toEqual({ hex: `0${id}`.repeat(4), wireLength: WIRE_LENGTH });
  });

  it('refuses, in a sentence, frames that never were or were not recorded', () => {
    const archive = new FrameArchive();
    forgotten(archive, 1);
    archive.keep(chunk(2, 3, 7));
    for (const id of [1, 4, 8]) forgotten(archive, id);
  });

  it('forgets the oldest when its room is full, and never more than that', () => {
    const size = chunk(1, 2).length + 256;
    const archive = new FrameArchive(3 * size);
    for (let id = 1; id < 20; id += 2) {
      archive.keep(chunk(id, id + 1));
      const oldest = Math.max(1, id - 4);
      for (const kept of [oldest, id + 1]) expect(archive.bytesOf(kept).wireLength).toBe(WIRE_LENGTH);
      if (oldest > 1) forgotten(archive, oldest - 1);
    }
  });

  it('keeps nothing of chunks in which frames only end', () => {
    const archive = new FrameArchive(chunk(5).length + 256);
    archive.keep(chunk(5));
    for (let i = 0; i < 10; i++) archive.keep(chunk());
    expect(archive.bytesOf(5).hex).toBe('05050505');
  });
});

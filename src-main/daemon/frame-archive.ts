/** The bytes of the frames that crossed the wire, as the core recorded them: the latest ones, within a fixed room. */
import { LabError } from '../common/protocol/errors.ts';
import type { FrameBytes } from '../common/protocol/messages.ts';
import { firstSeen, readFrameRecords } from './core/frame-records.ts';

const ROOM = 64 << 20;
/** What keeping a chunk costs beside its records; a chunk may hold a single frame. */
const CHUNK_COST = 256;

export class FrameArchive {
  readonly #room: number;
  /** Chunks of records by the id of their first frame, oldest first. Frames are recorded in the order of their ids. */
  readonly #chunks = new Map<number, Uint8Array>();
  #used = 0;

  constructor(room = ROOM) {
    this.#room = room;
  }

  /** Keeps a chunk of records, which nobody may change any more, and forgets the oldest when there is no room. */
  keep(records: Uint8Array): void {
    const first = firstSeen(records);
    if (first === null) return;
    this.#chunks.set(first, records);
    this.#used += records.length + CHUNK_COST;
    for (const [oldest, { length }] of this.#chunks) {
      if (this.#used <= this.#room) break;
      this.#chunks.delete(oldest);
      this.#used -= length + CHUNK_COST;
    }
  }

  /** Throws LabError `forgotten` for a frame that is not kept any more, or never was. */
  bytesOf(frame: number): FrameBytes {
    let chunk: Uint8Array = new Uint8Array();
    for (const [first, records] of this.#chunks) {
      if (first > frame) break;
      chunk = records;
    }
    let found: FrameBytes | undefined;
    readFrameRecords(chunk, {
      seen: (...[id, , , wireLength, , bytes]) => {
        if (id === frame) found = { hex: Buffer.from(bytes).toString('hex'), wireLength };
      },
      fate: () => {},
      note: () => {},
    });
    if (found) return found;
    throw new LabError(
      'forgotten',
      `The lab keeps the bytes of its latest frames only, and frame ${frame} is not among them.`,
    );
  }
}

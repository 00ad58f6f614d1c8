/**
 * Frames and their fates in bytes, because a hundred thousand a second are too many to pass as objects.
 *
 *     SEEN   u8 1 | u8 from (0 client, 1 server) | u16 stored | u32 id | f64 t | u32 wire length | u32 payload length | u16 | bytes
 *     FATE   u8 2 | u8 fate (place in FATES)     | u16 stored | u32 id | f64 t | bytes of who or what did it, ASCII
 *     NOTE   u8 3 | u8 kind (place in NOTES)     | u16 stored | u32 id | f64 t | bytes of the note, ASCII
 *
 * Each record starts at a multiple of 8. A SEEN record of a plain TCP segment stores its headers and, behind them,
 * up to 64 bytes of its payload; of every other frame it stores all, and its payload length is NOT_TCP. The u16 before
 * the bytes means nothing: it has them start where a frame does in a PacketTap, so that whole words can be copied.
 */
import { FATES, type Fate, type Host } from '../../common/protocol/events.ts';

const SEEN = 1;
const FATE = 2;
const NOTE = 3;
const SEEN_SIZE = 26;
const TEXT_SIZE = 16;
const CHUNK = 1 << 17;
export const NOT_TCP = 0xffffffff;
/** Where a frame that no host has sent comes from, and what was changed in one that a host has sent. */
const NOTES = ['origin', 'changed'] as const;
export type NoteKind = (typeof NOTES)[number];

const aligned = (size: number): number => (size + 7) & ~7;

export class FrameRecordWriter {
  #bytes = new Uint8Array(CHUNK);
  #words = new Uint32Array(this.#bytes.buffer);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Bytes `offset … offset + stored` of `words` are copied; they start in the middle of a word. */
  seen(
    id: number,
    from: Host,
    t: number,
    wireLength: number,
    payload: number,
    words: Uint32Array,
    offset: number,
    stored: number,
  ): void {
    const at = this.#reserve(SEEN_SIZE + stored);
    this.#head(at, SEEN, from === 'client' ? 0 : 1, stored, id, t);
    this.#view.setUint32(at + 16, wireLength, true);
    this.#view.setUint32(at + 20, payload, true);
    // They are few: copying them word by word beats making a view of them.
    const [from4, to4] = [offset >> 2, (at + SEEN_SIZE) >> 2];
    for (let i = 0; 4 * i < stored + 2; i++) this.#words[to4 + i] = words[from4 + i] ?? 0;
  }

  fate(id: number, t: number, fate: Fate, by = ''): void {
    this.#text(FATE, FATES.indexOf(fate), id, t, by);
  }

  note(id: number, t: number, kind: NoteKind, text: string): void {
    this.#text(NOTE, NOTES.indexOf(kind), id, t, text);
  }

  /** The records so far; the writer starts anew. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #text(type: number, second: number, id: number, t: number, text: string): void {
    const at = this.#reserve(TEXT_SIZE + text.length);
    this.#head(at, type, second, text.length, id, t);
    for (let i = 0; i < text.length; i++) this.#bytes[at + TEXT_SIZE + i] = text.charCodeAt(i);
  }

  #head(at: number, type: number, second: number, stored: number, id: number, t: number): void {
    this.#view.setUint8(at, type);
    this.#view.setUint8(at + 1, second);
    this.#view.setUint16(at + 2, stored, true);
    this.#view.setUint32(at + 4, id, true);
    this.#view.setFloat64(at + 8, t, true);
  }

  #reserve(size: number): number {
    const at = this.#length;
    this.#length += aligned(size);
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#words = new Uint32Array(larger.buffer);
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

export interface FrameRecordVisitor {
  /** `payload` is NOT_TCP when `bytes` is a whole frame of another kind. */
  seen(id: number, from: Host, t: number, wireLength: number, payload: number, bytes: Uint8Array): void;
  fate(id: number, t: number, fate: Fate, by: string): void;
  note(id: number, kind: NoteKind, text: string): void;
}

export function readFrameRecords(bytes: Uint8Array, visitor: FrameRecordVisitor): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const [type, second, stored] = [view.getUint8(at), view.getUint8(at + 1), view.getUint16(at + 2, true)];
    const [id, t] = [view.getUint32(at + 4, true), view.getFloat64(at + 8, true)];
    if (type === SEEN) {
      const body = bytes.subarray(at + SEEN_SIZE, at + SEEN_SIZE + stored);
      const [wireLength, payload] = [view.getUint32(at + 16, true), view.getUint32(at + 20, true)];
      visitor.seen(id, second === 0 ? 'client' : 'server', t, wireLength, payload, body);
      at += aligned(SEEN_SIZE + stored);
    } else {
      const text = String.fromCharCode(...bytes.subarray(at + TEXT_SIZE, at + TEXT_SIZE + stored));
      if (type === FATE) visitor.fate(id, t, FATES[second] ?? 'in-flight', text);
      else visitor.note(id, NOTES[second] ?? 'changed', text);
      at += aligned(TEXT_SIZE + stored);
    }
  }
}

/** The id of the first frame that these records tell the entering of; null when they tell of ends only. */
export function firstSeen(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += aligned(TEXT_SIZE + view.getUint16(at + 2, true)))
    if (view.getUint8(at) === SEEN) return view.getUint32(at + 4, true);
  return null;
}

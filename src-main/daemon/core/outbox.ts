import type { MessagePort } from 'node:worker_threads';
import type { Event } from '../../common/protocol/events.ts';
import { FrameRecordWriter } from './frame-records.ts';
import { CONSUMED, EVENT_COST, type FromCore, type Item, type Reply } from './messages.ts';

/** Beyond this many bytes not taken up yet, frames are counted instead of recorded, so that memory stays bounded. */
const BACKLOG_LIMIT = 128 << 20;
const MAX_CHUNK = 96 << 10;

/** Collects what happened, in order, and posts it to the serving thread in batches. */
export class Outbox {
  readonly frames = new FrameRecordWriter();
  readonly #port: MessagePort;
  readonly #consumed: Uint32Array;
  #items: Item[] = [];
  /** Modulo 2^32, as the consumer's count. */
  #posted = 0;
  #unrecorded = 0;

  constructor(port: MessagePort, shared: SharedArrayBuffer) {
    this.#port = port;
    this.#consumed = new Uint32Array(shared);
  }

  get isEmpty(): boolean {
    return this.#items.length === 0 && this.frames.length === 0;
  }

  /** Whether a frame's record may still be written; when not, the frame is counted and told of later. */
  admits(): boolean {
    if ((this.#posted - Atomics.load(this.#consumed, CONSUMED)) >>> 0 < BACKLOG_LIMIT) return true;
    this.#unrecorded++;
    return false;
  }

  event(event: Event): void {
    this.#closeChunk();
    this.#items.push(event);
    this.#posted = (this.#posted + EVENT_COST) >>> 0;
  }

  reply(id: number, outcomes: Reply['outcomes']): void {
    this.#closeChunk();
    this.#items.push({ type: 'reply', id, outcomes });
    this.#posted = (this.#posted + EVENT_COST) >>> 0;
  }

  /** Whether there is more than frames: a reply or an event that somebody may be waiting for. */
  get isUrgent(): boolean {
    return this.#items.some((item) => !(item instanceof Uint8Array));
  }

  /** Whether the records have grown enough to be posted although there is more to do. */
  get isFull(): boolean {
    return this.frames.length > MAX_CHUNK || this.#items.length > 500;
  }

  flush(t: number): void {
    if (this.#unrecorded > 0) {
      const text = `${this.#unrecorded} frames were forwarded but not recorded: the lab could not write them down as fast as they came`;
      this.event({ type: 'warning', t, code: 'unrecorded', text });
      this.#unrecorded = 0;
    }
    this.#closeChunk();
    if (this.#items.length === 0) return;
    const transfer = this.#items.filter((item) => item instanceof Uint8Array).map((item) => item.buffer as ArrayBuffer);
    this.#port.postMessage({ kind: 'items', items: this.#items } satisfies FromCore, transfer);
    this.#items = [];
  }

  #closeChunk(): void {
    if (this.frames.length === 0) return;
    const chunk = this.frames.take();
    this.#posted = (this.#posted + chunk.length) >>> 0;
    this.#items.push(chunk);
  }
}

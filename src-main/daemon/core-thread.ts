/** The main thread's end of the line to the core thread. */
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { LabError } from '../common/protocol/errors.ts';
import type { Event } from '../common/protocol/events.ts';
import type { Call } from '../common/protocol/requests.ts';
import { CONSUMED, type FromCore, type Item, type Outcome, type ToCore } from './core/messages.ts';
import { FrameEvents } from './frame-events.ts';

const WAKE = new Uint8Array(new BigUint64Array([1n]).buffer);
type CommandBody = { kind: 'calls'; calls: Call[] } | { kind: 'fence' };

export class CoreThread {
  /** Resolves, with CLOCK_REALTIME seconds of lab time 0, when the lab is ready; rejects with a LabError when there can be none. */
  readonly ready: Promise<number>;
  /** Resolves when the core can go on no longer. */
  readonly failed: Promise<LabError>;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
  readonly #shared = new SharedArrayBuffer(4);
  readonly #consumed = new Uint32Array(this.#shared);
  readonly #worker: Worker;
  readonly #frames = new FrameEvents();
  readonly #pending = new Map<number, (outcomes: Outcome[]) => void>();
  #early: Event[] = [];
  #listener: (events: Event[]) => void = (events) => void this.#early.push(...events);
  #wake = -1;
  #lastId = 0;

  constructor() {
    this.#worker = new Worker(new URL('./core.js', import.meta.url), { workerData: this.#shared });
    let fail: (error: LabError) => void = () => undefined;
    this.failed = new Promise((resolve) => (fail = resolve));
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromCore) => {
        if (message.kind === 'items') this.#take(message.items);
        else if (message.kind === 'fatal') fail(LabError.from(message.error));
        else {
          this.#wake = message.wake;
          resolve(message.epoch);
        }
      });
      this.#worker.on('error', (error) => fail(new LabError('internal', `The lab failed: ${error.message}`)));
      void this.failed.then(reject);
    });
    this.ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
  }

  /** Hands all events to the listener from now on, and those there were before at once. */
  listen(listener: (events: Event[]) => void): void {
    this.#listener = listener;
    if (this.#early.length > 0) listener(this.#early);
    this.#early = [];
  }

  /** The outcomes, in order, when the last of the calls has returned. */
  calls(calls: Call[]): Promise<Outcome[]> {
    return this.#ask({ kind: 'calls', calls });
  }

  /** Resolves when everything that has happened up to now was told. */
  async fence(): Promise<void> {
    await this.#ask({ kind: 'fence' });
  }

  quit(): void {
    this.#post({ kind: 'quit' });
  }

  #ask(body: CommandBody): Promise<Outcome[]> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#post({ ...body, id });
    });
  }

  #post(command: ToCore): void {
    this.#worker.postMessage(command);
    if (this.#wake >= 0) writeSync(this.#wake, WAKE);
  }

  #take(items: Item[]): void {
    let events: Event[] = [];
    for (const item of items) {
      if (item instanceof Uint8Array) {
        events.push(...this.#frames.read(item));
        Atomics.add(this.#consumed, CONSUMED, item.length);
      } else if (item.type === 'reply') {
        // Whoever waits for the reply may rely on having seen everything before it.
        this.#listener(events);
        events = [];
        this.#pending.get(item.id)?.(item.outcomes);
        this.#pending.delete(item.id);
      } else events.push(item);
    }
    if (events.length > 0) this.#listener(events);
  }
}

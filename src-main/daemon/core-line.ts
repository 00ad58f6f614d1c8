/** The serving thread's end of the line to the core. */
import { writeSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { LabError } from '../common/protocol/errors.ts';
import type { Event, Host } from '../common/protocol/events.ts';
import type { KnobChange, KnobList, KnobSetting } from '../common/protocol/knobs.ts';
import type { CrowdDeed, CrowdResult } from '../common/protocol/crowds.ts';
import type { FrameBytes, WireResult } from '../common/protocol/messages.ts';
import type { Call } from '../common/protocol/requests.ts';
import type { WireCommand } from '../common/protocol/wire-control.ts';
import {
  CONSUMED,
  EVENT_COST,
  type Answer,
  type FromCore,
  type Item,
  type NetemPassage,
  type Outcome,
  type Reply,
  type ToCore,
} from './core/messages.ts';
import { FrameArchive } from './frame-archive.ts';
import { FrameEvents } from './frame-events.ts';

const WAKE = new Uint8Array(new BigUint64Array([1n]).buffer);
type Question =
  | { kind: 'calls'; calls: Call[] }
  | { kind: 'wire'; command: WireCommand }
  | { kind: 'knob'; setting: KnobSetting }
  | { kind: 'knobs' }
  | { kind: 'crowds'; deed: CrowdDeed }
  | { kind: 'fence' };
export type Ready = Extract<FromCore, { kind: 'ready' }>;

export class CoreLine {
  /** Resolves when there is a lab. */
  readonly ready: Promise<Ready>;
  /** Resolves when there can be none, or when the core can go on no longer. */
  readonly failed: Promise<LabError>;
  readonly #port: MessagePort;
  readonly #consumed: Uint32Array;
  readonly #frames = new FrameEvents();
  readonly #archive = new FrameArchive();
  readonly #pending = new Map<number, (outcomes: Reply['outcomes']) => void>();
  #early: Event[] = [];
  #listener: (events: Event[]) => void = (events) => void this.#early.push(...events);
  #wake = -1;
  #lastId = 0;

  constructor(port: MessagePort, shared: SharedArrayBuffer) {
    this.#port = port;
    this.#consumed = new Uint32Array(shared);
    let isReady: (ready: Ready) => void;
    let hasFailed: (error: LabError) => void;
    this.ready = new Promise((resolve) => (isReady = resolve));
    this.failed = new Promise((resolve) => (hasFailed = resolve));
    port.on('message', (message: FromCore) => {
      if (message.kind === 'items') return this.#take(message.items);
      if (message.kind === 'fatal') return hasFailed(LabError.from(message.error));
      this.#wake = message.wake;
      isReady(message);
    });
  }

  /** Hands all events to the listener from now on, and those there were before at once. */
  listen(listener: (events: Event[]) => void): void {
    this.#listener = listener;
    if (this.#early.length > 0) listener(this.#early);
    this.#early = [];
  }

  /** The outcomes, in order, when the last of the calls has returned. */
  calls(calls: Call[]): Promise<Outcome[]> {
    return this.#ask({ kind: 'calls', calls }) as Promise<Outcome[]>;
  }

  /** Does it, and resolves when that was told. Rejects with the core's LabError. */
  wire(command: WireCommand): Promise<WireResult> {
    return this.#answerTo({ kind: 'wire', command }) as Promise<WireResult>;
  }

  /** As wire(). */
  knob(setting: KnobSetting): Promise<KnobChange> {
    return this.#answerTo({ kind: 'knob', setting }) as Promise<KnobChange>;
  }

  knobs(): Promise<KnobList> {
    return this.#answerTo({ kind: 'knobs' }) as Promise<KnobList>;
  }

  /** What `from` sends goes through this netem; null = through none. */
  netem(from: Host, netem: NetemPassage | null): void {
    this.#post({ kind: 'netem', from, netem });
  }

  /** Resolves when everything that has happened up to now was told. */
  async fence(): Promise<void> {
    await this.#ask({ kind: 'fence' });
  }

  /** Throws LabError `forgotten`. */
  bytesOf(frame: number): FrameBytes {
    return this.#archive.bytesOf(frame);
  }

  /** Ends the whole daemon. */
  quit(status: number): void {
    this.#post({ kind: 'quit', status });
  }

  crowds(deed: CrowdDeed): Promise<CrowdResult> {
    return this.#answerTo({ kind: 'crowds', deed }) as Promise<CrowdResult>;
  }

  async #answerTo(question: Question): Promise<Answer> {
    const [outcome] = await this.#ask(question);
    if (!outcome) throw new LabError('internal', 'The lab gave no answer.');
    if ('error' in outcome) throw LabError.from(outcome.error);
    return outcome.ok;
  }

  #ask(question: Question): Promise<Reply['outcomes']> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#post({ ...question, id });
    });
  }

  #post(command: ToCore): void {
    this.#port.postMessage(command);
    if (this.#wake >= 0) writeSync(this.#wake, WAKE);
  }

  #take(items: Item[]): void {
    let events: Event[] = [];
    for (const item of items) {
      if (item instanceof Uint8Array) {
        for (const event of this.#frames.read(item)) events.push(event);
        this.#archive.keep(item);
        Atomics.add(this.#consumed, CONSUMED, item.length);
        continue;
      }
      Atomics.add(this.#consumed, CONSUMED, EVENT_COST);
      if (item.type === 'reply') {
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

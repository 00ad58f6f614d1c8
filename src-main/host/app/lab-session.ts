/** One numbered lab of the app: its daemon, what has happened in it, and whether it is still there. */
import type { LabStatus } from '../../common/protocol/app.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { Event } from '../../common/protocol/events.ts';
import { LabDaemonClient } from '../daemon-client.ts';
import type { LabDaemonStarter } from '../daemon-starter.ts';
import { Heartbeat } from './heartbeat.ts';
import { SessionLog } from './session-log.ts';

export interface LabWatcher {
  /** `starting` is not told: the lab is that from the beginning. */
  status(lab: LabSession): void;
  /** A promise holds the daemon's output back. */
  events(lab: LabSession, events: Event[]): void | Promise<void>;
}

/** A start takes half a second on a slow PC, and some on one that is busy. */
const START_PATIENCE_MS = 20_000;

export class LabSession {
  readonly client: LabDaemonClient;
  readonly log = new SessionLog();
  readonly #watcher: LabWatcher;
  readonly #startedAt = performance.now();
  readonly #startPatience: NodeJS.Timeout;
  #heartbeat: Heartbeat | null = null;
  #status: LabStatus;
  /** Listeners' promises that are not kept yet. */
  #holds = 0;

  constructor(number: number, starter: LabDaemonStarter, watcher: LabWatcher) {
    this.#status = { number, state: 'starting' };
    this.#watcher = watcher;
    this.client = new LabDaemonClient(starter);
    this.client.onEvents((events) => this.#take(events));
    this.#startPatience = setTimeout(() => this.#hangs(), START_PATIENCE_MS);
    this.client.ready.then(
      () => this.#becomeReady(),
      () => {},
    );
    void this.client.ended.then((reason) => this.#end(reason));
  }

  get status(): LabStatus {
    return this.#status;
  }

  get number(): number {
    return this.#status.number;
  }

  get lifetimeMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Rejects with a LabError when it came to nothing. */
  async whenReady(): Promise<void> {
    try {
      await this.client.ready;
    } catch (error) {
      throw this.#status.state === 'ended' && this.#status.error !== null ? LabError.from(this.#status.error) : error;
    }
  }

  /** Ends it as asked; resolves when its processes are gone. */
  async close(): Promise<void> {
    await this.client.close();
    this.#end(null);
  }

  kill(): void {
    this.client.kill();
    this.#end(null);
  }

  #take(events: Event[]): void | Promise<void> {
    this.log.add(events);
    const held = this.#watcher.events(this, events);
    if (held === undefined) return;
    this.#holds++;
    return held.then(() => void this.#holds--);
  }

  #becomeReady(): void {
    if (this.#status.state === 'ended') return;
    clearTimeout(this.#startPatience);
    this.#heartbeat = new Heartbeat({
      ask: () => this.client.request('ping'),
      isHeld: () => this.#holds > 0,
      silence: () => this.#hangs(),
    });
    this.#tell({ number: this.number, state: 'ready' });
  }

  #hangs(): void {
    this.#end(
      new LabError('daemon-hung', 'The lab daemon gave no answer for seconds and was ended.', 'Start a fresh lab.'),
    );
    this.client.kill();
  }

  #end(error: LabError | null): void {
    if (this.#status.state === 'ended') return;
    clearTimeout(this.#startPatience);
    this.#heartbeat?.stop();
    this.#tell({ number: this.number, state: 'ended', error: error?.toJSON() ?? null });
  }

  #tell(status: LabStatus): void {
    this.#status = status;
    this.#watcher.status(this);
  }
}

export const noLab = (): LabError => new LabError('no-lab', 'There is no lab just now.', 'Start a fresh one.');

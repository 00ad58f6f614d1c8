/** The host's side of the app: one lab at a time, seen by any number of pages (common/protocol/app.ts). */
import type { AppPush } from '../../common/protocol/app.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { AppParts, Page, PageLine } from './app-parts.ts';
import { lessonSummaries } from './lessons.ts';
import { LabSession, noLab, type LabWatcher } from './lab-session.ts';
import { PageSession, type LabKeeper } from './page-session.ts';
import { RestartLimit } from './restart-limit.ts';
import { RoomWatch } from './room-watch.ts';

export class AppHost {
  readonly #parts: AppParts;
  readonly #pages = new Set<PageSession>();
  readonly #limit = new RestartLimit();
  readonly #room: RoomWatch;
  readonly #stopListening: () => void;
  #lab: LabSession | null = null;
  #labs = 0;
  /** The change to a fresh lab that is under way: whoever else asks for one gets the same. */
  #renewal: Promise<void> | null = null;
  #isClosed = false;

  constructor(parts: AppParts) {
    this.#parts = parts;
    this.#room = new RoomWatch(parts.starter, (room) => this.#push({ kind: 'room-check', room }));
    const stops = [
      parts.settings.onChange((settings) => this.#push({ kind: 'settings', settings })),
      parts.ownLessons.onChange(() => this.#push({ kind: 'lessons', lessons: lessonSummaries(parts.ownLessons) })),
      parts.scores.onChange((scores) => this.#push({ kind: 'scores', scores })),
    ];
    this.#stopListening = () => stops.forEach((stop) => stop());
  }

  connect(page: Page): PageLine {
    const session = new PageSession(page, this.#parts, { ...this.#keeper, room: this.#room });
    this.#pages.add(session);
    return {
      receive: (message) => session.receive(message),
      disconnect: () => {
        this.#pages.delete(session);
        session.disconnect();
      },
    };
  }

  /** Ends all labs and all terminals in order; resolves when they are gone. */
  async close(): Promise<void> {
    this.#leave();
    await Promise.all([this.#lab?.close(), this.#room.stop()]);
  }

  /** Ends them at once, for a host that is about to exit itself. */
  kill(): void {
    this.#leave();
    this.#lab?.kill();
    this.#room.kill();
  }

  #push(push: AppPush): void {
    for (const page of this.#pages) page.push(push);
  }

  #leave(): void {
    this.#isClosed = true;
    this.#stopListening();
    for (const page of this.#pages) page.closeTerminals(null);
  }

  readonly #keeper: Omit<LabKeeper, 'room'> = {
    firstLab: () => this.#lab ?? this.#start(),
    runningLab: () => {
      if (this.#lab !== null && this.#lab.status.state !== 'ended') return this.#lab;
      throw noLab();
    },
    freshLab: () => (this.#renewal ??= this.#renew().finally(() => (this.#renewal = null))),
  };

  readonly #watcher: LabWatcher = {
    status: (lab) => {
      const { status } = lab;
      if (status.state === 'ended') {
        if (status.error !== null) this.#limit.died(lab.lifetimeMs);
        for (const page of this.#pages) page.closeTerminals(status.error);
      }
      // Not behind the events that a slow page has yet to take: the end of a lab is known at once.
      for (const page of this.#pages) page.push({ kind: 'lab', status });
    },
    events: (lab, events) => {
      if (lab !== this.#lab) return;
      const held = [...this.#pages].map((page) => page.events(events)).filter((answer) => answer !== undefined);
      return held.length > 0 ? Promise.all(held).then(() => {}) : undefined;
    },
  };

  #start(): LabSession {
    if (this.#isClosed) throw new LabError('lab-closed', 'The app is ending.');
    const lab = new LabSession(++this.#labs, this.#parts.starter, this.#watcher);
    this.#lab = lab;
    for (const page of this.#pages) {
      page.push({ kind: 'lab', status: lab.status });
      page.follow(lab);
    }
    return lab;
  }

  async #renew(): Promise<void> {
    const refusal = this.#limit.refusal();
    if (refusal !== undefined) throw refusal;
    // A stopped shell would hold up the end of the lab's process namespace (pid_namespaces(7)): terminals go first.
    for (const page of this.#pages) page.closeTerminals(null);
    await this.#lab?.close();
    await this.#start().whenReady();
  }
}

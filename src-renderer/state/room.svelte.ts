/** The room-check as the host tells it, and what a person can do about it. */
import type { CheckedLesson, RoomStatus } from '../../src-main/common/protocol/room.ts';
import { csvRecord } from '../../src-main/common/text/csv.ts';
import type { AppState } from './app.svelte.ts';
import { saveFile } from './save-file.ts';

export class RoomState {
  readonly #app: AppState;
  #status = $state.raw<RoomStatus | null>(null);

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Of the one that runs, or of the last one; null before the first. */
  get status(): RoomStatus | null {
    return this.#status;
  }

  get isRunning(): boolean {
    return this.#status?.state === 'running';
  }

  /** What the host told. */
  note(status: RoomStatus | null): void {
    this.#status = status;
  }

  async start(): Promise<void> {
    const lang = this.#app.settings.language;
    await this.#app.attempt(() => this.#app.client.request('start-room-check', { lang }));
  }

  async stop(): Promise<void> {
    await this.#app.attempt(() => this.#app.client.request('stop-room-check'));
  }

  save(): void {
    const day = new Date().toISOString().slice(0, 10);
    const records = (this.#status?.checked ?? []).map(asRecord).toSpliced(0, 0, HEADER);
    saveFile(`tcp-lab-room-check-${day}.csv`, records, 'text/csv');
  }
}

const HEADER = csvRecord(['lesson', 'course', 'result', 'seconds', 'missed']);
const asRecord = ({ lesson, course, passed, seconds, missed }: CheckedLesson): string =>
  csvRecord([lesson, course, passed ? 'passed' : 'failed', seconds.toFixed(1), missed]);

/** The room-check of the app: one at a time, in labs beside the one on screen, and told to every page. */
import type { RoomStatus } from '../../common/protocol/room.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { Language } from '../../common/protocol/messages.ts';
import type { LabDaemonStarter } from '../daemon-starter.ts';
import { RoomCheck } from '../room-check.ts';

export class RoomWatch {
  readonly #starter: LabDaemonStarter;
  readonly #tell: (status: RoomStatus) => void;
  #check: RoomCheck | null = null;
  #status: RoomStatus | null = null;

  constructor(starter: LabDaemonStarter, tell: (status: RoomStatus) => void) {
    this.#starter = starter;
    this.#tell = tell;
  }

  /** Of the check that runs, or of the last one; null before the first. */
  get status(): RoomStatus | null {
    return this.#status;
  }

  /** Throws a LabError while one runs. What is missed is told in this language. */
  start(lang: Language): void {
    if (this.#check) throw new LabError('busy', 'A room-check is running.', 'Stop it first.');
    const check = new RoomCheck(this.#starter, lang);
    this.#check = check;
    this.#say({ state: 'running', lessons: check.lessons.map(({ id }) => id), checked: [], error: null });
    void this.#follow(check);
  }

  /** Resolves when its lab is gone. */
  async stop(): Promise<void> {
    await this.#check?.close();
  }

  kill(): void {
    this.#check?.kill();
  }

  async #follow(check: RoomCheck): Promise<void> {
    const told = (): void => this.#change({ checked: [...check.checked] });
    const [state, error] = await check.run(told).then(
      () => ['done', null] as const,
      (reason: unknown) => {
        const { code, ...rest } = asLabError(reason).toJSON();
        return code === 'lab-closed' ? (['stopped', null] as const) : (['failed', { code, ...rest }] as const);
      },
    );
    await check.close();
    this.#check = null;
    this.#change({ state, error });
  }

  #change(change: Partial<RoomStatus>): void {
    if (this.#status) this.#say({ ...this.#status, ...change });
  }

  #say(status: RoomStatus): void {
    this.#status = status;
    this.#tell(status);
  }
}

const asLabError = (reason: unknown): LabError =>
  reason instanceof LabError ? reason : new LabError('internal', `The room-check failed: ${String(reason)}`);

/** One shell on a host of the lab, from its opening to its end. */
import { LabError, type LabErrorData } from '../../../src-main/common/protocol/errors.ts';
import type { Host } from '../../../src-main/common/protocol/events.ts';
import type { HostClient } from '../../state/host-client.ts';

export interface Size {
  columns: number;
  rows: number;
}

export class Shell {
  readonly #client: HostClient;
  readonly #write: (data: string, drawn: () => void) => void;
  #isOver = $state(false);
  #error = $state.raw<LabErrorData | null>(null);
  #terminal: number | null = null;
  /** The first output may come before the answer that says whose it is. */
  #early: { terminal: number; data: string }[] = [];
  readonly #stopListening: () => void;

  /** `write` draws output and calls back when it has been drawn. */
  constructor(client: HostClient, host: Host, size: Size, write: (data: string, drawn: () => void) => void) {
    this.#client = client;
    this.#write = write;
    this.#stopListening = client.onPush((push) => {
      if (push.kind === 'terminal-output') this.#take(push.terminal, push.data);
      else if (push.kind === 'terminal-ended' && push.terminal === this.#terminal) this.#end(push.error);
    });
    void this.#open(host, size);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Why it ended, or could not be opened; null when it ended by itself. */
  get error(): LabErrorData | null {
    return this.#error;
  }

  input(data: string): void {
    if (this.#terminal !== null) tell(this.#client.request('terminal-input', { terminal: this.#terminal, data }));
  }

  resize(size: Size): void {
    if (this.#terminal !== null) tell(this.#client.request('resize-terminal', { terminal: this.#terminal, ...size }));
  }

  close(): void {
    const terminal = this.#terminal;
    this.#end(null);
    if (terminal !== null) tell(this.#client.request('close-terminal', { terminal }));
  }

  async #open(host: Host, { columns, rows }: Size): Promise<void> {
    try {
      const { terminal } = await this.#client.request('open-terminal', { host, columns, rows });
      // Closed before it was open.
      if (this.#isOver) return tell(this.#client.request('close-terminal', { terminal }));
      this.#terminal = terminal;
      for (const output of this.#early.splice(0)) this.#take(output.terminal, output.data);
    } catch (error) {
      this.#end(error instanceof LabError ? error.toJSON() : { code: 'internal', message: String(error), hint: '' });
    }
  }

  #take(terminal: number, data: string): void {
    if (this.#terminal === null) this.#early.push({ terminal, data });
    else if (terminal === this.#terminal)
      this.#write(data, () => {
        if (!this.#isOver) tell(this.#client.request('terminal-drawn', { terminal, characters: data.length }));
      });
  }

  #end(error: LabErrorData | null): void {
    this.#isOver = true;
    this.#error = error;
    this.#terminal = null;
    this.#early = [];
    this.#stopListening();
  }
}

/** Nobody waits for the answer; when the shell is gone, its end says so. */
function tell(answer: Promise<unknown>): void {
  answer.catch(() => undefined);
}

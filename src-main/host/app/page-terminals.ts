/** The terminals that one page has open: numbered by the page's own count, and ended with it. */
import type { AppParams, AppPush } from '../../common/protocol/app.ts';
import { LabError, type LabErrorData } from '../../common/protocol/errors.ts';
import type { AppParts } from './app-parts.ts';
import type { Terminal } from './terminal.ts';

export type TerminalParams = AppParams<'open-terminal'>[0];

/** More than anybody looks at, fewer than what would weigh on the PC. */
const MOST = 16;

export class PageTerminals {
  readonly #terminals: AppParts['terminals'];
  readonly #push: (push: AppPush) => void;
  readonly #open = new Map<number, Terminal>();
  #count = 0;

  constructor(terminals: AppParts['terminals'], push: (push: AppPush) => void) {
    this.#terminals = terminals;
    this.#push = push;
  }

  async open(unsharePid: number | undefined, params: TerminalParams): Promise<{ terminal: number }> {
    if (this.#open.size >= MOST) {
      throw new LabError('too-many-terminals', `There are ${MOST} terminals open already.`, 'Close one first.');
    }
    const number = ++this.#count;
    const terminal = await this.#terminals.open(
      { unsharePid, ...params },
      {
        output: (data) => this.#push({ kind: 'terminal-output', terminal: number, data }),
        ended: () => this.#ended(number, null),
      },
    );
    this.#open.set(number, terminal);
    return { terminal: number };
  }

  /** Throws a LabError when this page has no such terminal. */
  get(number: number): Terminal {
    const terminal = this.#open.get(number);
    if (terminal !== undefined) return terminal;
    throw new LabError('no-such-terminal', `Terminal ${number} is not open (any more).`);
  }

  close(number: number): void {
    this.get(number).close();
    this.#open.delete(number);
  }

  closeAll(reason: LabErrorData | null): void {
    for (const [number, terminal] of this.#open) {
      terminal.close();
      this.#ended(number, reason);
    }
  }

  #ended(number: number, error: LabErrorData | null): void {
    if (this.#open.delete(number)) this.#push({ kind: 'terminal-ended', terminal: number, error });
  }
}

/** Shells on the lab's hosts, each on a pseudo terminal of its own. */
import { LabError } from '../../common/protocol/errors.ts';
import type { Host } from '../../common/protocol/events.ts';
import type { TerminalSupport } from '../../common/protocol/app.ts';

/** One shell. */
export interface Terminal {
  write(data: string): void;
  resize(columns: number, rows: number): void;
  /** So many characters of its output have been drawn. */
  drawn(characters: number): void;
  close(): void;
}

export interface TerminalListener {
  output(data: string): void;
  ended(error: LabError | null): void;
}

export class Terminals {
  /** Whether this host can open a shell at all. */
  support(): TerminalSupport {
    return { available: false, error: noTerminal().toJSON() };
  }

  /** A shell on one host of the lab whose daemon is the child of this `unshare`. Rejects with a LabError. */
  open(
    _lab: { unsharePid: number; host: Host; columns: number; rows: number },
    _listener: TerminalListener,
  ): Promise<Terminal> {
    return Promise.reject(noTerminal());
  }
}

function noTerminal(): LabError {
  return new LabError('no-terminal', 'This host cannot open a terminal.');
}

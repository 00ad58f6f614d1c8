/** Shells on the lab's hosts, each on a pseudo terminal of its own. */
import type * as NodePty from 'node-pty';
import type { TerminalSupport } from '../../common/protocol/app.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { Host } from '../../common/protocol/events.ts';
import { daemonOf } from '../inside-lab.ts';
import { noLab } from './lab-session.ts';
import { ShellTerminal } from './shell-terminal.ts';
import { shellCommand, shellEnvironment } from './shell-in-lab.ts';
import { missingPty } from './missing-pty.ts';
import type { Terminal, TerminalListener } from './terminal.ts';

export class Terminals {
  readonly #load: () => Promise<typeof NodePty>;

  /** node-pty is compiled where it is installed; without a compiler the app works, but for its terminals. */
  constructor(load: () => Promise<typeof NodePty> = () => import('node-pty')) {
    this.#load = load;
  }

  async support(): Promise<TerminalSupport> {
    const pty = await this.#pty();
    return pty instanceof LabError ? { available: false, error: pty.toJSON() } : { available: true };
  }

  /** A shell on one host of the lab whose daemon is the child of this `unshare`. Rejects with a LabError. */
  async open(
    lab: { unsharePid: number | undefined; host: Host; columns: number; rows: number },
    listener: TerminalListener,
  ): Promise<Terminal> {
    const pty = await this.#pty();
    if (pty instanceof LabError) throw pty;
    const daemon = lab.unsharePid === undefined ? undefined : daemonOf(lab.unsharePid);
    if (daemon === undefined) throw noLab();
    const [program, args] = shellCommand(daemon, lab.host, process.env);
    const options = { cols: lab.columns, rows: lab.rows, cwd: '/', env: shellEnvironment(lab.host, process.env) };
    return new ShellTerminal(pty.spawn(program, args, options), listener);
  }

  async #pty(): Promise<typeof NodePty | LabError> {
    try {
      return await this.#load();
    } catch (error) {
      return missingPty(error);
    }
  }
}

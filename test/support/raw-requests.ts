/** Requests written to a daemon as they are, past the check that its host would make first. */
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { LabErrorData } from '../../src-main/common/protocol/errors.ts';
import { UnshareStarter, type LabDaemonProcess, type LabDaemonStarter } from '../../src-main/host/daemon-starter.ts';

type Answer = { ok: unknown } | { error: LabErrorData };

/** Starts a daemon for a host, and speaks to it beside that host. */
export class RawRequests implements LabDaemonStarter {
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #daemon: LabDaemonProcess | undefined;
  /** Far from those that the host gives. */
  #lastId = 1_000_000;

  start(): LabDaemonProcess {
    const daemon = new UnshareStarter().start();
    const host = new PassThrough();
    const lines = createInterface({ input: daemon.stdout });
    lines.on('line', (line) => {
      const { id = 0 } = JSON.parse(line) as { id?: number };
      const answered = this.#answers.get(id);
      if (answered) answered(JSON.parse(line) as Answer);
      else host.write(`${line}\n`);
    });
    lines.once('close', () => host.end());
    this.#daemon = daemon;
    return { ...daemon, stdout: host };
  }

  ask(method: string, params: unknown): Promise<Answer> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#daemon?.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }
}

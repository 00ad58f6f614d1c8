/** Datagrams from client to server in a lab of their own, and what the lab tells of each. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Readable, Writable } from 'node:stream';
import type * as v from 'valibot';
import type { Engine, FrameEvent } from '../../../src-main/common/protocol/events.ts';
import type { Impairment } from '../../../src-main/common/protocol/wire-control.ts';
import { ENGINE_VARIABLE, UnshareStarter } from '../../../src-main/host/daemon-starter.ts';
import { commandInLab, daemonOf } from '../../../src-main/host/inside-lab.ts';
import { Lab } from '../../support/lab.ts';
import { within } from './deadline.ts';

export type Asked = v.InferInput<typeof Impairment>;

/** Seconds for what should take one or two, on a PC that is busy with other things. */
const PATIENCE = 60;
/** Datagrams a second: that the guest keeps up with, and for what does not hang on time. */
export const AT_EASE = 100;
export const BRISKLY = 400;

/** Bundled into a file beside the tests. */
const PROGRAM = fileURLToPath(new URL('./datagrams.js', import.meta.url));

type Sender = ChildProcess & { stdin: Writable; stdout: Readable };

export class Traffic implements AsyncDisposable {
  readonly lab: Lab;
  readonly #sender: Sender;
  readonly #said: AsyncIterator<string>;

  private constructor(lab: Lab) {
    this.lab = lab;
    const daemon = daemonOf(lab.client.unsharePid ?? 0) ?? 0;
    // The core is its first thread: what is measured is the wire, not this slow CPU's other work, which must go on.
    setPriority(daemon, constants.priority.PRIORITY_ABOVE_NORMAL);
    const [command, args] = commandInLab(daemon, 'client', [process.execPath, PROGRAM]);
    this.#sender = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#said = createInterface({ input: this.#sender.stdout })[Symbol.asyncIterator]();
  }

  /** A lab with this engine. */
  static async open(engine: Engine = 'netem'): Promise<Traffic> {
    const starter = new UnshareStarter({ env: { [ENGINE_VARIABLE]: engine } });
    return new Traffic(await within(PATIENCE, Lab.open(starter), () => 'there is no lab yet'));
  }

  /** Sets an impairment of what the client sends; what is then in force. */
  async impair(impairment: Asked | null): Promise<Impairment | null> {
    await this.lab.wire({ do: 'impair', from: 'client', impairment });
    await this.lab.settle();
    const told = this.lab.events.findLast((event) => event.type === 'impairment');
    return told?.impairment ?? null;
  }

  /** The frames of so many datagrams, and those that were made of them, once each has met its fate. */
  async send(count: number, perSecond: number): Promise<FrameEvent[]> {
    const datagrams = new Datagrams(this.lab, count);
    await this.#ask(datagrams, perSecond);
    return datagrams.ended();
  }

  /** The same of datagrams that wait at the stopped wire until they all are there, and go on at once. */
  async sendAtOnce(count: number): Promise<FrameEvent[]> {
    const datagrams = new Datagrams(this.lab, count);
    await this.lab.wire({ do: 'stop' });
    await this.#ask(datagrams, BRISKLY);
    await datagrams.entered();
    await this.lab.wire({ do: 'run' });
    return datagrams.ended();
  }

  async #ask({ count, text }: Datagrams, perSecond: number): Promise<void> {
    this.#sender.stdin.write(`${count} ${perSecond}\n`);
    const said = this.#said.next();
    const { value } = await within(PATIENCE + count / perSecond, said, () => `the sender is not through; ${text()}`);
    if (value !== 'sent') throw new Error(`the sender ended: ${value}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#sender, 'exit');
    this.#sender.stdin.end();
    await within(PATIENCE, ended, () => 'the sender does not end');
    await this.lab[Symbol.asyncDispose]();
  }
}

/** What the lab tells of so many datagrams from now on. */
class Datagrams {
  readonly count: number;
  readonly #lab: Lab;
  readonly #frames = new Map<number, FrameEvent>();
  readonly #open = new Set<number>();
  #entered = 0;
  #next: number;

  constructor(lab: Lab, count: number) {
    this.#lab = lab;
    this.#next = lab.events.length;
    this.count = count;
  }

  /** Resolves when all have entered the wire. */
  async entered(): Promise<void> {
    await this.#until('to enter', () => this.#entered >= this.count);
  }

  async ended(): Promise<FrameEvent[]> {
    await this.#until('to meet its fate', () => this.#entered >= this.count && this.#open.size === 0);
    // Copies may still be on their way to us.
    await this.#lab.settle();
    this.#read();
    return [...this.#frames.values()];
  }

  readonly text = (): string => {
    this.#read();
    const link = this.#lab.events.findLast(({ type }) => type === 'link');
    const open = [...this.#open];
    return [
      `${this.#entered} of ${this.count} datagrams have entered the wire`,
      `no end is told of ${open.length}, as ${open.slice(0, 5).join()}`,
      `the queue: ${JSON.stringify(link)}`,
    ].join('; ');
  };

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const so = this.#lab.event(() => {
      this.#read();
      return isSo();
    });
    await within(PATIENCE, so, () => `a datagram has yet ${what}; ${this.text()}`);
  }

  #read(): void {
    const { events } = this.#lab;
    for (; this.#next < events.length; this.#next++) {
      const event = events[this.#next]!;
      if (event.type !== 'frame' || event.from !== 'client') continue;
      if (event.origin === undefined && !this.#frames.has(event.id)) this.#entered++;
      this.#frames.set(event.id, event);
      if (event.fate === 'delivered' || event.fate === 'lost') this.#open.delete(event.id);
      else this.#open.add(event.id);
    }
  }
}

/** Milliseconds that the delivered ones spent on the wire. */
export const delaysOf = (frames: readonly FrameEvent[]): number[] =>
  frames.flatMap(({ t, deliveredAt }) => (deliveredAt === null ? [] : [(deliveredAt - t) * 1000]));

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;

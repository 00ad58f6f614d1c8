/** The netem engine: set by tc on the egress of the wire's interfaces, and read back from the kernel. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hasTable, netemArguments } from '../common/netem/arguments.ts';
import { readNetem, type NetemReport } from '../common/netem/read-back.ts';
import { faultOfImpairment } from '../common/impairment/problem.ts';
import { LabError } from '../common/protocol/errors.ts';
import type { Event, Host } from '../common/protocol/events.ts';
import { HOSTS } from '../common/protocol/hosts.ts';
import type { Impairment } from '../common/protocol/wire-control.ts';
import type { NetemPassage } from './core/messages.ts';

const run = promisify(execFile);

/** What a host sends leaves the wire by the interface on the other side. */
const DEVICE: Record<Host, string> = { client: 's0', server: 'c0' };
/** ms between two looks at the queues while there is a netem. */
const LOOK_EVERY = 250;

export class Netem {
  readonly #tell: (event: Event) => void;
  readonly #now: () => number;
  /** What was asked for, while it is in force. */
  readonly #asked: Record<Host, Impairment | null> = { client: null, server: null };
  readonly #told: Record<Host, string> = { client: '', server: '' };
  /** The qdisc's handle has this number; it was given a table of a distribution. */
  readonly #handle: Record<Host, number> = { client: 1, server: 1 };
  readonly #hasTable: Record<Host, boolean> = { client: false, server: false };
  #looking: NodeJS.Timeout | undefined;

  /** `now` is lab time. */
  constructor(tell: (event: Event) => void, now: () => number) {
    this.#tell = tell;
    this.#now = now;
  }

  /** Sets it and tells what the kernel says is in force. Throws LabError, with the wire as it was. */
  async impair(from: Host, impairment: Impairment | null): Promise<void> {
    const fault = impairment && faultOfImpairment(impairment);
    if (fault) throw new LabError('bad-impairment', fault);
    if (impairment) await this.#set(from, impairment);
    else if (this.#asked[from]) await this.#remove(from);
    this.#asked[from] = impairment;
    const report = impairment && (await this.#report(from, impairment));
    const inForce = report?.impairment ?? null;
    this.#tell({ type: 'impairment', t: this.#now(), from, engine: 'netem', impairment: inForce });
    this.#watch();
  }

  /**
   * Changes the netem that is there, with what is queued in it. Only a table that it has cannot be taken from it
   * (netem_change in sch_netem.c): then another one takes its place, and what is queued is lost.
   */
  async #set(from: Host, impairment: Impairment): Promise<void> {
    const needsTable = impairment.delay !== undefined && hasTable(impairment.delay);
    const mustBeNew = this.#hasTable[from] && !needsTable && (impairment.delay?.jitter ?? 0) > 0;
    const handle = mustBeNew ? 3 - this.#handle[from] : this.#handle[from];
    const place = ['dev', DEVICE[from], 'root', 'handle', `${handle}:`];
    await tc('qdisc', 'replace', ...place, 'netem', ...netemArguments(impairment));
    this.#handle[from] = handle;
    this.#hasTable[from] = needsTable || (this.#hasTable[from] && !mustBeNew);
  }

  async #remove(from: Host): Promise<void> {
    await tc('qdisc', 'del', 'dev', DEVICE[from], 'root');
    this.#hasTable[from] = false;
  }

  /** One look after the other: on a busy PC tc may take longer than the time between two. */
  #watch(): void {
    clearTimeout(this.#looking);
    if (!HOSTS.some((host) => this.#asked[host])) return;
    this.#looking = setTimeout(() => void this.#look().finally(() => this.#watch()), LOOK_EVERY);
  }

  async #look(): Promise<void> {
    for (const from of HOSTS) {
      const asked = this.#asked[from];
      // The lab may be ending, and tc with it.
      const report = asked && (await this.#report(from, asked).catch(() => null));
      if (!report) continue;
      const { packets, bytes, drops, impairment } = report;
      const told = [packets, bytes, drops].join();
      if (told === this.#told[from]) continue;
      this.#told[from] = told;
      const counts = { packets, bytes, limit: impairment.limit, lost: drops, overLimit: null };
      this.#tell({ type: 'link', t: this.#now(), from, engine: 'netem', ...counts });
    }
  }

  async #report(from: Host, asked: Impairment): Promise<NetemReport | null> {
    return readNetem(await tc('-s', '-j', 'qdisc', 'show', 'dev', DEVICE[from]), asked);
  }
}

/** tc(8) in the wire's namespace. Throws LabError with what it said. */
async function tc(...args: string[]): Promise<string> {
  try {
    return (await run('tc', ['-n', 'wire', ...args])).stdout;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new LabError('no-tc', 'The program tc is missing.', 'sudo apt install iproute2');
    const [said = ''] = stderr.split('\n');
    throw new LabError('tc-refused', `tc does not take this impairment: ${said}`, 'Another tc or kernel may know it.');
  }
}

/** The jitter goes four times as far as it says (tc's tables), and a queue waits. */
export function passageOf({ delay, rate, limit, slot, duplicate, corrupt }: Impairment): NetemPassage {
  const queueing = rate === undefined ? 0 : (limit * 8 * 1514) / rate;
  const longest = (delay?.time ?? 0) + 4 * (delay?.jitter ?? 0) + queueing + (slot?.max ?? slot?.min ?? 0) * limit;
  return { longest, limit, alters: (duplicate?.share ?? 0) + (corrupt?.share ?? 0) > 0 };
}

/** The kernel's TCP counters of one namespace: /proc/net/netstat (TcpExt) and /proc/net/snmp (Tcp). */
import { openSync } from 'node:fs';
import { check, libc } from './libc.ts';
import { within, type Namespace } from './namespaces.ts';

const FILES = [
  ['/proc/thread-self/net/netstat', 'TcpExt'],
  ['/proc/thread-self/net/snmp', 'Tcp'],
] as const;

/** Gauges and constants in the Tcp line that are no counts of events. */
const NOT_COUNTERS = new Set(['TcpRtoAlgorithm', 'TcpRtoMin', 'TcpRtoMax', 'TcpMaxConn', 'TcpCurrEstab']);

/** Lines `Prefix: names…` and `Prefix: values…`, the values following the names. */
class CounterFile {
  readonly #fd: number;
  readonly #path: string;
  readonly #prefix: string;
  /** The line of names never changes while a kernel runs: it is split once. */
  #heading = '';
  #names: string[] = [];
  #values = '';
  readonly #last: number[] = [];

  constructor(path: string, prefix: string) {
    // An open file keeps the namespace it was opened in.
    this.#fd = openSync(path, 'r');
    this.#path = path;
    this.#prefix = prefix;
  }

  changes(buffer: Buffer, tell: (name: string, delta: number) => void): void {
    const length = check(Number(libc.pread(this.#fd, buffer, buffer.length, 0)), `read ${this.#path}`);
    const text = buffer.toString('latin1', 0, length);
    const start = text.indexOf(`${this.#prefix}: `);
    const middle = text.indexOf('\n', start) + 1;
    if (start < 0 || middle === 0) return;
    if (!text.startsWith(this.#heading, start) || this.#heading === '') {
      this.#heading = text.slice(start, middle);
      this.#names = this.#heading.trim().split(' ').slice(1);
    }
    const end = text.indexOf('\n', middle);
    const values = text.slice(middle + this.#prefix.length + 2, end < 0 ? undefined : end);
    if (values === this.#values) return;
    this.#values = values;
    values.split(' ').forEach((value, i) => {
      const name = this.#prefix + (this.#names[i] ?? '');
      const delta = Number(value) - (this.#last[i] ?? 0);
      this.#last[i] = Number(value);
      if (delta !== 0 && !NOT_COUNTERS.has(name)) tell(name, delta);
    });
  }
}

export class Counters {
  readonly #files: readonly CounterFile[];
  readonly #buffer = Buffer.alloc(32768);

  constructor(namespace: Namespace) {
    this.#files = within(namespace, () => FILES.map(([path, prefix]) => new CounterFile(path, prefix)));
    this.changes();
  }

  /** Names (as nstat prints them) and increments of what ticked since the last call. */
  changes(): [name: string, delta: number][] {
    const changed: [string, number][] = [];
    for (const file of this.#files) file.changes(this.#buffer, (name, delta) => changed.push([name, delta]));
    return changed;
  }
}

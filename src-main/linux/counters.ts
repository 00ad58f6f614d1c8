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

/** Reads the file's pairs of lines `Prefix: names…` / `Prefix: values…` and keeps those of one prefix. */
export function parseCounters(text: string, prefix: string): Map<string, number> {
  const counters = new Map<string, number>();
  const lines = text.split('\n').filter((line) => line.startsWith(prefix + ':'));
  const [names, values] = [lines[0]?.split(' '), lines[1]?.split(' ')];
  names?.forEach((name, i) => {
    const value = Number(values?.[i]);
    if (i > 0 && Number.isFinite(value) && !NOT_COUNTERS.has(prefix + name)) counters.set(prefix + name, value);
  });
  return counters;
}

export class Counters {
  readonly #fds: readonly number[];
  readonly #texts: string[] = [];
  readonly #last = new Map<string, number>();
  readonly #buffer = Buffer.alloc(32768);

  constructor(namespace: Namespace) {
    // An open file keeps the namespace it was opened in.
    this.#fds = within(namespace, () => FILES.map(([path]) => openSync(path, 'r')));
    this.changes();
  }

  /** Names (as nstat prints them) and increments of what ticked since the last call. */
  changes(): [name: string, delta: number][] {
    const changed: [string, number][] = [];
    FILES.forEach(([path, prefix], i) => {
      const length = check(
        Number(libc.pread(this.#fds[i] ?? -1, this.#buffer, this.#buffer.length, 0)),
        `read ${path}`,
      );
      const text = this.#buffer.toString('latin1', 0, length);
      if (text === this.#texts[i]) return;
      this.#texts[i] = text;
      for (const [name, value] of parseCounters(text, prefix)) {
        const delta = value - (this.#last.get(name) ?? 0);
        if (delta !== 0) changed.push([name, delta]);
        this.#last.set(name, value);
      }
    });
    return changed;
  }
}

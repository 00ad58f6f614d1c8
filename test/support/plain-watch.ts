/** A plain program on the lab's server that reads /proc/net/tcp over and over: when it first and last saw each half-open entry. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { commandInLab } from '../../src-main/host/inside-lab.ts';

/** State 03 is SYN_RECV (include/net/tcp_states.h); the peer's address and port are hexadecimal. */
const WATCHER = `
const { readFileSync, writeSync } = require('node:fs');
const nap = new Int32Array(new SharedArrayBuffer(4));
let before = new Set();
writeSync(1, 'ready\\n');
for (;;) {
  const now = new Set();
  for (const [, port] of readFileSync('/proc/net/tcp', 'latin1').matchAll(/:0050 \\w+:(\\w+) 03/g)) now.add(parseInt(port, 16));
  const at = performance.timeOrigin + performance.now();
  for (const port of now) if (!before.has(port)) writeSync(1, 'came ' + port + ' ' + at + '\\n');
  for (const port of before) if (!now.has(port)) writeSync(1, 'went ' + port + ' ' + at + '\\n');
  before = now;
  Atomics.wait(nap, 0, 0, 0.5);
}`;

export interface PlainWatch extends AsyncDisposable {
  /** By the peer's port, milliseconds since 1970. */
  readonly came: ReadonlyMap<number, number>;
  readonly went: ReadonlyMap<number, number>;
}

/** Watches the entries of the server's port 80. */
export async function watchPlainly(daemon: number): Promise<PlainWatch> {
  const child = spawn(...commandInLab(daemon, 'server', [process.execPath, '-e', WATCHER]), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const seen = { came: new Map<number, number>(), went: new Map<number, number>() };
  await once(lines, 'line');
  lines.on('line', (line) => {
    const [what, port, at] = line.split(' ');
    if (what === 'came' || what === 'went') seen[what].set(Number(port), Number(at));
  });
  const gone = once(child, 'close');
  return {
    ...seen,
    async [Symbol.asyncDispose]() {
      child.kill();
      await gone;
    },
  };
}

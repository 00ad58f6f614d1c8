import { writeSync } from 'node:fs';
import type { LabErrorData } from '../common/protocol/errors.ts';
import type { Event } from '../common/protocol/events.ts';

const STDOUT = 1;
/** How long to sleep while the pipe is full. */
const PATIENCE_MS = 2;
const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes lines to the host and waits for it to take them: a slow host slows this thread, never the wire, whose
 * core then counts frames instead of recording them.
 */
export class LineWriter {
  events(events: readonly Event[]): void {
    if (events.length > 0) this.#line({ events });
  }

  ok(id: number, ok: unknown): void {
    this.#line({ id, ok });
  }

  error(id: number, error: LabErrorData): void {
    this.#line({ id, error });
  }

  fatal(error: LabErrorData): void {
    this.#line({ fatal: error });
  }

  #line(value: unknown): void {
    const bytes = Buffer.from(JSON.stringify(value) + '\n');
    for (let written = 0; written < bytes.length;) {
      try {
        written += writeSync(STDOUT, bytes, written);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // The host has gone; the end of stdin ends this process.
        if (code === 'EPIPE') return;
        if (code !== 'EAGAIN') throw error;
        Atomics.wait(NEVER_WOKEN, 0, 0, PATIENCE_MS);
      }
    }
  }
}

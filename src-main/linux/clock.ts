import { libc } from './libc.ts';

const CLOCK_REALTIME = 0;
const time = new Uint8Array(16);
const view = new DataView(time.buffer);

/**
 * Seconds since `origin` (a whole second of CLOCK_REALTIME), the clock of the kernel's packet stamps. Counting
 * from a near origin keeps a double's resolution below a nanosecond; times are whole nanoseconds.
 */
export class LabClock {
  readonly origin: number;
  /** Seconds after origin at which `t` is 0. */
  #zero = 0;

  constructor() {
    libc.clock_gettime(CLOCK_REALTIME, time);
    this.origin = Number(view.getBigInt64(0, true));
  }

  /** From now on `t` counts from this moment. */
  startNow(): void {
    this.#zero = 0;
    this.#zero = this.now();
  }

  now(): number {
    libc.clock_gettime(CLOCK_REALTIME, time);
    return this.fromStamp(view.getUint32(0, true), view.getUint32(8, true));
  }

  /** A struct timespec of CLOCK_REALTIME as lab time. The low 32 bits of the seconds are enough until 2106. */
  fromStamp(seconds: number, nanoseconds: number): number {
    const elapsed = seconds - (this.origin >>> 0) + nanoseconds * 1e-9 - this.#zero;
    return Math.round(elapsed * 1e9) / 1e9;
  }

  /** CLOCK_REALTIME seconds of lab time 0, for comparing with other programs' captures. */
  get epoch(): number {
    return this.origin + this.#zero;
  }
}

/** Lab time in the serving thread, by the same clock as the core's: CLOCK_REALTIME, which may be set anew meanwhile. */

/**
 * Node tells that clock in whole ms only. What lies in between is counted by one that nobody can set, and is held against
 * the other whenever somebody asks. `performance.timeOrigin` alone will not do: on a busy PC it was seen 16 ms off, as Node
 * may lose the CPU between its looks at the two.
 */
export class LabTime {
  /** CLOCK_REALTIME seconds of lab time 0. */
  startedAt = 0;
  /** By how many ms the clock is ahead of the one that counts. */
  #ahead: number = performance.timeOrigin;

  constructor() {
    // The moment at which one ms gives way to the next tells more than any other.
    const begun = Date.now();
    while (Date.now() === begun) this.now();
    this.now();
  }

  /** Seconds, in whole µs. */
  now(): number {
    const earliest = Date.now();
    const counted = performance.now();
    const latest = Date.now() + 1;
    this.#ahead = Math.min(Math.max(this.#ahead, earliest - counted), latest - counted);
    return Math.round((this.#ahead + counted - this.startedAt * 1000) * 1000) / 1e6;
  }
}

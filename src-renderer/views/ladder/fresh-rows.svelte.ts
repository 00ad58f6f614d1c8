/** Which rows have only just come, so that what changed in them can flash once. */
const LASTS = 900;
/** How often it is looked at whether that is over, ms. */
const BEAT = 300;

export class FreshRows {
  /** Rows from here on are fresh; Infinity when none is. */
  from = $state(Infinity);
  readonly #arrivals: { at: number; from: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  came(from: number): void {
    this.#arrivals.push({ at: performance.now(), from });
    this.from = Math.min(this.from, from);
    this.#timer ??= setTimeout(() => this.#age(), BEAT);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #age(): void {
    const limit = performance.now() - LASTS;
    while ((this.#arrivals[0]?.at ?? Infinity) < limit) this.#arrivals.shift();
    this.from = this.#arrivals[0]?.from ?? Infinity;
    this.#timer = this.#arrivals.length > 0 ? setTimeout(() => this.#age(), BEAT) : undefined;
  }
}

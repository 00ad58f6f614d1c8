/** Which rows have only just come, so that what changed in them can flash once. */
const LASTS = 900;
/** How often it is looked at whether that is over, ms. */
const BEAT = 300;
/** More than so many at once nobody can follow: then nothing flashes or grows, and drawing is left to keep up. */
const MOST = 40;
/** More than so many at once nobody can read either. */
const RUSH = 400;

export class FreshRows {
  /** Rows from here on are fresh; Infinity when none is. */
  from = $state(Infinity);
  /** They come faster than anybody reads. */
  isRush = $state(false);
  readonly #arrivals: { at: number; from: number }[] = [];
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Rows have come from this one on; so many there are now. */
  came(from: number, count: number): void {
    this.#arrivals.push({ at: performance.now(), from });
    this.#count = count;
    this.#judge();
    this.#timer ??= setTimeout(() => this.#age(), BEAT);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #age(): void {
    const limit = performance.now() - LASTS;
    while ((this.#arrivals[0]?.at ?? Infinity) < limit) this.#arrivals.shift();
    this.#judge();
    this.#timer = this.#arrivals.length > 0 ? setTimeout(() => this.#age(), BEAT) : undefined;
  }

  #judge(): void {
    const first = this.#arrivals[0]?.from ?? Infinity;
    this.from = this.#count - first > MOST ? Infinity : first;
    this.isRush = this.#count - first > RUSH;
  }
}

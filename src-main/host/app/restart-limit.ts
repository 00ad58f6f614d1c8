/** Keeps a PC on which labs cannot live from being made to start them for ever. */
import { LabError } from '../../common/protocol/errors.ts';

/** A lab that dies by itself sooner than this after its start has died early. */
const EARLY_MS = 60_000;
/** So many early deaths in a row may be chance. */
const ALLOWED = 3;
const PAUSE_MS = 5000;

export class RestartLimit {
  readonly #now: () => number;
  #early = 0;
  #lastDeath = -Infinity;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A lab ended by itself, so long after its start. */
  died(lifetimeMs: number): void {
    this.#early = lifetimeMs < EARLY_MS ? this.#early + 1 : 0;
    this.#lastDeath = this.#now();
  }

  /** Why no lab may be started just now. */
  refusal(): LabError | undefined {
    if (this.#early <= ALLOWED || this.#now() - this.#lastDeath >= PAUSE_MS) return undefined;
    return new LabError(
      'too-many-restarts',
      `The last ${this.#early} labs ended by themselves within a minute of their start.`,
      'Wait a few seconds; the check of this PC (tcp-lab doctor) may show what is wrong.',
    );
  }
}

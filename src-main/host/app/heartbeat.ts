/** Asks a daemon again and again whether it is there: one that hangs says nothing, and no exit tells of it. */

export interface Pulse {
  /** Resolves with the answer. */
  ask(): Promise<unknown>;
  /** The answer may be waiting behind output that is held back; silence then means nothing. */
  isHeld(): boolean;
  /** No answer in time. Told once. */
  silence(): void;
}

const EVERY_MS = 2000;
const PATIENCE_MS = 5000;

export class Heartbeat {
  readonly #pulse: Pulse;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(pulse: Pulse) {
    this.#pulse = pulse;
    this.#later();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #later(): void {
    this.#timer = setTimeout(() => this.#ask(), EVERY_MS);
  }

  #ask(): void {
    this.#wait();
    this.#pulse.ask().then(
      () => {
        clearTimeout(this.#timer);
        if (!this.#isStopped) this.#later();
      },
      // The daemon has ended, and its end is told elsewhere.
      () => this.stop(),
    );
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      if (this.#pulse.isHeld()) return this.#wait();
      this.stop();
      this.#pulse.silence();
    }, PATIENCE_MS);
  }
}

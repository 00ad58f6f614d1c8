/** Counts what goes between the server and made-up hosts, and picks what is shown of it: nobody reads thousands a second. */

/** Frames shown in a span of so many seconds, both ways together. */
const [SHOWN, SPAN] = [20, 0.1];

export class StrangerTally {
  /** Segments that the server sent to made-up hosts. */
  answers = 0;
  /** Of those and of the made-up hosts' own. */
  shown = 0;
  #span = 0;
  #inSpan = 0;

  /** Whether the frame of lab time `t` is to be shown; counts it then. */
  shows(t: number): boolean {
    const span = Math.floor(t / SPAN);
    if (span !== this.#span) this.#inSpan = 0;
    this.#span = span;
    if (this.#inSpan >= SHOWN) return false;
    this.#inSpan++;
    this.shown++;
    return true;
  }
}

/**
 * Scrolling over more pixels than an element has: because it may not be as high (Chromium's layout ends near 33
 * million), or because it need not be made higher, and laid out, for every row that comes. Small movements move as many
 * pixels as they say, large ones, as with the bar's thumb, go to the same fraction of the whole.
 */
const HIGHEST = 8_000_000;
/** Up to so many viewports the element is as high as what it shows; the thumb of a longer one does not tell. */
const EXACT = 8;
/** So much may be missing from a longer one. */
const LAG = 0.2;
/** Nearer to an end of the element than this, in viewports, its middle is brought back under the person's hand. */
const MARGIN = 2;

export class ScrollRange {
  #height = 0;
  #element = 0;
  #view = 0;
  #highest: number;
  /** Where the whole stands in the element: position = scroll top + shift. */
  #shift = 0;
  #top = 0;

  constructor(highest = HIGHEST) {
    this.#highest = highest;
  }

  /** What the element's height has to be. */
  get elementHeight(): number {
    return this.#element;
  }

  get shift(): number {
    return this.#shift;
  }

  get end(): number {
    return Math.max(0, this.#height - this.#view);
  }

  resize(height: number, view: number): void {
    this.#height = height;
    this.#view = view;
    const wanted = Math.min(height, this.#highest);
    const isNear = this.#element <= wanted && this.#element >= (1 - LAG) * wanted;
    if (!isNear || height <= EXACT * view) this.#element = wanted;
    if (this.#element === height) this.#shift = 0;
  }

  /** The scroll top at which a position shows. */
  goTo(position: number): number {
    const held = Math.min(Math.max(0, position), this.end);
    const elementEnd = Math.max(0, this.#element - this.#view);
    const near = held - this.#shift;
    const margin = Math.min(MARGIN * this.#view, elementEnd / 4);
    const fits = near >= (held < margin ? 0 : margin) && near <= elementEnd - (this.end - held < margin ? 0 : margin);
    // At either end of the whole the element has to be at its own end too.
    const atEnds = (held === 0 && near !== 0) || (held === this.end && near !== elementEnd);
    if (!fits || atEnds) this.#shift = held - Math.round(this.end === 0 ? 0 : (held / this.end) * elementEnd);
    this.#top = held - this.#shift;
    return this.#top;
  }

  /** A person scrolled the element to `top`: the position that they mean; null when we did that ourselves. */
  scrolled(top: number): number | null {
    const moved = top - this.#top;
    if (Math.abs(moved) < 1) return null;
    const elementEnd = Math.max(1, this.#element - this.#view);
    if (Math.abs(moved) > MARGIN * this.#view && this.#height > this.#element)
      this.#shift = Math.round((top / elementEnd) * this.end) - top;
    this.#top = top;
    return Math.min(Math.max(0, top + this.#shift), this.end);
  }
}

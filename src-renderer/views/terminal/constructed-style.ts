/**
 * The element that xterm's build makes in place of a style element (vite.renderer.config.ts): the page's
 * Content-Security-Policy refuses inline styles, while a constructed style sheet is allowed (CSP 3, 8.3).
 */
class ConstructedStyle extends HTMLElement {
  readonly #sheet = new CSSStyleSheet();

  override get textContent(): string {
    return '';
  }

  override set textContent(text: string | null) {
    this.#sheet.replaceSync(text ?? '');
  }

  connectedCallback(): void {
    this.hidden = true;
    document.adoptedStyleSheets.push(this.#sheet);
  }

  disconnectedCallback(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }
}

customElements.define('constructed-style', ConstructedStyle);

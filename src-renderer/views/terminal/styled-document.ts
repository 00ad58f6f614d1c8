/**
 * A document for xterm, which writes style elements and style attributes: the page's Content-Security-Policy refuses
 * those, while the same by way of CSSOM is allowed (CSP 3, 6.1.14 and 8.3).
 */
export function styledDocument(): Document {
  return new Proxy(document, {
    get(target, name) {
      if (name === 'createElement') return createElement;
      const value: unknown = Reflect.get(target, name, target);
      // The browser's methods refuse to run on anything but the document itself.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function createElement(tag: string): HTMLElement {
  if (tag === 'style') return sheetElement();
  const element = document.createElement(tag);
  if (tag === 'span') element.setAttribute = setAttribute;
  return element;
}

/** Stands where the style element would; its text becomes a constructed sheet. */
function sheetElement(): HTMLElement {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  const element = document.createElement('span');
  element.hidden = true;
  Object.defineProperty(element, 'textContent', { set: (text: string) => sheet.replaceSync(text) });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

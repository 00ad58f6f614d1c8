/**
 * A document for xterm, which writes style elements: the page's Content-Security-Policy refuses those, while a
 * constructed style sheet is allowed (CSSOM 6.1, CSP 3 8.3). What xterm draws in 24-bit colours goes by style
 * attributes of elements that it makes elsewhere; that stays in the terminal's plain colours.
 */
export function styledDocument(): Document {
  return new Proxy(document, {
    get(target, name) {
      if (name === 'createElement')
        return (tag: string) => (tag === 'style' ? sheetElement() : target.createElement(tag));
      const value: unknown = Reflect.get(target, name, target);
      // The browser's methods refuse to run on anything but the document itself.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
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

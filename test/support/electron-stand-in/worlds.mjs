/**
 * The page's two worlds. The preload script runs in an isolated one, with `require` for 'electron' alone, as in a
 * sandboxed renderer; Chromium keeps the worlds apart, and only plain data and stand-ins of functions get across, as
 * with Electron's contextBridge. The functions here are sent to the page as text, so they refer to nothing outside.
 */

/* global window, CustomEvent */

/** One end of the line between the worlds: DOM events, whose names a page cannot guess, are seen in both. */
function connectWorlds(token, own, other) {
  const functions = [];
  let answer;
  const tell = (kind, body) =>
    window.dispatchEvent(new CustomEvent(`${token}-${other}-${kind}`, { detail: JSON.stringify(body) }));
  const hear = (kind, listener) =>
    window.addEventListener(`${token}-${own}-${kind}`, ({ detail }) => listener(JSON.parse(detail)));

  const pack = (value) => {
    if (typeof value === 'function') return { fn: functions.push(value) - 1 };
    if (Array.isArray(value)) return { list: value.map(pack) };
    if (typeof value !== 'object' || value === null) return { value };
    return { fields: Object.entries(value).map(([name, field]) => [name, pack(field)]) };
  };
  const unpack = (packed) => {
    if ('fn' in packed) return (...args) => call(packed.fn, args);
    if ('list' in packed) return packed.list.map(unpack);
    if ('fields' in packed) return Object.fromEntries(packed.fields.map(([name, field]) => [name, unpack(field)]));
    return packed.value;
  };
  const call = (fn, args) => {
    tell('call', { fn, args: pack(args) });
    const { ok, error } = answer;
    if (error !== undefined) throw new Error(error);
    return unpack(ok);
  };
  hear('answer', (given) => (answer = given));
  hear('call', ({ fn, args }) => {
    try {
      tell('answer', { ok: pack(functions[fn](...unpack(args))) });
    } catch (error) {
      tell('answer', { error: String(error.message) });
    }
  });
  return { tell, hear, pack, unpack };
}

function pageWorld(worlds) {
  worlds.hear('expose', ({ name, api }) =>
    Object.defineProperty(window, name, { value: Object.freeze(worlds.unpack(api)), enumerable: true }),
  );
}

function preloadWorld(worlds, script) {
  const listeners = new Map();
  const of = (channel) => listeners.get(channel) ?? listeners.set(channel, new Set()).get(channel);
  const ipcRenderer = {
    on: (channel, listener) => of(channel).add(listener),
    removeListener: (channel, listener) => of(channel).delete(listener),
    send: (channel, ...args) => globalThis.toMain(JSON.stringify({ channel, args })),
  };
  globalThis.fromMain = (channel, args) => {
    for (const listener of of(channel)) listener({}, ...args);
  };
  const contextBridge = {
    exposeInMainWorld: (name, api) => worlds.tell('expose', { name, api: worlds.pack(api) }),
  };
  try {
    script((name) => {
      if (name === 'electron') return { contextBridge, ipcRenderer };
      throw new Error(`module not found: ${name}`);
    });
  } catch (error) {
    globalThis.toMain(JSON.stringify({ preloadError: String(error) }));
  }
}

/** Name of the preload script's world. */
export const PRELOAD_WORLD = 'Electron Isolated Context';

/** What has to run in each world of a new document, the page's first. Frames inside the page get neither. */
export function worldScripts(token, preload) {
  const inTopFrame = (code) => `if (window === window.top) { ${code} }`;
  const connect = (own, other) => `(${connectWorlds})(${JSON.stringify(token)}, '${own}', '${other}')`;
  return {
    page: inTopFrame(`(${pageWorld})(${connect('page', 'preload')})`),
    preload: inTopFrame(`(${preloadWorld})(${connect('preload', 'page')}, (require) => { ${preload}\n })`),
  };
}

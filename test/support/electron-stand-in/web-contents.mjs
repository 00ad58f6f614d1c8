/** Electron's WebContents on a page of Chromium: loading, the events around it, and messages to the preload script. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { insideUrl, outsideUrl } from './addresses.mjs';
import { Chromium } from './chromium.mjs';
import { nativeTheme } from './desktop.mjs';
import { emitPreventable } from './events.mjs';
import { defaultSession } from './session.mjs';
import { PRELOAD_WORLD, worldScripts } from './worlds.mjs';

export const ipcMain = new EventEmitter();

export class WebContents extends EventEmitter {
  session = defaultSession;
  mainFrame = { url: 'about:blank', parent: null };
  #preferences;
  #size;
  #destroyed = false;
  #page;
  #devtools;
  /** The preload script's world in the document that is shown now. */
  #world;
  #onWindowOpen = () => ({ action: 'allow' });
  /** What was said to windows that the page has asked for, until Chromium has opened them. */
  #verdicts = [];
  /** The address that the host loads at the moment. */
  #loading;

  constructor(preferences = {}, { width, height }) {
    super();
    this.#preferences = preferences;
    this.#size = { width, height };
    nativeTheme.on('updated', () => void this.#emulateTheme());
  }

  getLastWebPreferences() {
    return this.#preferences;
  }

  getURL() {
    return this.mainFrame.url;
  }

  isDestroyed() {
    return this.#destroyed;
  }

  setWindowOpenHandler(handler) {
    this.#onWindowOpen = handler;
  }

  async loadURL(url) {
    // A request has no fragment (RFC 9110, 7.1).
    this.#loading = url.replace(/#.*/, '');
    this.#page ??= await this.#openPage();
    await this.#page.goto(insideUrl(url));
    this.emit('did-finish-load');
  }

  /** Playwright gives a page up when it crashes; a fresh one takes its place. */
  reload() {
    this.loadURL(this.mainFrame.url).catch(() => {});
  }

  send(channel, ...args) {
    if (this.#world === undefined) return;
    const expression = `fromMain(${JSON.stringify(channel)}, ${JSON.stringify(args)})`;
    this.#devtools.send('Runtime.evaluate', { expression, contextId: this.#world }).catch(() => {});
  }

  executeJavaScript(code) {
    return this.#page.evaluate(code);
  }

  forcefullyCrashRenderer() {
    this.#devtools.send('Page.crash').catch(() => {});
  }

  resize({ width, height }) {
    this.#size = { width, height };
    void this.#page?.setViewportSize(this.#size);
  }

  destroy() {
    this.#destroyed = true;
    this.#world = undefined;
    this.emit('destroyed');
    this.#page?.close().catch(() => {});
  }

  async #openPage() {
    const page = await Chromium.page();
    const devtools = await Chromium.context.newCDPSession(page);
    this.#devtools = devtools;
    const { frameTree } = await devtools.send('Page.getFrameTree');
    devtools.on('Runtime.executionContextCreated', ({ context: { id, name, auxData } }) => {
      if (name === PRELOAD_WORLD && auxData.frameId === frameTree.frame.id) this.#world = id;
    });
    devtools.on('Runtime.bindingCalled', ({ payload }) => this.#fromPreload(JSON.parse(payload)));
    devtools.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.mainFrame = { url: outsideUrl(frame.url + (frame.urlFragment ?? '')), parent: null };
      this.emit('did-navigate', {}, this.mainFrame.url);
    });
    await devtools.send('Page.enable');
    await devtools.send('Runtime.enable');
    await this.#preload(devtools);
    await defaultSession.applyPermissions(Chromium.context, this, this.#loading);
    await page.route('**/*', (route) => this.#answer(page, route));
    devtools.on('Page.windowOpen', ({ url }) =>
      this.#verdicts.push(this.#onWindowOpen({ url: outsideUrl(url) }).action),
    );
    page.on('popup', (popup) => void this.#judge(popup));
    page.once('close', () => {
      if (this.#page === page && !this.#destroyed) this.emit('gone');
    });
    page.once('crash', () => {
      this.#page = undefined;
      this.#world = undefined;
      void page.close();
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    });
    await page.setViewportSize(this.#size);
    await page.emulateMedia({ colorScheme: nativeTheme.shouldUseDarkColors ? 'dark' : 'light' });
    return page;
  }

  async #preload(devtools) {
    const { preload } = this.#preferences;
    const scripts = worldScripts(randomUUID(), preload ? readFileSync(preload, 'utf8') : '');
    await devtools.send('Runtime.addBinding', { name: 'toMain', executionContextName: PRELOAD_WORLD });
    const atStart = (source, world = {}) =>
      devtools.send('Page.addScriptToEvaluateOnNewDocument', { source, ...world });
    await atStart(scripts.page);
    await atStart(scripts.preload, { worldName: PRELOAD_WORLD });
  }

  #fromPreload({ channel, args, preloadError }) {
    if (preloadError !== undefined) return this.emit('preload-error', {}, this.#preferences.preload, preloadError);
    ipcMain.emit(channel, { sender: this, senderFrame: this.mainFrame }, ...args);
  }

  /** A navigation that the host did not ask for comes from the page. */
  #answer(page, route) {
    const request = route.request();
    const url = outsideUrl(request.url());
    if (request.isNavigationRequest()) {
      const isMainFrame = request.frame() === page.mainFrame();
      const byHost = isMainFrame && url.replace(/#.*/, '') === this.#loading;
      if (byHost) this.#loading = undefined;
      else if (
        emitPreventable(this, 'will-frame-navigate', { url, isMainFrame }) ||
        (isMainFrame && emitPreventable(this, 'will-navigate', { url }, url))
      )
        return route.abort('aborted');
    }
    return defaultSession.answer(route);
  }

  /** Chromium opens what Electron would only have asked for. */
  async #judge(popup) {
    if (this.#verdicts.shift() === 'deny') await popup.close();
  }

  async #emulateTheme() {
    await this.#page?.emulateMedia({ colorScheme: nativeTheme.shouldUseDarkColors ? 'dark' : 'light' });
  }
}

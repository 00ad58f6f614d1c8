/** Electron's BrowserWindow around one page. Its size is the page's; its place and its state are only remembered. */
import { EventEmitter } from 'node:events';
import { app } from './app.mjs';
import { emitPreventable } from './events.mjs';
import { WebContents } from './web-contents.mjs';

export class BrowserWindow extends EventEmitter {
  #bounds;
  #background;
  #state = { visible: false, maximized: false, minimized: false, focused: false };
  #destroyed = false;

  constructor(options = {}) {
    super();
    const { x = 0, y = 0, width = 800, height = 600, show = true } = options;
    this.#bounds = { x, y, width, height };
    this.#background = options.backgroundColor;
    this.#state.visible = show;
    this.webContents = new WebContents(options.webPreferences, this.#bounds);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    // The page has closed itself, or the person has.
    this.webContents.once('gone', () => this.close());
    app.windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  static getAllWindows() {
    return [...app.windows];
  }

  loadURL(url) {
    return this.webContents.loadURL(url);
  }

  /** 'objected' when a listener stopped it. */
  close() {
    if (this.#destroyed) return 'closed';
    if (emitPreventable(this, 'close')) return 'objected';
    this.#destroyed = true;
    this.webContents.destroy();
    this.emit('closed');
    app.windowClosed(this);
    return 'closed';
  }

  isDestroyed() {
    return this.#destroyed;
  }

  show() {
    this.#state.visible = true;
  }

  focus() {
    this.#state.focused = true;
    this.emit('focus');
  }

  minimize() {
    this.#state.minimized = true;
  }

  restore() {
    this.#state.minimized = false;
  }

  maximize() {
    Object.assign(this.#state, { maximized: true, visible: true });
  }

  isVisible() {
    return this.#state.visible;
  }

  isMinimized() {
    return this.#state.minimized;
  }

  isMaximized() {
    return this.#state.maximized;
  }

  setBounds(bounds) {
    Object.assign(this.#bounds, bounds);
    this.webContents.resize(this.#bounds);
  }

  getNormalBounds() {
    return { ...this.#bounds };
  }

  getBackgroundColor() {
    return this.#background;
  }

  setBackgroundColor(colour) {
    this.#background = colour;
  }
}

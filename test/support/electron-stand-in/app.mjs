/** Electron's `app`: paths, the lock of the single instance, and the order in which an app ends. */
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers';
import { Chromium } from './chromium.mjs';
import { emitPreventable } from './events.mjs';

class App extends EventEmitter {
  isPackaged = false;
  #paths = new Map();
  #lock;
  #ready;
  #quitting = false;

  /** Windows that are open; BrowserWindow keeps it. */
  windows = new Set();

  setPath(name, folder) {
    mkdirSync(folder, { recursive: true });
    this.#paths.set(name, folder);
  }

  getPath(name) {
    return this.#paths.get(name);
  }

  getVersion() {
    return JSON.parse(readFileSync('package.json', 'utf8')).version;
  }

  /** Chromium's own sandbox is the driver's business here. */
  enableSandbox() {}

  requestSingleInstanceLock() {
    const file = path.join(this.getPath('userData'), 'stand-in.lock');
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
    } catch {
      process.kill(Number(readFileSync(file, 'utf8')), 'SIGUSR2');
      return false;
    }
    this.#lock = file;
    process.on('SIGUSR2', () => this.emit('second-instance', {}, [], process.cwd(), null));
    return true;
  }

  whenReady() {
    this.#ready ??= Chromium.start(path.join(this.getPath('userData'), 'Chromium')).then(() => this.emit('ready', {}));
    return this.#ready;
  }

  /** As app.quit() is documented: every window may object, then `will-quit` may be stopped. */
  quit() {
    // One after the other: a window closes only after its listeners have returned.
    setImmediate(() => {
      this.#quitting = true;
      const objected =
        emitPreventable(this, 'before-quit') || [...this.windows].some((window) => window.close() === 'objected');
      if (objected || emitPreventable(this, 'will-quit')) this.#quitting = false;
      else this.exit(0);
    });
  }

  windowClosed(window) {
    this.windows.delete(window);
    if (this.windows.size === 0 && !this.#quitting) this.emit('window-all-closed');
  }

  exit(code = 0) {
    void this.#end(code);
  }

  async #end(code) {
    await Chromium.end();
    if (this.#lock) rmSync(this.#lock, { force: true });
    process.exit(code);
  }
}

export const app = new App();

// Electron's own handlers of these three do the same.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => app.quit());

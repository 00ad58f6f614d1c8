/** Electron's default session and its protocol: what becomes of each request and each wish for a permission. */
import { Buffer } from 'node:buffer';
import { EventEmitter } from 'node:events';
import { URL } from 'node:url';
import { insideUrl, outsideUrl } from './addresses.mjs';

/** Electron's name for a permission, by Chromium's. */
const PERMISSIONS = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  camera: 'media',
  microphone: 'media',
  midi: 'midi',
  'clipboard-read': 'clipboard-read',
  'clipboard-write': 'clipboard-sanitized-write',
};

export const protocol = {
  handlers: new Map(),
  schemes: new Map(),
  registerSchemesAsPrivileged(schemes) {
    for (const { scheme, privileges } of schemes) this.schemes.set(scheme, privileges);
  },
  handle(scheme, handler) {
    this.handlers.set(scheme, handler);
  },
};

class Session extends EventEmitter {
  protocol = protocol;
  // Electron grants everything where an app does not say otherwise.
  #mayAsk = (_contents, _permission, answer) => answer(true);
  #may = () => true;
  #onBeforeRequest = (_details, answer) => answer({});

  webRequest = { onBeforeRequest: (listener) => (this.#onBeforeRequest = listener) };

  setPermissionRequestHandler(handler) {
    this.#mayAsk = handler;
  }

  setPermissionCheckHandler(handler) {
    this.#may = handler;
  }

  setDevicePermissionHandler() {}

  /** Chromium is told beforehand what Electron would ask each time. All that is not granted is denied then. */
  async applyPermissions(context, contents, url) {
    const granted = [];
    for (const [chromium, electron] of Object.entries(PERMISSIONS)) {
      const asked = await new Promise((answer) => this.#mayAsk(contents, electron, answer, {}));
      if (asked && this.#may(contents, electron, url, {})) granted.push(chromium);
    }
    await context.grantPermissions(granted, { origin: new URL(insideUrl(url)).origin });
  }

  /** Answers one request of a page by Playwright's route, as Electron's network service would. */
  async answer(route, request = route.request()) {
    const url = outsideUrl(request.url());
    const { cancel } = await new Promise((answer) =>
      this.#onBeforeRequest({ url, method: request.method(), resourceType: request.resourceType() }, answer),
    );
    if (cancel) return route.abort('blockedbyclient');
    const { protocol: scheme } = new URL(url);
    const handler = protocol.handlers.get(scheme.slice(0, -1));
    if (!handler) return route.continue();
    const response = await handler(new globalThis.Request(url, { method: request.method() }));
    const body = Buffer.from(await response.arrayBuffer());
    return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  }
}

export const defaultSession = new Session();

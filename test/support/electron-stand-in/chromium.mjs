/** The Chromium behind the stand-in, with one profile as an Electron app has one. */
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.TCP_LAB_CHROMIUM ?? '/usr/bin/chromium';

/** No flag of these changes what a page may do; they keep Chromium from calling home. */
const QUIET = [
  '--no-first-run',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
];

export class Chromium {
  static #context;
  /** The page that Chromium has opened by itself, until a window takes it. */
  static #first;

  static async start(profile) {
    this.#context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      viewport: null,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // Tests look at the page by this port, whose number is in the profile's file DevToolsActivePort.
      args: [...QUIET, '--remote-debugging-port=0'],
    });
    [this.#first] = this.#context.pages();
    // A page has routes of its own; what is left is a window that nobody here has opened.
    await this.#context.route('**/*', (route) => route.abort('blockedbyclient'));
  }

  static get context() {
    return this.#context;
  }

  static async page() {
    const first = this.#first;
    this.#first = undefined;
    return first ?? (await this.#context.newPage());
  }

  static async end() {
    await this.#context?.close();
  }
}

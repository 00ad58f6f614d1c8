/**
 * The only way from a page to the host. A message passes when the top frame of our window sent it and that frame shows
 * our page; what it says is judged by AppHost, as for every other page. Anything else is dropped and logged.
 */
import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { FromHost } from '../common/protocol/app.ts';
import type { Channels } from '../common/protocol/channels.ts';
import type { AppHost } from '../host/app/app-host.ts';
import type { PageLine } from '../host/app/app-parts.ts';
import { isPageUrl } from './page-protocol.ts';

const CHANNELS: Channels = { request: 'lab:request', message: 'lab:message', taken: 'lab:taken' };

/** Messages on their way to the page before the lab has to wait. */
const MAX_UNTAKEN = 8;

export interface GateParts {
  ipcMain: Pick<IpcMain, 'on' | 'removeListener'>;
  host: Pick<AppHost, 'connect'>;
  log(sentence: string): void;
}

export class IpcGate {
  readonly #contents: WebContents;
  readonly #parts: GateParts;
  #line: PageLine | undefined;
  #untaken = 0;
  #waiting: (() => void)[] = [];

  constructor(contents: WebContents, parts: GateParts) {
    this.#contents = contents;
    this.#parts = parts;
    parts.ipcMain.on(CHANNELS.request, this.#onRequest);
    parts.ipcMain.on(CHANNELS.taken, this.#onTaken);
    // A new document is a new page, which says hello itself; a navigation that was refused never gets here.
    contents.on('did-navigate', () => this.#disconnect());
    contents.on('render-process-gone', () => this.#disconnect());
    contents.once('destroyed', () => this.#close());
  }

  /** To the page, past the host: what the window's menu asks for. */
  push(message: FromHost): void {
    if (this.#line) void this.#send(message);
  }

  readonly #onRequest = (event: IpcMainEvent, ...args: unknown[]): void => {
    if (!this.#mayPass(event, args.length === 1)) return;
    this.#line ??= this.#parts.host.connect({ send: (message) => this.#send(message) });
    this.#line.receive(args[0]);
  };

  readonly #onTaken = (event: IpcMainEvent, ...args: unknown[]): void => {
    if (!this.#mayPass(event, args.length === 0)) return;
    this.#untaken = Math.max(0, this.#untaken - 1);
    if (this.#untaken < MAX_UNTAKEN) this.#release();
  };

  #mayPass(event: IpcMainEvent, wellFormed: boolean): boolean {
    const why = this.#refusal(event) ?? (wellFormed ? undefined : 'it is not one message');
    if (why !== undefined) this.#parts.log(`A message to the host was refused: ${why}.`);
    return why === undefined;
  }

  /** Electron sets senderFrame to null when the frame has gone since. */
  #refusal({ sender, senderFrame }: IpcMainEvent): string | undefined {
    if (sender !== this.#contents) return 'it came from another window';
    if (senderFrame === null) return 'its frame is gone';
    if (senderFrame.parent !== null) return 'it came from a frame inside the page';
    if (!isPageUrl(senderFrame.url)) return `it came from ${senderFrame.url}`;
    return undefined;
  }

  #send(message: FromHost): void | Promise<void> {
    if (this.#contents.isDestroyed()) return;
    this.#contents.send(CHANNELS.message, message);
    this.#untaken++;
    if (this.#untaken >= MAX_UNTAKEN) return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #disconnect(): void {
    this.#line?.disconnect();
    this.#line = undefined;
    this.#untaken = 0;
    this.#release();
  }

  #close(): void {
    this.#disconnect();
    this.#parts.ipcMain.removeListener(CHANNELS.request, this.#onRequest);
    this.#parts.ipcMain.removeListener(CHANNELS.taken, this.#onTaken);
  }
}

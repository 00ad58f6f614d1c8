import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { beforeEach, expect, test } from 'vitest';
import type { FromHost } from '../../../src-main/common/protocol/app.ts';
import { IpcGate } from '../../../src-main/desktop/ipc-gate.ts';
import type { Page } from '../../../src-main/host/app/app-parts.ts';

class FakeContents extends EventEmitter {
  readonly sent: unknown[][] = [];
  isGone = false;
  isDestroyed = (): boolean => this.isGone;
  send = (...args: unknown[]): number => this.sent.push(args);
}

const MESSAGE: FromHost = { id: 1, ok: {} };
const frame = { url: 'app://lab/index.html', parent: null };

let contents: FakeContents;
let ipcMain: EventEmitter;
let pages: (Page & { received: unknown[]; isOpen: boolean })[];
let refused: string[];
let gate: IpcGate;

beforeEach(() => {
  contents = new FakeContents();
  ipcMain = new EventEmitter();
  [pages, refused] = [[], []];
  const connect = (page: Page): { receive(message: unknown): void; disconnect(): void } => {
    const connected = Object.assign(page, { received: [] as unknown[], isOpen: true });
    pages.push(connected);
    return {
      receive: (message) => connected.received.push(message),
      disconnect: () => (connected.isOpen = false),
    };
  };
  gate = new IpcGate(contents as unknown as WebContents, {
    ipcMain: ipcMain as never,
    host: { connect },
    log: (sentence) => refused.push(sentence),
  });
});

const fromPage = (...args: unknown[]): boolean =>
  ipcMain.emit('lab:request', { sender: contents, senderFrame: frame }, ...args);
const taken = (): boolean => ipcMain.emit('lab:taken', { sender: contents, senderFrame: frame });

test('the first message of a page opens a line, and all go along it', () => {
  fromPage('a');
  fromPage('b');
  expect(pages.map(({ received }) => received)).toEqual([['a', 'b']]);
  void pages[0]?.send(MESSAGE);
  expect(contents.sent).toEqual([['lab:message', MESSAGE]]);
});

test.each([
  ['another window', { sender: new FakeContents(), senderFrame: frame }],
  ['a frame that is gone', { senderFrame: null }],
  ['a frame inside the page', { senderFrame: { ...frame, parent: frame } }],
  ['another page', { senderFrame: { ...frame, url: 'https://lab/index.html' } }],
])('a message from %s reaches nobody', (_who, event) => {
  ipcMain.emit('lab:request', { sender: contents, ...event }, 'a');
  expect(pages).toEqual([]);
  expect(refused).toHaveLength(1);
});

test('a new document is a new page', () => {
  fromPage('a');
  contents.emit('did-navigate');
  fromPage('b');
  expect(pages.map(({ received, isOpen }) => [received, isOpen])).toEqual([
    [['a'], false],
    [['b'], true],
  ]);
});

test('a page that takes nothing holds the lab back, until it takes, crashes or goes', async () => {
  fromPage('hello');
  const fill = (): Promise<void> => {
    for (;;) {
      const held = pages.at(-1)?.send(MESSAGE);
      if (held) return held;
    }
  };
  const first = fill();
  expect(contents.sent).toHaveLength(8);
  taken();
  await first;

  const second = fill();
  contents.emit('render-process-gone');
  await second;

  fromPage('hello');
  const third = fill();
  contents.emit('destroyed');
  await third;
});

test('nothing is sent to a window that is gone, and nothing heard', () => {
  fromPage('hello');
  contents.isGone = true;
  contents.emit('destroyed');
  gate.push({ push: { kind: 'menu', command: 'keys' } });
  void pages[0]?.send(MESSAGE);
  fromPage('more');
  expect(contents.sent).toEqual([]);
  expect(pages.map(({ received }) => received)).toEqual([['hello']]);
});

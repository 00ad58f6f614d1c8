/** The small parts of the shell, each given what Electron would give it. */
import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { expect, test } from 'vitest';
import { MENU_COMMANDS } from '../../../src-main/common/protocol/app.ts';
import { LANGUAGES } from '../../../src-main/common/protocol/messages.ts';
import { confineContents, confineSession } from '../../../src-main/desktop/confinement.ts';
import { daemonProgram } from '../../../src-main/desktop/daemon-program.ts';
import { menuTemplate } from '../../../src-main/desktop/menu.ts';
import { backgroundFor, nativeThemeFor } from '../../../src-main/desktop/window.ts';
import { sayIn } from '../../../src-main/host/words.ts';
import { bridgeOver } from '../../../src-main/preload/bridge.ts';

test('an installed app runs its daemon with the Node that it brings, beside its archive', () => {
  const installed = {
    isPackaged: true,
    resourcesPath: '/opt/TCP Lab/resources',
    execPath: '/opt/TCP Lab/tcp-lab-desktop',
  };
  expect(daemonProgram(installed)).toEqual({
    node: '/opt/TCP Lab/resources/node',
    script: '/opt/TCP Lab/resources/app.asar.unpacked/build/main/daemon.js',
    env: {},
  });
  expect(daemonProgram({ ...installed, isPackaged: false })).toMatchObject({
    node: installed.execPath,
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
});

test.each(LANGUAGES)('the menu in %s names everything, and chooses what it says', (language) => {
  const chosen: string[] = [];
  const entries = menuTemplate(sayIn(language), (command) => chosen.push(command)).flatMap(({ label, submenu }) => {
    expect(label).toBeTruthy();
    return Array.isArray(submenu) ? submenu : [];
  });
  for (const { label, type } of entries) expect(type === 'separator' || Boolean(label)).toBe(true);
  for (const { click } of entries) click?.({} as never, undefined, {} as never);
  expect(chosen.sort()).toEqual([...MENU_COMMANDS].sort());
});

test('no permission is given but to copy, no request made but for the page, and nothing saved but its CSV', async () => {
  const handlers = new Map<string, (...args: never[]) => unknown>();
  const keep =
    (name: string) =>
    (handler: (...args: never[]) => unknown): void =>
      void handlers.set(name, handler);
  const events = new EventEmitter();
  confineSession(
    Object.assign(events, {
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      webRequest: { onBeforeRequest: keep('load') },
    }) as unknown as Session,
  );
  const call = (name: string, ...args: unknown[]): unknown => handlers.get(name)?.(...(args as never[]));
  const asked = (permission: string): Promise<unknown> =>
    new Promise((answer) => call('request', {}, permission, answer));
  for (const permission of ['media', 'clipboard-read', 'geolocation', 'fileSystem'])
    expect([await asked(permission), call('check', {}, permission)], permission).toEqual([false, false]);
  const copying = 'clipboard-sanitized-write';
  expect([await asked(copying), call('check', {}, copying)]).toEqual([true, true]);
  expect(call('device')).toBe(false);
  const load = (url: string): Promise<unknown> => new Promise((answer) => call('load', { url }, answer));
  expect(await load('app://lab/index.html')).toEqual({ cancel: false });
  for (const url of [
    'https://example.com/',
    'http://127.0.0.1/',
    'ws://localhost/',
    'file:///etc/passwd',
    'app://other/',
  ])
    expect(await load(url), url).toEqual({ cancel: true });

  const isSaved = (url: string, name: string): boolean => {
    let stopped = false;
    events.emit(
      'will-download',
      { preventDefault: () => (stopped = true) },
      { getURL: () => url, getFilename: () => name },
    );
    return !stopped;
  };
  expect(isSaved('blob:app://lab/1b9d6bcd', 'tcp-lab.csv')).toBe(true);
  expect(isSaved('blob:app://lab/1b9d6bcd', 'tcp-lab-scores.json')).toBe(true);
  expect(isSaved('blob:app://lab/1b9d6bcd', 'tcp-lab-2026-01-02T03-04-05.ndjson.gz')).toBe(true);
  expect(isSaved('blob:app://lab/1b9d6bcd', 'tcp-lab.desktop')).toBe(false);
  for (const url of [
    'app://lab/index.html',
    'https://example.com/a.csv',
    'blob:https://example.com/1',
    'data:text/csv,1',
  ])
    expect(isSaved(url, 'a.csv'), url).toBe(false);
});

test('a page cannot leave, nest or open anything but the notes', () => {
  let open: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  const notes: string[] = [];
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof open) => (open = handler),
  });
  confineContents(contents as unknown as WebContents, (url) => notes.push(url));
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
    let stopped = false;
    contents.emit(name, { preventDefault: () => (stopped = true) });
    expect(stopped, name).toBe(true);
  }
  for (const url of [
    'https://example.com/',
    'about:blank',
    'app://lab/index.html',
    'app://lab/notes.html',
    'app://lab/notes.html?a#b1',
    'app://lab/notes.html#b1/../index.html',
    'app://lab.example.com/notes.html#b1',
    'app://lab/assets/../notes.html#b1',
    'https://lab/notes.html#b1',
    ' app://lab/notes.html#b1',
  ])
    expect(open({ url }), url).toEqual({ action: 'deny' });
  expect(notes).toEqual([]);
  // The shell makes that window itself, and the page gets no hold on it.
  expect(open({ url: 'app://lab/notes.html#b1' })).toEqual({ action: 'deny' });
  expect(notes).toEqual(['app://lab/notes.html#b1']);
});

test('the window has the colour of the page that will be drawn', () => {
  expect(backgroundFor('system', true)).toBe(backgroundFor('dark', false));
  expect(backgroundFor('system', false)).toBe(backgroundFor('light', true));
  expect((['system', 'light', 'dark', 'projector'] as const).map(nativeThemeFor)).toEqual([
    'system',
    'light',
    'dark',
    'light',
  ]);
});

test('the bridge hands over messages without the event they came with, and says that each was taken', () => {
  const ipc = new EventEmitter();
  const sent: unknown[][] = [];
  const bridge = bridgeOver(Object.assign(ipc, { send: (...args: unknown[]) => sent.push(args) }) as never);
  const heard: unknown[][] = [];
  const stop = bridge.onMessage((...args) => heard.push(args));
  ipc.emit('lab:message', { sender: 'secret' }, { id: 1, ok: {} });
  stop();
  ipc.emit('lab:message', {}, { id: 2, ok: {} });
  expect(heard).toEqual([[{ id: 1, ok: {} }]]);
  bridge.send({ id: 3, method: 'hello' });
  expect(sent).toEqual([['lab:taken'], ['lab:request', { id: 3, method: 'hello' }]]);
});

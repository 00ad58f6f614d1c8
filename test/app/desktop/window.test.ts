import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { configFolder, TestApp, whyNot } from './start-app.ts';

beforeEach(({ skip }) => {
  if (whyNot !== undefined) skip(whyNot);
});

const config = configFolder();
let app: TestApp;
beforeAll(async () => {
  if (whyNot !== undefined) return;
  mkdirSync(path.join(config.path, 'tcp-lab'));
  writeFileSync(path.join(config.path, 'tcp-lab/settings.json'), JSON.stringify({ theme: 'dark' }));
  // Of a monitor that is not there any more.
  const gone = { x: 9000, y: 50, width: 1200, height: 800, maximized: false };
  writeFileSync(path.join(config.path, 'tcp-lab/window.json'), JSON.stringify(gone));
  app = await TestApp.start(config.path);
}, 60_000);
afterAll(async () => {
  await app?.end();
  config.remove();
});

test('the window shows the page', async () => {
  expect(await app.page.locator('h1').innerText()).toBe('A page for tests');
  const visible = (): Promise<boolean> =>
    app.running.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible());
  await expect.poll(visible).toBe(true);
});

test('the page runs in a sandbox, in a world apart from the preload script, and without Node', async () => {
  const preferences = await app.running.inMain(({ BrowserWindow }) => {
    // Electron has it; its declarations do not.
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
    return { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag };
  });
  expect(preferences).toEqual({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  expect(
    await app.page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window)),
  ).toEqual([]);
});

test('the window is as dark as the page before the page is drawn', async () => {
  const [colour, source] = await app.running.inMain(({ BrowserWindow, nativeTheme }) => [
    BrowserWindow.getAllWindows()[0]!.getBackgroundColor().toLowerCase(),
    nativeTheme.themeSource,
  ]);
  expect([colour, source]).toEqual(['#10151c', 'dark']);
});

test('a window from a monitor that is gone opens where it can be reached', async () => {
  const { x, width, height } = await app.running.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.getNormalBounds(),
  );
  expect(x).toBeLessThan(9000);
  expect([width, height]).toEqual([1200, 800]);
});

test('the window remembers where it was closed', async () => {
  await app.running.inMain(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    window.setBounds({ x: 100, y: 80, width: 1100, height: 700 });
    // Not while the answer is on its way.
    setTimeout(() => window.close(), 50);
  });
  expect(await app.running.ended).toEqual({ code: 0, signal: null });
  const kept: unknown = JSON.parse(readFileSync(path.join(config.path, 'tcp-lab/window.json'), 'utf8'));
  expect(kept).toEqual({ x: 100, y: 80, width: 1100, height: 700, maximized: false });
});

/** A page that wants out: each way is tried from inside the page and must fail. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { configFolder, TestApp, whyNot } from './start-app.ts';

beforeEach(({ skip }) => {
  if (whyNot !== undefined) skip(whyNot);
});

const config = configFolder();
let app: TestApp;
beforeAll(async () => {
  if (whyNot !== undefined) return;
  app = await TestApp.start(config.path);
  await app.greeted();
}, 60_000);
afterAll(async () => {
  await app?.end();
  config.remove();
});

const stays = async (): Promise<void> => {
  const [url, windows] = await app.running.inMain(({ BrowserWindow }) => {
    const all = BrowserWindow.getAllWindows();
    return [all[0]!.webContents.getURL(), all.length];
  });
  expect([url, windows]).toEqual(['app://lab/index.html', 1]);
  expect(await app.page.locator('h1').innerText()).toBe('A page for tests');
};

test('the page is given the bridge and nothing else', async () => {
  expect(await app.page.evaluate(() => Object.keys(window.tcpLab).sort())).toEqual(['onClosed', 'onMessage', 'send']);
  const electronNames = ['ipcRenderer', 'contextBridge', 'electron', 'toMain', 'fromMain', 'require'];
  expect(await app.page.evaluate((names) => names.filter((name) => name in window), electronNames)).toEqual([]);
});

test('the page cannot put something else in the place of the bridge', async () => {
  const kept = await app.page.evaluate(() => {
    const before = window.tcpLab;
    try {
      (window as { tcpLab: unknown }).tcpLab = {};
    } catch {
      // In strict code.
    }
    return window.tcpLab === before;
  });
  expect(kept).toBe(true);
});

test('no script runs that is not a file of the page', async () => {
  const ran = await app.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.plantedScriptRan = true';
    document.body.append(script);
    const link = document.createElement('a');
    link.href = 'javascript:void (window.plantedLinkRan = true)';
    document.body.append(link);
    link.click();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return ['inlineScriptRan', 'inlineHandlerRan', 'plantedScriptRan', 'plantedLinkRan'].filter(
      (name) => name in window,
    );
  });
  expect(ran).toEqual([]);
});

test('the page reaches no network, its own files included, but by its tags', async () => {
  const tries = await app.page.evaluate(async () => {
    const outcome = (attempt: Promise<unknown>): Promise<string> =>
      attempt.then(
        () => 'succeeded',
        () => 'failed',
      );
    const image = new Promise((resolve, reject) => {
      const element = new Image();
      element.onload = resolve;
      element.onerror = reject;
      element.src = 'https://example.com/picture.png';
    });
    const socket = new Promise((resolve, reject) => {
      try {
        const opened = new WebSocket('wss://example.com/');
        opened.onopen = resolve;
        opened.onerror = reject;
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    return {
      remote: await outcome(fetch('https://example.com/')),
      loopback: await outcome(fetch('http://127.0.0.1/')),
      own: await outcome(fetch('page.js')),
      image: await outcome(image),
      socket: await outcome(socket),
    };
  });
  expect(new Set(Object.values(tries))).toEqual(new Set(['failed']));
});

test.each([
  ['a link', () => document.querySelector<HTMLElement>('#away')!.click()],
  ['an assignment', () => void (location.href = 'https://example.com/')],
  ['another file of its own', () => void (location.href = 'frame.html')],
  ['a reload', () => location.reload()],
])('the page cannot leave by %s', async (_way, leave) => {
  await app.page.evaluate(() => void ((window as unknown as { mark: boolean }).mark = true));
  await app.page.evaluate(leave);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await stays();
  expect(await app.page.evaluate(() => 'mark' in window)).toBe(true);
});

test('the page opens no window', async () => {
  await app.page.evaluate(() => void window.open('https://example.com/'));
  await expect.poll(() => app.page.context().pages().length).toBe(1);
  await stays();
});

test('the page is not allowed anything that has to be asked for', async () => {
  const answers = await app.page.evaluate(async () => {
    const denied = (attempt: Promise<unknown>): Promise<string> =>
      attempt.then(
        () => 'allowed',
        () => 'denied',
      );
    return [
      await Notification.requestPermission(),
      await denied(navigator.mediaDevices.getUserMedia({ audio: true })),
      await denied(new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))),
      await denied(navigator.clipboard.readText()),
      (await navigator.permissions.query({ name: 'geolocation' })).state,
    ];
  });
  expect(new Set(answers)).toEqual(new Set(['denied']));
});

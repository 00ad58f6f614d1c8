/** Beginning and end of the app, and what it survives. */
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { LabStatus } from '../../../src-main/common/protocol/app.ts';
import { endingOf, environment, ROOT } from '../../support/desktop/driver.ts';
import { daemonUnder, untilOver } from '../../support/processes.ts';
import { configFolder, driver, TestApp, whyNot } from './start-app.ts';

beforeEach(({ skip }) => {
  if (whyNot !== undefined) skip(whyNot);
});

const apps: TestApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.end();
});

async function start(): Promise<TestApp> {
  const config = configFolder();
  onTestFinished(() => config.remove());
  const app = await TestApp.start(config.path);
  apps.push(app);
  return app;
}

/** As the page has been told last. */
const labOf = async (app: TestApp): Promise<LabStatus | undefined> => (await app.pushes('lab')).at(-1)?.status;

async function startWithLab(): Promise<TestApp> {
  const app = await start();
  await expect.poll(() => labOf(app), { timeout: 20_000 }).toMatchObject({ number: 1, state: 'ready' });
  return app;
}

test('a second start brings the window forward and ends', async () => {
  const app = await start();
  await app.running.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.minimize());
  const [program, args] = driver().command();
  const again = spawn(program, args, { cwd: ROOT, env: environment(app.options), stdio: 'ignore' });
  expect(await endingOf(again)).toEqual({ code: 0, signal: null });
  const states = (): Promise<[number, boolean]> =>
    app.running.inMain(({ BrowserWindow }) => {
      const all = BrowserWindow.getAllWindows();
      return [all.length, all[0]!.isMinimized()];
    });
  await expect.poll(states).toEqual([1, false]);
});

test.each([
  [
    'its window is closed',
    (app: TestApp) =>
      app.running.inMain(({ BrowserWindow }) => void setTimeout(() => BrowserWindow.getAllWindows()[0]!.close(), 20)),
  ],
  [
    'its menu says quit',
    (app: TestApp) => app.running.inMain(({ app: electronApp }) => void setTimeout(() => electronApp.quit(), 20)),
  ],
  ['of Ctrl-C', (app: TestApp) => process.kill(app.running.pid, 'SIGINT')],
  ['of SIGTERM', (app: TestApp) => process.kill(app.running.pid, 'SIGTERM')],
  ['it is killed', (app: TestApp) => process.kill(app.running.pid, 'SIGKILL')],
])('nothing is left when the app ends because %s', async (_why, end) => {
  const app = await startWithLab();
  const all = app.processes();
  expect(all.map(({ name }) => name)).toContain('unshare');
  await end(app);
  await app.running.ended;
  await untilOver(all, 10);
  expect(app.processes()).toEqual([]);
});

test('a lab that is killed is told as a sentence, and one request brings a fresh one', async () => {
  const app = await startWithLab();
  process.kill(daemonUnder(app.running.pid), 'SIGKILL');
  await expect.poll(() => labOf(app)).toMatchObject({ number: 1, state: 'ended', error: { code: 'daemon-ended' } });
  const ended = await labOf(app);
  expect(ended?.state === 'ended' && ended.error?.message).toMatch(/^The lab daemon ended unexpectedly \(.*\)\.$/);

  await app.page.evaluate(() => window.tcpLab.send({ id: 9, method: 'fresh-lab' }));
  await expect.poll(() => labOf(app), { timeout: 20_000 }).toMatchObject({ number: 2, state: 'ready' });
});

test('a page that crashes is said to, and comes back with the lab that there was', async () => {
  const app = await startWithLab();
  await app.running.inMain(({ BrowserWindow, dialog }) => {
    const shown: string[] = [];
    Object.assign(globalThis, { shown });
    dialog.showMessageBox = ((_window: unknown, options: { message: string }) => {
      shown.push(options.message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
    BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer();
  });
  const said = (): Promise<string[]> => app.running.inMain(() => (globalThis as unknown as { shown: string[] }).shown);
  await expect.poll(said).toEqual(["The window's page has crashed; the lab itself runs on."]);
  const lab = (): Promise<unknown> =>
    app.running.inMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(
        'window.received?.find((message) => message.id === 1)?.ok?.lab',
      ),
    );
  await expect.poll(() => lab().catch(() => undefined), { timeout: 20_000 }).toEqual({ number: 1, state: 'ready' });
});

/** Messages that no page of ours would send, put into the main process as a compromised renderer would. */
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

const answers = (id: number): Promise<unknown[]> =>
  app.page.evaluate((wanted) => window.received.filter((message) => 'id' in message && message.id === wanted), id);

test('a message from the page is answered', async () => {
  await app.page.evaluate(() => window.tcpLab.send({ id: 20, method: 'settings', params: {} }));
  await expect.poll(() => answers(20)).toHaveLength(1);
});

test('a recorded run comes to the page whole', async () => {
  const params = { lesson: 'initial-sequence-numbers', lang: 'en' } as const;
  await app.page.evaluate((asked) => window.tcpLab.send({ id: 21, method: 'read-recording', params: asked }), params);
  await expect
    .poll(() => answers(21))
    .toMatchObject([
      { ok: { events: expect.arrayContaining([expect.objectContaining({ type: 'result', ok: true })]) } },
    ]);
});

test('a message from elsewhere is refused, and said to be', async () => {
  await app.running.inMain(({ BrowserWindow, ipcMain }) => {
    const sender = BrowserWindow.getAllWindows()[0]!.webContents;
    const message = { id: 30, method: 'settings', params: { language: 'zh-CN' } };
    const url = 'app://lab/index.html';
    const frames = [
      null,
      { url, parent: { url } },
      { url: 'https://example.com/', parent: null },
      { url: 'app://lab.example.com/index.html', parent: null },
      { url: 'about:blank', parent: null },
    ];
    for (const senderFrame of frames) ipcMain.emit('lab:request', { sender, senderFrame }, message);
    ipcMain.emit('lab:request', { sender: {}, senderFrame: { url, parent: null } }, message);
    ipcMain.emit('lab:request', { sender, senderFrame: { url, parent: null } }, message, 'and more');
  });
  // What is answered later shows that these were not.
  await app.page.evaluate(() => window.tcpLab.send({ id: 31, method: 'settings', params: {} }));
  await expect.poll(() => answers(31)).toMatchObject([{ ok: { language: 'en' } }]);
  expect(await answers(30)).toEqual([]);
  await expect
    .poll(() => app.running.errors().match(/A message to the host was refused: .*/g))
    .toEqual([
      'A message to the host was refused: its frame is gone.',
      'A message to the host was refused: it came from a frame inside the page.',
      'A message to the host was refused: it came from https://example.com/.',
      'A message to the host was refused: it came from app://lab.example.com/index.html.',
      'A message to the host was refused: it came from about:blank.',
      'A message to the host was refused: it came from another window.',
      'A message to the host was refused: it is not one message.',
    ]);
});

test.each([
  ['no method that there is', { id: 40, method: 'format-disk' }],
  ['a parameter too many', { id: 40, method: 'doctor', params: { lang: 'en', command: 'reboot' } }],
  ['a path in place of a lesson', { id: 40, method: 'run-lesson', params: { lesson: 5 } }],
  ['no object at all', 'hello'],
])('the host refuses %s and stays', async (_what, message) => {
  await app.page.evaluate((sent) => window.tcpLab.send(sent as never), message);
  await app.page.evaluate(() => window.tcpLab.send({ id: 41, method: 'settings', params: {} }));
  await expect.poll(async () => (await answers(41)).length).toBeGreaterThan(0);
  const said = await answers(40);
  expect(said.every((answer) => typeof answer === 'object' && answer !== null && 'error' in answer)).toBe(true);
});

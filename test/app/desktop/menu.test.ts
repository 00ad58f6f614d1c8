import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MENU_COMMANDS } from '../../../src-main/common/protocol/app.ts';
import { configFolder, TestApp, whyNot } from './start-app.ts';

beforeEach(({ skip }) => {
  if (whyNot !== undefined) skip(whyNot);
});

const config = configFolder();
let app: TestApp;
beforeAll(async () => {
  if (whyNot !== undefined) return;
  app = await TestApp.start(config.path, { env: { LANG: 'zh_CN.UTF-8' } });
  await app.greeted();
}, 60_000);
afterAll(async () => {
  await app?.end();
  config.remove();
});

const menus = (): Promise<string[]> =>
  app.running.inMain(({ Menu }) => Menu.getApplicationMenu()!.items.map(({ label }) => label));

test('the menu speaks the language of the session', async () => {
  expect(await menus()).toEqual(['实验', '编辑', '视图', '帮助']);
});

test('every command that the page knows is in the menu, and reaches the page', async () => {
  for (const id of MENU_COMMANDS) {
    // A function that is sent refers to nothing outside itself.
    const click = new Function('{ Menu }', `Menu.getApplicationMenu().getMenuItemById('${id}').click()`);
    await app.running.inMain(click as () => void);
  }
  await expect.poll(async () => (await app.pushes('menu')).map(({ command }) => command)).toEqual([...MENU_COMMANDS]);
});

test('the menu changes its language with the page', async () => {
  await app.page.evaluate(() => window.tcpLab.send({ id: 2, method: 'settings', params: { language: 'en' } }));
  await expect.poll(menus).toEqual(['Lab', 'Edit', 'View', 'Help']);
});

/** The app as people get it: the built page in the shell, with a lab. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunningApp } from '../../support/desktop/driver.ts';
import { daemonUnder } from '../../support/processes.ts';
import { configFolder, driver, whyNot } from './start-app.ts';

beforeEach(({ skip }) => {
  if (whyNot !== undefined) skip(whyNot);
});

const config = configFolder();
let app: RunningApp;
const violations: string[] = [];
beforeAll(async () => {
  if (whyNot !== undefined) return;
  app = await driver().start({ configFolder: config.path });
  app.page.on('console', (message) => {
    if (message.type() === 'error') violations.push(message.text());
  });
}, 60_000);
afterAll(async () => {
  if (app === undefined) return;
  process.kill(app.pid, 'SIGTERM');
  await app.ended;
  config.remove();
});

const main = (): Promise<string> => app.page.getByRole('main').innerText();

test('whoever opens it for the first time sees a handshake of the kernel of this PC', async () => {
  await expect.poll(main, { timeout: 40_000 }).toMatch(/SYN_SENT[^]*ESTABLISHED/);
  expect(violations).toEqual([]);
});

test('a command of the menu is carried out by the page', async () => {
  await app.page.keyboard.press('Escape');
  await app.inMain(({ Menu }) => Menu.getApplicationMenu()!.getMenuItemById('keys')!.click());
  await app.page.getByRole('dialog').getByText('Fresh lab').waitFor();
  await app.page.keyboard.press('Escape');
});

test('a lab that is killed is told as a sentence, and a fresh one comes by one click', async () => {
  process.kill(daemonUnder(app.pid), 'SIGKILL');
  const bar = app.page.getByRole('alert');
  await bar.getByText('The lab daemon ended unexpectedly').waitFor();
  await bar.getByRole('button', { name: 'Fresh lab' }).click();
  await bar.waitFor({ state: 'detached' });
  await app.page.getByText('Two hosts and a wire are ready').waitFor();
  expect(daemonUnder(app.pid)).toBeGreaterThan(0);
});

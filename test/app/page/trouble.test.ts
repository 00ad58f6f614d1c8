import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { recordedEvents } from '../../support/ladder-text.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const ENDED = {
  code: 'daemon-ended',
  message: 'The lab daemon ended unexpectedly (killed by SIGKILL).',
  hint: 'Run it once more.',
};

test('a lab that ended by itself says why, its session stays, and one click asks for a fresh one', async () => {
  const host = await openPage(browser);
  const { page } = host;
  await host.play(recordedEvents('handshake-and-close'));
  await page.getByRole('main').getByText('TIME_WAIT').first().waitFor();
  await host.push({ kind: 'lab', status: { number: 1, state: 'ended', error: ENDED } });
  const bar = page.getByRole('alert');
  await bar.getByText(ENDED.message).waitFor();
  await bar.getByText(ENDED.hint).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('button', { name: 'past' }).waitFor();
  await bar.getByRole('button', { name: 'Fresh lab' }).click();
  await host.asked('fresh-lab');
  expect(await page.getByRole('main').innerText()).toContain('ESTABLISHED');
  await host.push({ kind: 'lab', status: { number: 2, state: 'starting' } });
  await bar.waitFor({ state: 'detached' });
  await host.push({ kind: 'lab', status: { number: 2, state: 'ready' } });
  await host.play(recordedEvents('three-way-handshake').slice(0, 1), 2);
  await page.getByText('Two hosts and a wire are ready').waitFor();
  await host.close();
});

test('what was refused is said as a sentence with its hint, in the language of the page, and can be dismissed', async () => {
  const host = await openPage(browser, { lessons: shippedLessons(), settings: { language: 'zh-CN' } }, ({ method }) => {
    if (method === 'run-lesson')
      throw { code: 'busy', message: 'A lesson is running in this lab.', hint: 'Stop it first.' };
    if (method === 'fresh-lab') throw { code: 'strange', message: 'Something else.', hint: 'Do this.' };
  });
  const { page } = host;
  await page.getByRole('main').getByRole('button', { name: '三次握手' }).click();
  const toast = page.getByRole('alert');
  await toast.getByText('实验中正有课程在运行。').waitFor();
  await toast.getByText('请先停止它。').waitFor();
  await toast.getByRole('button', { name: '知道了' }).click();
  await toast.waitFor({ state: 'detached' });
  await page.keyboard.press('f');
  await toast.getByText('Something else.').waitFor();
  await toast.getByText('Do this.').waitFor();
  await host.close();
});

test('when the host has gone the page says so and keeps what it has', async () => {
  const host = await openPage(browser);
  await host.play(recordedEvents('handshake-and-close'));
  await host.page.getByRole('main').getByText('TIME_WAIT').first().waitFor();
  await host.end({ code: 'host-gone', message: 'The program that runs the lab has ended.', hint: 'Start it again.' });
  await host.page.getByRole('alert').getByText('The program that runs the lab has ended.').waitFor();
  expect(await host.page.getByRole('main').innerText()).toContain('TIME_WAIT');
  await host.close();
});

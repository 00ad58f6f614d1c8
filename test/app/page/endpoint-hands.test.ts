import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import type { AppRequest } from '../../../src-main/common/protocol/app.ts';
import type { Host } from '../../../src-main/common/protocol/events.ts';
import type { Call } from '../../../src-main/common/protocol/requests.ts';
import { inEnglish, told } from '../../../src-main/common/text/telling.ts';
import { call, ends, established, lab, listening, state } from '../../support/endpoint-events.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const NAMES = { client: 'Client', server: 'Server' };
const panel = (page: Page, host: Host): Locator => page.getByRole('region', { name: NAMES[host], exact: true });
const button = (page: Page, host: Host, name: string): Locator =>
  panel(page, host).getByRole('button', { name, exact: true });
const callOf = (request: AppRequest): Call[] => (request.method === 'call' ? [request.params] : []);
const calls = ({ requests }: PlayedHost): Call[] => requests.flatMap(callOf);

/** Gives out handles, and answers everything else with nothing in particular. */
const kernel = (): ((request: AppRequest) => unknown) => {
  let handle = 0;
  return (request) => (callOf(request)[0]?.call === 'socket' ? { socket: ++handle } : {});
};

test('an empty lab says what to do first, and the server listens', async () => {
  const host = await openPage(browser, {}, kernel());
  await host.play([lab()]);
  await expect.poll(() => panel(host.page, 'server').innerText()).toContain('Start here: listen on a port');
  await expect.poll(() => panel(host.page, 'client').innerText()).toContain('First, listen on the server');
  await button(host.page, 'server', 'Listen').click();
  await expect
    .poll(() => calls(host))
    .toEqual([
      { call: 'socket', host: 'server', family: 'ipv4' },
      { call: 'setsockopt', socket: 1, option: 'SO_REUSEADDR', value: 1 },
      { call: 'bind', socket: 1, port: 80 },
      { call: 'listen', socket: 1, backlog: 4 },
    ]);
  await host.play(listening(0.1));
  await expect.poll(() => panel(host.page, 'client').innerText()).toContain('The server listens.');
  await host.close();
});

test('what the kernel makes of a backlog beyond its bounds is said in the ladder, in the language of the page', async () => {
  const host = await openPage(browser, { settings: { language: 'zh-CN' } }, kernel());
  const { page } = host;
  await host.play([lab()]);
  const backlog = page
    .getByRole('region', { name: '服务器', exact: true })
    .getByRole('spinbutton', { name: 'backlog' });
  await backlog.fill('-1');
  await backlog.press('Enter');
  await expect.poll(() => calls(host).at(-1)).toEqual({ call: 'listen', socket: 1, backlog: -1 });
  const said = told('backlog.negative', { asked: -1, taken: 4096 });
  await host.play([...listening(0.1), { type: 'warning', t: 0.1, code: 'backlog', text: inEnglish(said), said }]);
  await page.getByText('backlog 为 -1 时，内核取 4096：负数被当作极大的数').waitFor();
  await host.close();
});

test('a backlog that listen() cannot be called with is not asked for, and its field says what can be', async () => {
  const host = await openPage(browser, {}, kernel());
  const { page } = host;
  await host.play([lab()]);
  const backlog = panel(page, 'server').getByRole('spinbutton', { name: 'backlog' });
  await backlog.fill('10000000000');
  await backlog.press('Enter');
  const says = (): Promise<string> => backlog.evaluate((field: HTMLInputElement) => field.validationMessage);
  expect(await says()).toBe('It is a number from -2147483648 to 2147483647.');
  expect(calls(host)).toEqual([]);
  await backlog.fill('1000000000');
  await backlog.press('Enter');
  await expect.poll(() => calls(host).at(-1)).toEqual({ call: 'listen', socket: 1, backlog: 1e9 });
  await host.close();
});

test('a second connect() can be made while the first one waits', async () => {
  const answer = kernel();
  const host = await openPage(browser, {}, (request) =>
    callOf(request)[0]?.call === 'connect' ? new Promise(() => undefined) : answer(request),
  );
  await host.play([lab(), ...listening(0.1)]);
  for (let i = 0; i < 2; i++) await button(host.page, 'client', 'Connect').click();
  await expect
    .poll(() => calls(host).filter((made) => made.call === 'connect'))
    .toEqual([
      { call: 'connect', socket: 1, port: 80 },
      { call: 'connect', socket: 2, port: 80 },
    ]);
  await host.close();
});

test('a refused call is a sentence, and its socket is given back', async () => {
  const answer = kernel();
  const host = await openPage(browser, {}, (request) => {
    if (callOf(request)[0]?.call === 'connect') throw { code: 'ECONNREFUSED', message: 'connect: …', hint: '' };
    return answer(request);
  });
  await host.play([lab()]);
  await button(host.page, 'client', 'Connect').click();
  await expect
    .poll(() => panel(host.page, 'client').getByRole('alert').innerText())
    .toBe('connect(): ECONNREFUSED. Nothing listens on that port: the other host answered with a reset.');
  expect(calls(host).at(-1)).toEqual({ call: 'close', socket: 1 });
  await host.close();
});

test('the state of a socket decides which calls can be made on it', async () => {
  const host = await openPage(browser, {}, kernel());
  const { page } = host;
  const { client, server } = ends(4000);
  await host.play([lab(), ...listening(0.1), ...established(0.2, 4000, 1, 2)]);
  await expect.poll(() => panel(page, 'server').innerText()).toContain('It waits in the accept queue');
  await button(page, 'server', 'Accept').click();
  await expect.poll(() => calls(host).at(-1)).toEqual({ call: 'accept', socket: 1 });

  await host.play([call(0.5, 'server', 'accept', { handle: 3, socket: server, result: '3' })]);
  await button(page, 'server', 'Send').click();
  await expect.poll(() => calls(host).at(-1)).toEqual({ call: 'send', socket: 3, text: 'hello' });

  await button(page, 'client', 'Half-close').click();
  await expect.poll(() => calls(host).at(-1)).toEqual({ call: 'shutdown', socket: 2, how: 'write' });
  await host.play([state(0.6, 'client', client, ['ESTABLISHED', 'FIN_WAIT1'], { call: 'shutdown' })]);
  await expect.poll(() => button(page, 'client', 'Send').isDisabled()).toBe(true);
  expect(await button(page, 'client', 'Half-close').isDisabled()).toBe(true);
  expect(await button(page, 'client', 'Read').isEnabled()).toBe(true);
  await host.close();
});

test('reading on goes on until the end of the stream and shows what came', async () => {
  const answers = [
    { bytes: 5, text: 'hello' },
    { bytes: 6, text: ' world' },
    { bytes: 0, text: '' },
  ];
  const host = await openPage(browser, {}, (request) =>
    callOf(request)[0]?.call === 'recv' ? answers.shift() : undefined,
  );
  await host.play([lab(), ...listening(0.1), ...established(0.2, 4000, 1, 2)]);
  await button(host.page, 'client', 'Read on').click();
  await expect.poll(() => panel(host.page, 'client').innerText()).toContain('Read so far: 11 B. End of the stream');
  expect(await panel(host.page, 'client').innerText()).toContain('hello world');
  expect(calls(host)).toHaveLength(3);
  await host.close();
});

test('a key makes the call from anywhere in the panel, but not while one types', async () => {
  const host = await openPage(browser, {}, kernel());
  await host.play([lab(), ...listening(0.1), ...established(0.2, 4000, 1, 2)]);
  const text = panel(host.page, 'client').getByRole('textbox', { name: 'Text to send' });
  await text.fill('');
  await text.pressSequentially('hx');
  await text.press('Enter');
  await expect.poll(() => calls(host)).toEqual([{ call: 'send', socket: 2, text: 'hx' }]);
  await button(host.page, 'client', 'Read').focus();
  await host.page.keyboard.press('h');
  await expect.poll(() => calls(host).at(-1)).toEqual({ call: 'shutdown', socket: 2, how: 'write' });
  await host.close();
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { AppMethod, AppRequest } from '../../../src-main/common/protocol/app.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const OUTPUT = 'client$ \x1b[31mred\x1b[0m \x1b[38;2;1;2;3mexact\x1b[0m';
let opened = 0;
const answer = ({ method }: AppRequest): unknown => (method === 'open-terminal' ? { terminal: ++opened } : undefined);

const refusals: string[] = [];

async function withTerminal(): Promise<PlayedHost> {
  opened = 0;
  refusals.length = 0;
  const host = await openPage(browser, {}, answer);
  host.page.on('console', (message) => void (message.type() === 'error' && refusals.push(message.text())));
  await host.page.keyboard.press('t');
  await host.asked('open-terminal');
  await host.push({ kind: 'terminal-output', terminal: 1, data: OUTPUT });
  await host.page.locator('.xterm-rows').getByText('client$').waitFor();
  return host;
}

const asked = <M extends AppMethod>({ requests }: PlayedHost, method: M): Extract<AppRequest, { method: M }>[] =>
  requests.filter((request) => request.method === method) as Extract<AppRequest, { method: M }>[];

test('T opens a shell on the client; what it says is drawn, and the host hears how much was', async () => {
  const host = await withTerminal();
  const { params } = await host.asked('open-terminal');
  expect(params.host).toBe('client');
  expect(params.columns).toBeGreaterThan(80);
  expect((await host.asked('terminal-drawn')).params).toEqual({ terminal: 1, characters: OUTPUT.length });
  await host.close();
});

test('it is drawn in the page’s colours although the page allows no inline styles', async () => {
  const host = await withTerminal();
  const look = await host.page.locator('.xterm-rows').evaluate((rows) => {
    const colourOf = (text: string): string => {
      const span = [...rows.querySelectorAll('span')].find((span) => span.textContent === text);
      return span ? getComputedStyle(span).color : '';
    };
    const bad = document.createElement('i');
    bad.style.color = 'var(--bad)';
    rows.after(bad);
    const family = getComputedStyle(rows).fontFamily;
    return { family, red: colourOf('red'), bad: getComputedStyle(bad).color, exact: colourOf('exact') };
  });
  expect(look.family).toContain('JetBrains Mono');
  expect(look.red).toBe(look.bad);
  expect(look.exact).toBe('rgb(1, 2, 3)');
  expect(refusals).toEqual([]);
  await host.close();
});

test('keys go to the shell and to nothing else, and Ctrl+Shift+Esc leads out', async () => {
  const host = await withTerminal();
  await host.page.keyboard.type('nd?');
  await expect
    .poll(() =>
      asked(host, 'terminal-input')
        .map(({ params }) => params.data)
        .join(''),
    )
    .toBe('nd?');
  expect(asked(host, 'settings')).toEqual([]);
  await host.page.keyboard.press('Control+Shift+Escape');
  const focused = (): Promise<string> => host.page.evaluate(() => document.activeElement?.textContent.trim() ?? '');
  await expect.poll(focused).toBe('Terminal: client');
  await host.close();
});

test('a shell that has ended says so and offers a new one', async () => {
  const host = await withTerminal();
  await host.push({ kind: 'terminal-ended', terminal: 1, error: null });
  await host.page.getByText('The shell has ended.').waitFor();
  await host.page.getByRole('button', { name: 'Open a new one' }).click();
  await expect.poll(() => asked(host, 'open-terminal').length).toBe(2);
  await host.page.getByText('The shell has ended.').waitFor({ state: 'detached' });
  await host.close();
});

test('a host that has no terminals says why', async () => {
  const error = { code: 'no-pty', message: 'The terminal part is not installed.', hint: 'Type: npm install' };
  const host = await openPage(browser, { hello: { terminal: { available: false, error } } }, answer);
  await host.page.keyboard.press('t');
  await host.page.getByText(error.message).waitFor();
  await host.page.getByText(error.hint).waitFor();
  expect(asked(host, 'open-terminal')).toEqual([]);
  await host.close();
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AxeResults } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import type { AppRequest } from '../../../src-main/common/protocol/app.ts';
import type { KnobSetting } from '../../../src-main/common/protocol/knobs.ts';
import { lab, listening } from '../../support/endpoint-events.ts';
import { knobList, turned } from '../../support/knob-events.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

/** A host that answers as a lab does whose kernel takes what it is given, but for what `refused` says. */
function answer(request: AppRequest): unknown {
  if (request.method === 'knobs') return knobList('tcp_syn_linear_timeouts');
  if (request.method !== 'knob') return undefined;
  const { value } = request.params;
  // The kernel's own refusal.
  if (value === '500 1000') throw { code: 'knob-refused', message: 'The kernel does not take 500 1000.', hint: '' };
  return { before: '1', value: value === '501' ? '504' : value };
}

async function withPanel(theme: 'light' | 'dark' | 'projector' = 'light'): Promise<PlayedHost> {
  const host = await openPage(browser, { settings: { theme } }, answer);
  await host.play([lab(), ...listening(0.1)]);
  await host.page.getByRole('tab', { name: 'Knobs' }).click();
  await panel(host.page).getByRole('table').waitFor();
  return host;
}

const panel = (page: Page): Locator => page.getByRole('tabpanel', { name: 'Knobs' });
/** Said of each setting that is not as the lab began with it. */
const marks = (page: Page): Locator => panel(page).getByText(/^● changed$/);
const field = (page: Page, name: string): Locator => panel(page).getByLabel(name, { exact: true });
const group = (page: Page, name: string | RegExp): Promise<void> => panel(page).getByRole('radio', { name }).check();
const settings = ({ requests }: PlayedHost): KnobSetting[] =>
  requests.flatMap((request) => (request.method === 'knob' ? [request.params] : []));

test('a setting is turned, marked when the lab has told it, and put back with one click', async () => {
  const host = await withPanel();
  const { page } = host;
  await field(page, 'tcp_syncookies on the server').selectOption('0');
  await expect.poll(() => settings(host)).toEqual([{ host: 'server', name: 'tcp_syncookies', value: '0' }]);
  expect(await marks(page).count()).toBe(0);

  await host.play([turned(0.2, 'server', 'tcp_syncookies', '0')]);
  await marks(page).waitFor();
  await panel(page).getByRole('button', { name: 'tcp_syncookies on the server: back to 1' }).click();
  await expect.poll(() => settings(host).at(-1)).toEqual({ host: 'server', name: 'tcp_syncookies', value: '1' });
  await host.play([turned(0.3, 'server', 'tcp_syncookies', '1')]);
  await expect.poll(() => marks(page).count()).toBe(0);
  expect(await field(page, 'tcp_syncookies on the server').inputValue()).toBe('1');
  await host.close();
});

test('by keyboard a value is typed, refused in a sentence before it is sent, mended, and put back', async () => {
  const host = await withPanel();
  const { page } = host;
  const backlog = field(page, 'tcp_max_syn_backlog on the server');
  await field(page, 'tcp_syncookies on the server').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect.poll(() => backlog.evaluate((input) => input === document.activeElement)).toBe(true);
  await page.keyboard.type('many');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => panel(page).getByRole('alert').innerText())
    .toBe('tcp_max_syn_backlog is a whole number from 0 to 1000000, not "many".');
  expect(await backlog.getAttribute('aria-invalid')).toBe('true');
  await page.keyboard.press('Escape');
  expect(await backlog.inputValue()).toBe('2048');
  expect(await panel(page).getByRole('alert').count()).toBe(0);

  await backlog.selectText();
  await page.keyboard.type('16');
  await page.keyboard.press('Enter');
  await expect.poll(() => settings(host)).toEqual([{ host: 'server', name: 'tcp_max_syn_backlog', value: '16' }]);
  await host.play([turned(0.2, 'server', 'tcp_max_syn_backlog', '16')]);
  const back = panel(page).getByRole('button', { name: 'tcp_max_syn_backlog on the server: back to 2048' });
  await back.waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => settings(host).at(-1)?.value).toBe('2048');
  await host.play([turned(0.3, 'server', 'tcp_max_syn_backlog', '2048')]);
  await back.waitFor({ state: 'detached' });
  expect(await backlog.evaluate((input) => input === document.activeElement)).toBe(true);
  await host.close();
});

test('a value that the kernel refuses is said, and the field shows what is in force', async () => {
  const host = await withPanel();
  const { page } = host;
  await group(page, 'Opening');
  const range = field(page, 'ip_local_port_range on the client');
  await range.fill('500 1000');
  await range.press('Enter');
  await page.getByText('The kernel does not take 500 1000.').waitFor();
  await expect.poll(() => range.inputValue()).toBe('32768 60999');
  await host.close();
});

test('a field shows what the kernel made of a value', async () => {
  const host = await withPanel();
  const { page } = host;
  await group(page, 'Silence and strangers');
  const limit = field(page, 'tcp_invalid_ratelimit on the server');
  await limit.fill('501');
  await limit.press('Enter');
  await expect.poll(() => limit.inputValue()).toBe('504');
  await host.close();
});

test('a setting that this kernel lacks says so, and every other one is there', async () => {
  const host = await withPanel();
  const { page } = host;
  await group(page, 'Opening');
  const rows = panel(page).getByRole('row', { name: /^tcp_syn_linear_timeouts/ });
  await expect.poll(() => rows.innerText()).toContain('This kernel has no tcp_syn_linear_timeouts (since Linux 6.5).');
  expect(await field(page, 'tcp_syn_linear_timeouts on the client').count()).toBe(0);
  expect(await field(page, 'tcp_syn_retries on the client').inputValue()).toBe('6');
  await host.close();
});

test('those that are changed are together, and the past shows what was in force then', async () => {
  const host = await withPanel();
  const { page } = host;
  await host.play([turned(0.2, 'server', 'tcp_syncookies', '0'), turned(0.3, 'client', 'tcp_sack', '0')]);
  await group(page, 'Changed (2)');
  await expect.poll(() => panel(page).getByRole('rowheader').count()).toBe(2);

  // A radio button would take the arrow for itself.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('ArrowLeft');
  await panel(page).getByText('Nothing is changed').waitFor();
  await group(page, 'Queues');
  const cookies = field(page, 'tcp_syncookies on the server');
  expect([await cookies.inputValue(), await cookies.isDisabled()]).toEqual(['1', true]);
  await page.keyboard.press('l');
  await expect.poll(() => cookies.inputValue()).toBe('0');
  await host.close();
});

test.for(['light', 'dark', 'projector'] as const)('nothing in the panel breaks WCAG AA in %s', async (theme) => {
  const host = await withPanel(theme);
  const { page } = host;
  await host.play([turned(0.2, 'server', 'tcp_syncookies', '0')]);
  await marks(page).waitFor();
  await field(page, 'somaxconn on the client').fill('x');
  await page.keyboard.press('Enter');
  await panel(page).getByRole('alert').waitFor();
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const found = await axe.run({ include: ['.drawer'] }, { runOnly: tags });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
  expect(violations).toEqual([]);
  await host.close();
});

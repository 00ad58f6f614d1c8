import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AxeResults } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Event, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import type { WireCommand } from '../../../src-main/common/protocol/wire-control.ts';
import { established, lab, listening, segment } from '../../support/endpoint-events.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const strip = (page: Page): Locator => page.getByRole('region', { name: 'Wire', exact: true });
const button = (page: Page, name: string): Locator => strip(page).getByRole('button', { name, exact: true });
const commands = ({ requests }: PlayedHost): WireCommand[] =>
  requests.flatMap((request) => (request.method === 'wire' ? [request.params] : []));
const stopped = (t: number, isStopped = true): Event => ({ type: 'wire', t, stopped: isStopped });
const held = (id: number, t: number, flags: string, by = 'by hand'): SegmentEvent => ({
  ...segment(id, t, flags.startsWith('SYN,') ? 'server' : 'client', flags, 4000),
  fate: 'held',
  by,
  deliveredAt: null,
});

/** With the drawer's tab of the wire open. */
async function withPanel(host: PlayedHost): Promise<Page> {
  await host.play([lab(), ...listening(0.1)]);
  await host.page.getByRole('tab', { name: 'Wire' }).click();
  return host.page;
}

test('the wire is stopped, stepped and let run, by buttons and by keys', async () => {
  const host = await openPage(browser);
  const { page } = host;
  await host.play([lab(), ...listening(0.1)]);
  await expect.poll(() => strip(page).innerText()).toContain('The wire runs');
  expect(await button(page, 'Step').isDisabled()).toBe(true);
  await button(page, 'Stop').click();
  await expect.poll(() => commands(host)).toEqual([{ do: 'stop' }]);

  await host.play([stopped(0.2), held(1, 0.3, 'SYN')]);
  await expect.poll(() => strip(page).innerText()).toContain("The kernels' clocks go on");
  await button(page, 'Step').click();
  await page.keyboard.press('.');
  await page.keyboard.press('o');
  await expect.poll(() => commands(host).slice(1)).toEqual([{ do: 'step' }, { do: 'step' }, { do: 'run' }]);
  await host.play([{ ...held(1, 0.3, 'SYN'), fate: 'delivered', deliveredAt: 0.5 }, stopped(0.5, false)]);
  await expect.poll(() => button(page, 'Stop').isEnabled()).toBe(true);
  expect(await button(page, 'Drop').count()).toBe(0);
  await host.close();
});

test('what is held is listed in order with its holder, and the one that is picked is dropped', async () => {
  const host = await openPage(browser);
  const { page } = host;
  await host.play([lab(), ...listening(0.1), held(1, 0.3, 'SYN', 'rule:2'), stopped(0.4), held(2, 0.5, 'SYN,ACK')]);
  const list = strip(page).getByRole('list').getByRole('button');
  await expect
    .poll(() => list.allTextContents().then((all) => all.map((text) => text.replace(/\s+/g, ' ').trim())))
    .toEqual(['#1 → client to server SYN held: rule 2', '#2 ← server to client SYN,ACK held: by hand']);
  await button(page, 'Deliver').click();
  await list.nth(1).click();
  await button(page, 'Drop').click();
  await button(page, 'Duplicate').click();
  await expect
    .poll(() => commands(host))
    .toEqual([
      { do: 'deliver', segment: 1 },
      { do: 'drop', segment: 2 },
      { do: 'duplicate', segment: 2 },
    ]);
  await host.close();
});

test('the past shows what was held then, and nothing can be done to it', async () => {
  const host = await openPage(browser);
  const { page } = host;
  await host.play([lab(), ...listening(0.1), stopped(0.2), held(1, 0.3, 'SYN'), held(2, 0.4, 'SYN')]);
  await host.play([{ ...held(1, 0.3, 'SYN'), fate: 'delivered', deliveredAt: 0.6 }, stopped(0.7, false)]);
  await host.play([{ ...held(2, 0.4, 'SYN'), fate: 'lost' }, ...listening(0.8)]);
  await expect.poll(() => strip(page).innerText()).toContain('The wire runs');
  const text = (): Promise<string> => strip(page).innerText();
  for (let i = 0; i < 8 && !(await text()).includes('2 held'); i++) await page.keyboard.press('ArrowLeft');
  expect(await text()).toContain('The wire is stopped');
  for (const name of ['Run', 'Step', 'Deliver', 'Drop', 'Duplicate'])
    expect(await button(page, name).isDisabled()).toBe(true);
  await page.keyboard.press('o');
  await page.keyboard.press('l');
  await expect.poll(() => button(page, 'Stop').isEnabled()).toBe(true);
  expect(commands(host)).toEqual([]);
  await host.close();
});

test('a wrong sentence is explained at its place and not sent; a right one makes a rule', async () => {
  const host = await openPage(browser, {}, () => ({ rule: 1 }));
  const page = await withPanel(host);
  const field = page.getByRole('textbox', { name: 'Sentence of a new rule' });
  await field.fill('drop 2nd SYM from server');
  await field.press('Enter');
  const rules = page.getByRole('region', { name: 'Rules' });
  await expect.poll(() => rules.getByRole('alert').innerText()).toContain('Column 10:');
  expect(await rules.locator('mark').innerText()).toBe('SYM');
  expect(commands(host)).toEqual([]);

  await page.getByRole('button', { name: 'Drop next SYN,ACK' }).click();
  await rules.getByRole('button', { name: 'Add', exact: true }).click();
  await expect.poll(() => commands(host)).toMatchObject([{ do: 'add-rule', rule: { which: { kind: 'nth', n: 1 } } }]);
  await expect.poll(() => field.inputValue()).toBe('');
  await host.play([{ type: 'rule', t: 0.3, rule: 1, text: 'drop 1st SYN,ACK', hits: 1, state: 'over' }]);
  await expect.poll(() => rules.getByRole('row').nth(1).innerText()).toMatch(/1\s+drop 1st SYN,ACK\s+1\s+○ over/);
  await rules.getByRole('button', { name: 'Remove rule 1' }).click();
  await expect.poll(() => commands(host).at(-1)).toEqual({ do: 'remove-rule', rule: 1 });
  await host.close();
});

test('an impairment is shown as the engine says that it is in force, with the link queue', async () => {
  const host = await openPage(browser);
  const page = await withPanel(host);
  const panel = page.getByRole('region', { name: 'Impairments' });
  await panel.getByRole('button', { name: '4G' }).click();
  await panel.getByRole('button', { name: 'Apply' }).click();
  const impairment = {
    delay: { time: 0.04, jitter: 0.015, correlation: 0, distribution: 'normal' as const },
    loss: { model: 'random' as const, share: 0.005, correlation: 0 },
    rate: 20e6,
    limit: 1000,
  };
  await expect
    .poll(() => commands(host))
    .toEqual((['client', 'server'] as const).map((from) => ({ do: 'impair', from, impairment })));
  // Nothing is in force until the engine has said so.
  expect(await panel.getByRole('meter').count()).toBe(0);
  await host.play([
    { type: 'impairment', t: 0.2, from: 'client', engine: 'built-in', impairment: { ...impairment, rate: 10e6 } },
    {
      type: 'link',
      t: 0.3,
      from: 'client',
      engine: 'built-in',
      packets: 12,
      bytes: 18_000,
      limit: 1000,
      lost: 3,
      overLimit: 1,
    },
  ]);
  await expect
    .poll(() => panel.locator('dd').first().innerText())
    .toContain('delay 40 ms ± 15 ms (normal), loss 0.5 %, 10 Mbit/s, limit 1000');
  expect(await panel.locator('dd').first().innerText()).toContain('built-in');
  expect(await panel.getByRole('meter').getAttribute('aria-valuetext')).toBe(
    '12 of 1000 frames, 18.0 kB · lost 3 · over limit 1',
  );
  expect(await panel.locator('dd').last().innerText()).toContain('none');
  await panel.getByRole('button', { name: 'LAN' }).click();
  await panel.getByRole('radio', { name: 'Client → server' }).check();
  await panel.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => commands(host).slice(2)).toEqual([{ do: 'impair', from: 'client', impairment: null }]);
  await host.close();
});

test('what the daemon refuses is a sentence', async () => {
  const host = await openPage(browser, {}, (request) => {
    if (request.method === 'wire')
      throw { code: 'bad-impairment', message: 'Reordering needs a delay.', hint: 'Set one.' };
    return undefined;
  });
  const page = await withPanel(host);
  await page.getByRole('button', { name: 'Bad line' }).click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect
    .poll(() => page.getByRole('alert').allInnerTexts())
    .toContainEqual(expect.stringContaining('Reordering needs a delay.'));
  await host.close();
});

test.for(['light', 'dark', 'projector'] as const)('axe finds nothing serious: %s', async (theme) => {
  const host = await openPage(browser, { settings: { theme } });
  const page = await withPanel(host);
  await host.play([
    ...established(0.15, 4001, 11, 2),
    stopped(0.2),
    held(1, 0.3, 'SYN'),
    { type: 'rule', t: 0.3, rule: 1, text: 'drop 1st SYN,ACK', hits: 1, state: 'over' },
    {
      type: 'impairment',
      t: 0.2,
      from: 'client',
      engine: 'built-in',
      impairment: { rate: 1e6, limit: 10 },
    },
  ]);
  await page.getByRole('textbox', { name: 'Sentence of a new rule' }).fill('drop it');
  await page.getByRole('textbox', { name: 'Sentence of a new rule' }).press('Enter');
  await page.getByRole('meter').last().waitFor();
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (enhanced) =>
      (window as unknown as { axe: { run(...args: unknown[]): Promise<AxeResults> } }).axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { 'color-contrast-enhanced': { enabled: enhanced } },
      }),
    theme === 'projector',
  );
  expect(
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`)),
  ).toEqual([]);
  await host.close();
});

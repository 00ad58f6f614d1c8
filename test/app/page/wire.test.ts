import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AxeResults } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Event, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import { LabError } from '../../../src-main/common/protocol/errors.ts';
import { told } from '../../../src-main/common/text/telling.ts';
import type { WireCommand } from '../../../src-main/common/protocol/wire-control.ts';
import { ends, established, lab, listening, segment, state } from '../../support/endpoint-events.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';
import { BINDINGS } from '../../../src-renderer/state/keys.ts';

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

const waiting = (page: Page): Locator =>
  strip(page)
    .getByRole('list', { name: /that wait/ })
    .getByRole('button');
const textsOf = async (list: Locator): Promise<string[]> =>
  (await list.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
const idsOf = async (list: Locator): Promise<(string | undefined)[]> =>
  (await textsOf(list)).map((text) => text.split(' ')[0]);

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
  const list = waiting(page);
  await expect
    .poll(() => textsOf(list))
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

test('what is held goes on in the order that it was given, by step, all at once, or when the wire runs', async () => {
  const host = await openPage(browser);
  const { page } = host;
  const list = waiting(page);
  const delivered = (id: number): Event => ({ ...held(id, 0.3, 'SYN'), fate: 'delivered', deliveredAt: 0.6 });
  await host.play([lab(), ...listening(0.1), stopped(0.2), ...[1, 2, 3, 4].map((id) => held(id, 0.3, 'SYN'))]);
  await list.nth(3).click();
  await button(page, 'Segment 4 goes earlier').click();
  await page.keyboard.press('u');
  await expect.poll(() => idsOf(list)).toEqual(['#1', '#4', '#2', '#3']);
  await list.nth(0).click();
  await page.keyboard.press('i');
  await expect.poll(() => idsOf(list)).toEqual(['#4', '#1', '#2', '#3']);

  // Two steps before the lab has said what became of the first.
  await page.keyboard.press('.');
  await page.keyboard.press('.');
  await host.play([delivered(4), delivered(1), held(5, 0.7, 'SYN')]);
  await expect.poll(() => idsOf(list)).toEqual(['#2', '#3', '#5']);
  await list.nth(1).click();
  await page.keyboard.press('u');
  await button(page, 'Deliver all').click();
  await host.play([delivered(3), delivered(2), delivered(5), ...[6, 7].map((id) => held(id, 0.8, 'SYN'))]);
  await list.nth(1).click();
  await page.keyboard.press('u');
  await button(page, 'Run').click();
  const all = [4, 1, 3, 2, 5, 7, 6].map((id) => ({ do: 'deliver', segment: id }));
  await expect.poll(() => commands(host)).toEqual([...all, { do: 'run' }]);
  await host.close();
});

test('its keys are no host’s', async () => {
  const host = await openPage(browser);
  await host.play([lab(), ...listening(0.1), ...established(0.2, 4000, 1)]);
  const keysIn = (within: Locator): Promise<string[]> =>
    within
      .locator('[aria-keyshortcuts]')
      .evaluateAll((all) => all.map((element) => element.getAttribute('aria-keyshortcuts')?.toLowerCase() ?? ''));
  const own = await keysIn(host.page.getByRole('region', { name: 'Client', exact: true }));
  expect(own).toEqual(expect.arrayContaining(['c', 'e', 'k']));
  expect(own.filter((key) => BINDINGS.some((binding) => binding.key === key))).toEqual([]);
  await host.close();
});

test('a stopped wire says which of the kernels’ timers fires next, and counts down to it', async () => {
  const host = await openPage(browser);
  const { page } = host;
  const { client, server } = ends(4000);
  await host.play([lab(0), stopped(0.1)]);
  await expect.poll(() => strip(page).innerText()).toContain('No timer runs in either kernel');
  const rto = { timer: { name: 'rto', remaining: 30 } };
  const synAck = { timer: { name: 'synack', remaining: 20 }, mini: 'request' as const };
  await host.play([
    state(0.2, 'client', client, ['CLOSED', 'SYN_SENT'], { call: 'connect' }, rto),
    state(0.3, 'server', server, ['LISTEN', 'SYN_RECV'], { segment: 1 }, synAck),
  ]);
  const timers = strip(page)
    .getByRole('list', { name: /Timers/ })
    .getByRole('listitem');
  await expect
    .poll(() => textsOf(timers))
    .toEqual([
      expect.stringMatching(/^Fires next: Server .*SYN,ACK retransmission \d+\.\d s$/),
      expect.stringMatching(/^then Client .*retransmission \d+\.\d s$/),
    ]);
  const left = async (): Promise<number> => Number(/([\d.]+) s$/.exec((await textsOf(timers))[0] ?? '')?.[1]);
  const first = await left();
  expect(first).toBeLessThan(20.3);
  await expect.poll(left).toBeLessThan(first);
  await host.play([stopped(0.4, false)]);
  await expect.poll(() => timers.count()).toBe(0);
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
  for (const name of ['Run', 'Step', 'Deliver', 'Drop', 'Duplicate', 'Deliver all', 'Segment 1 goes later'])
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
  await expect.poll(() => rules.getByRole('row').nth(1).innerText()).toMatch(/1\s+drop 1st SYN,ACK\s+…\s+1\s+○ over/);
  await host.play([{ ...segment(7, 0.3, 'server', 'SYN,ACK', 4000), fate: 'lost', by: 'rule:1', deliveredAt: null }]);
  await rules.getByRole('button', { name: '#7' }).click();
  await page.getByLabel('Segment #7', { exact: true }).waitFor();
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
  await host.play([
    {
      type: 'impairment',
      t: 0.4,
      from: 'server',
      engine: 'netem',
      impairment: {
        delay: { time: 0.04, jitter: 0.015, correlation: 0.25, distribution: 'uniform' },
        loss: { model: 'gilbert-elliott', toBad: 0.01, toGood: 0.2, lossInBad: 1, lossInGood: 0 },
        reorder: { share: 0.05, correlation: 0, gap: 3 },
        limit: 20,
        slot: { min: 0.01, max: 0.02, packets: 4, bytes: 0 },
      },
    },
  ]);
  await expect
    .poll(() => panel.locator('dd').last().innerText())
    .toContain(
      'delay 40 ms ± 15 ms (25 % correlated), loss in bursts (Gilbert-Elliott: good → bad 1 %, bad → good 20 %, ' +
        'lost in bad 100 %, in good 0 %), reorder 5 %, gap 3, slots every 10 ms … 20 ms (4 frames), limit 20',
    );
  await panel.getByRole('button', { name: 'LAN' }).click();
  await panel.getByRole('radio', { name: 'Client → server' }).check();
  await panel.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => commands(host).slice(2)).toEqual([{ do: 'impair', from: 'client', impairment: null }]);
  await host.close();
});

test('every figure of an impairment can be typed, and one that cannot be is told in the language of the page', async () => {
  const host = await openPage(browser, { settings: { language: 'zh-CN' } });
  const { page } = host;
  await host.play([lab(), ...listening(0.1)]);
  await page.locator('[data-tab="wire"]').click();
  const panel = page.getByRole('region', { name: '线路损伤' });
  const type = (group: string, name: RegExp | string, value: string): Promise<void> =>
    panel.getByRole('group', { name: group }).getByLabel(name).fill(value);
  const corrupt = panel.getByLabel('比例 (%)');
  expect(await corrupt.isVisible()).toBe(false);
  await panel.getByRole('button', { name: '全部设置' }).click();
  await panel.getByLabel('时延 (ms)').fill('40');
  await panel.getByLabel('抖动').fill('15');
  await type('时延', '相关性', '25');
  await panel.getByLabel('分布').selectOption('pareto');
  await panel.getByLabel('模型').selectOption('gilbert-elliott');
  expect(await panel.getByLabel('丢包率').isDisabled()).toBe(true);
  await type('丢包', '好 → 坏', '1');
  await type('丢包', '坏 → 好', '20');
  await corrupt.fill('0.7');
  await panel.getByLabel('乱序 (%)').fill('5');
  await type('乱序', '间隔', '3');
  await type('队列', '上限', '20');
  await type('时隙', '最短间隔', '10');
  await type('时隙', '每隙帧数', '4');
  const apply = panel.getByRole('button', { name: '应用' });

  await type('时隙', '最长间隔', '5');
  await apply.click();
  const alert = panel.getByRole('alert');
  await expect.poll(() => alert.innerText()).toBe('时隙的最长间隔比最短间隔还短。');
  await type('时隙', '最长间隔', '20');
  await type('时延', '相关性', '101');
  await expect.poll(() => alert.innerText()).toBe('相关性：应为 0 到 100 %。');
  expect(commands(host)).toEqual([]);
  await type('时延', '相关性', '25');
  await expect.poll(() => alert.count()).toBe(0);
  await panel.getByRole('radio', { name: '客户端 → 服务器' }).check();
  await apply.click();
  await expect
    .poll(() => commands(host))
    .toEqual([
      {
        do: 'impair',
        from: 'client',
        impairment: {
          delay: { time: 0.04, jitter: 0.015, correlation: 0.25, distribution: 'pareto' },
          loss: { model: 'gilbert-elliott', toBad: 0.01, toGood: 0.2, lossInBad: 1, lossInGood: 0 },
          corrupt: { share: 0.007, correlation: 0 },
          reorder: { share: 0.05, correlation: 0, gap: 3 },
          limit: 20,
          slot: { min: 0.01, max: 0.02, packets: 4, bytes: 0 },
        },
      },
    ]);
  await host.close();
});

test('a wrong sentence is explained in the language of the page', async () => {
  const host = await openPage(browser, { settings: { language: 'zh-CN' } });
  const { page } = host;
  await host.play([lab(), ...listening(0.1)]);
  await page.locator('[data-tab="wire"]').click();
  const rules = page.getByRole('region', { name: '规则' });
  await rules.getByRole('textbox').fill('drop SYN form client');
  await rules.getByRole('textbox').press('Enter');
  const said = (): Promise<string> => rules.getByRole('alert').innerText();
  await expect
    .poll(said)
    .toMatch(/第 10 列：\s*这里的 "form" 不合适。\s*是不是想写“from”？此处可以是"data"、"segment"、/);
  await rules.getByRole('textbox').fill('drop SYN and not SYN');
  await expect.poll(said).toMatch(/没有报文段的 SYN 既置位又清零。\s*请去掉其中一个。/);
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

test('what the daemon refuses as data is said in the language of the page', async () => {
  const refused = new LabError('bad-impairment', told('impairment.reorder-without-delay'));
  const host = await openPage(browser, { settings: { language: 'zh-CN' } }, ({ method }) => {
    if (method === 'wire') throw refused.toJSON();
    return undefined;
  });
  const { page } = host;
  await host.play([lab(), ...listening(0.1)]);
  await page.locator('[data-tab="wire"]').click();
  await page.getByRole('button', { name: '劣质线路' }).click();
  await page.getByRole('button', { name: '应用' }).click();
  await page.getByRole('alert').getByText('所以需要时延').waitFor();
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

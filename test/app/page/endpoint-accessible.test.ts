import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import {
  call,
  ends,
  entries,
  established,
  halfOpen,
  lab,
  listening,
  queue,
  refusal,
  state,
} from '../../support/endpoint-events.ts';
import { openChromium, openPage } from '../../support/page.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const { client, server } = ends(4001);
const busy = [
  lab(),
  ...listening(0.1, 2),
  ...established(0.2, 4001, 1, 2),
  call(0.3, 'server', 'accept', { handle: 3, socket: server, result: '3' }),
  ...established(0.4, 4002, 4),
  ...established(0.5, 4003, 7),
  ...halfOpen(0.6, 4004, 10),
  queue(0.7, 1, 2, 2),
  entries(0.7, 4004, 4002),
  refusal(0.75, 10),
  state(
    0.8,
    'client',
    client,
    ['ESTABLISHED', 'FIN_WAIT1'],
    { call: 'close' },
    { timer: { name: 'rto', remaining: 0.2 } },
  ),
];

test.for(['light', 'dark', 'projector'] as const)('nothing in the panels breaks WCAG AA in %s', async (theme) => {
  const { page, play, close } = await openPage(browser, { settings: { theme } });
  await play(busy);
  await expect.poll(() => page.locator('.queue.full').count()).toBe(1);
  for (const list of await page.locator('.queue summary').all()) await list.click();
  await page.evaluate(await readFile(AXE, 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const found = await axe.run({ include: ['.endpoint'] }, { runOnly: tags });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
  expect(violations).toEqual([]);
  await close();
});

/** What a lesson lights of the lab: counters, timers, and the rows that prove what it has found. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { ActionEvent, Event, ExpectEvent } from '../../../src-main/common/protocol/events.ts';
import { established, ends, lab, listening } from '../../support/endpoint-events.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';
import { recordedRun } from '../../support/recorded-run.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const lessons = shippedLessons();

/** The step of a lesson and its action that is told so, counted from 1. */
function placeOf(lesson: string, text: string): Pick<ActionEvent, 'lesson' | 'step' | 'action'> {
  const steps = lessons.find(({ id }) => id === lesson)?.steps ?? [];
  const actions = steps.map((step) => step.actions.findIndex((action) => action.text.en.includes(text)) + 1);
  const step = actions.findIndex((action) => action > 0);
  return { lesson, step: step + 1, action: actions[step] ?? 0 };
}

const begins = (lesson: string, text: string): Event => ({
  ...{ type: 'action', t: 0.3, phase: 'begins', within: 10 },
  ...placeOf(lesson, text),
});

async function during(...events: Event[]): Promise<PlayedHost> {
  const host = await openPage(browser, { lessons });
  await host.play([lab(), ...listening(0.1), ...events]);
  return host;
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name });
const litRows = (page: Page) => page.locator('[data-scroller] li.lit');

test('a counter that is awaited is lit on its tab, which nobody opens, and in its table', async () => {
  const { page, close } = await during(begins('backlog-tuning', 'ListenDrops'));
  await expect.poll(() => tab(page, 'Counters').getAttribute('data-lit')).toBe('true');
  expect(await page.getByRole('tabpanel').count()).toBe(0);
  await tab(page, 'Counters').click();
  const row = page.getByRole('tabpanel').locator('[data-lit="true"]');
  expect((await row.innerText()).trim().split(/\s+/)).toEqual(['Server', 'ListenDrops', '0']);
  await close();
});

test('a wait that ends by a timer lights it in the panel of its host, on its tab and on its lane', async () => {
  const { events } = recordedRun({ lesson: 'syn-ack-retransmission', lang: 'en' });
  const { step, action } = placeOf('syn-ack-retransmission', 'becomes CLOSED');
  const waits = events.findIndex((e) => e.type === 'action' && e.step === step && e.action === action);
  const told = events.slice(
    0,
    events.findIndex((e, i) => i > waits && e.type === 'segment' && e.flags === 'SYN,ACK'),
  );
  const end = told.reduce((last, e) => (e.type === 'lab' ? last : Math.max(last, e.t)), 0);
  const host = await openPage(browser, { lessons, height: 1100 });
  const { page } = host;
  await host.play(told.map((e) => (e.type === 'lab' ? { ...e, startedAt: Date.now() / 1000 - end } : e)));
  await page.locator('.endpoint.server li[data-lit="true"]').getByText('SYN,ACK retransmission').waitFor();
  expect(await page.locator('.endpoint.client li[data-lit="true"]').count()).toBe(0);
  await tab(page, 'Timers').click();
  await expect.poll(() => tab(page, 'Timers').getAttribute('data-lit')).toBe('true');
  await expect
    .poll(() => page.locator('[role="option"][data-lit="true"] .what').allInnerTexts())
    .toEqual(['Server ② SYN,ACK']);
  expect(await page.locator('.endpoint.server svg g:has(rect.lit) text').allTextContents()).toEqual(['CLOSED']);
  await host.close();
});

const found = (t: number, evidence: ExpectEvent['evidence'] & object): Event => ({
  ...{ type: 'expect', t, text: `Found at ${t}`, held: true, observed: `this ${t}`, evidence },
});

/** More rows than fit, of connections one after the other; then what the lesson has found. */
const RUN: Event[] = [
  { type: 'step', t: 0.2, name: 'The handshake', number: 1 },
  { ...begins('three-way-handshake', 'connects') },
  ...Array.from({ length: 12 }, (_, i) => established(1 + i, 4000 + i, 1 + 3 * i)).flat(),
  found(20, [{ segment: 2 }]),
  found(21, [{ state: ends(4000).server, t: 1.005 }]),
  found(22, [{ counter: 'ListenDrops', host: 'server' }]),
];

test('a finding that is pointed at lights the rows that prove it, in sight, and its states', async () => {
  const { page, close } = await during(...RUN);
  const finding = page.locator('.guide .findings li');
  await finding.nth(2).waitFor();
  expect(await page.locator('[data-segment="2"]').count()).toBe(0);
  await finding.nth(0).hover();
  await expect
    .poll(() => litRows(page).evaluateAll((rows) => rows.map((row) => row.dataset['segment'])))
    .toEqual(['2']);
  const [row, scroller] = await Promise.all([
    litRows(page).first().boundingBox(),
    page.locator('[data-scroller]').boundingBox(),
  ]);
  expect(row?.y).toBeGreaterThanOrEqual(scroller?.y ?? Infinity);
  expect(await page.locator('g.lit[data-arrow]').count()).toBe(1);
  await page.locator('.guide h2').hover();
  await expect.poll(() => litRows(page).count()).toBe(0);
  await finding.nth(2).hover();
  await expect.poll(() => tab(page, 'Counters').getAttribute('data-lit')).toBe('true');
  await close();
});

test('so does one that has the focus, which Tab reaches', async () => {
  const { page, close } = await during(...RUN);
  const seen = page.getByRole('button', { name: 'Seen: this 21' });
  await page.getByRole('button', { name: 'Seen: this 20' }).focus();
  await page.keyboard.press('Tab');
  expect(await seen.evaluate((button) => button === document.activeElement)).toBe(true);
  await litRows(page).first().waitFor();
  await expect
    .poll(() => page.locator('.endpoint.server svg g:has(rect.lit) text').allTextContents())
    .toEqual(['ESTABLISHED']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await litRows(page).first().waitFor();
  await seen.evaluate((button) => (button as HTMLElement).blur());
  await expect.poll(() => litRows(page).count()).toBe(0);
  await close();
});

test('what proves an answer is lit while the lesson waits to go on, and when the answer is pointed at', async () => {
  const place = placeOf('three-way-handshake', 'connects');
  const asked = { question: 1, step: place.step, t: 2 };
  const [choices, why] = [['1', '2'], 'So it is.'];
  const host = await during(
    { type: 'step', t: 0.2, name: 'The handshake', number: place.step },
    ...established(1, 4000, 1),
    { type: 'question', ...asked, ask: 'How many?', choices, waits: true },
    {
      ...{ type: 'answer', ...asked, given: '1', truth: '1', right: true, expected: '1', why },
      evidence: { segment: 3 },
    },
    { type: 'action', t: 3, lesson: place.lesson, step: place.step + 1, action: 1, phase: 'waits' },
  );
  const { page } = host;
  const segments = () => litRows(page).evaluateAll((rows) => rows.map((row) => row.dataset['segment']));
  await expect.poll(segments).toEqual(['3']);
  await host.play([{ type: 'action', t: 4, lesson: place.lesson, step: place.step + 1, action: 1, phase: 'begins' }]);
  await expect.poll(segments).toEqual([]);
  await host.close();
});

test('without a lesson nothing is lit', async () => {
  const { page, close } = await during(...established(1, 4000, 1));
  await page.locator('[data-segment="3"]').waitFor();
  expect(await page.locator('[data-lit="true"], rect.lit, .lit').count()).toBe(0);
  await close();
});

import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { openChromium, openPage, type PageOptions, type PlayedHost } from '../../support/page.ts';
import { LAB, LOST_SYN, segment, SLOW_WIRE, state, transfer } from '../../support/sessions-made.ts';

const recorded = readFileSync(new URL('../../fixtures/handshake-and-close.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Event);

let browser: Browser;
let host: PlayedHost;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());
afterEach(() => host.close());

const rows = (): Locator => host.page.locator('li[data-row]');
const row = (id: number): Locator => host.page.locator(`li[data-segment="${id}"]`).first();
const arrow = (id: number): Locator => host.page.locator(`[data-arrow="${id}"]`);
const label = (id: number): Promise<string | null> => row(id).getAttribute('aria-label');

async function play(events: readonly Event[], options: PageOptions = {}): Promise<void> {
  host = await openPage(browser, { width: 1600, height: 1400, ...options });
  await host.play(events);
  await rows().first().waitFor();
}

describe('The ladder of a recorded session', () => {
  test('says of each segment its flags and numbers, and where it came from', async () => {
    await play(recorded);
    expect(await row(1).innerText()).toMatch(/SYN\s+seq 0/);
    expect(await row(2).innerText()).toMatch(/SYN\s*ACK\s+seq 0\s+ack 1/);
    expect(await row(4).innerText()).toMatch(/PSH\s*ACK\s+seq 1\s+ack 1\s+len 5/);
    expect(await arrow(1).getAttribute('class')).toContain('client delivered');
    expect(await arrow(2).getAttribute('class')).toContain('server delivered');
  });

  test('marks the states beside the row that brought them about', async () => {
    await play(recorded);
    expect(await row(1).locator('.mark.server.mini').innerText()).toBe('SYN_RECV');
    expect(await row(2).locator('.mark.client.observed').innerText()).toBe('ESTABLISHED');
    expect(await row(3).locator('.mark.server.observed').innerText()).toBe('ESTABLISHED');
  });

  test('shows calls with what they returned, and steps as headings', async () => {
    await play(recorded);
    const texts = await rows().allInnerTexts();
    expect(texts.some((text) => /send\(3, "hello"\)\s+= 5 bytes/.test(text))).toBe(true);
    expect(texts.some((text) => text.includes('The handshake'))).toBe(true);
  });

  test('is read row by row: who, to whom, what, and what became of it', async () => {
    await play(recorded);
    expect(await label(2)).toBe('#2, server to client, SYN ACK, acknowledges 1, delivered, client is ESTABLISHED');
    expect(await label(1)).toBe('#1, client to server, SYN, delivered, server is SYN_RECV as a mini-socket');
    expect(await host.page.getByRole('list', { name: /Segments between/ }).count()).toBe(1);
  });

  test('speaks Chinese, and absolute numbers, when asked to', async () => {
    await play(recorded, { settings: { language: 'zh-CN', numbers: 'absolute' } });
    expect(await label(2)).toBe('#2，服务器到客户端，SYN ACK，确认号 3735928560，已送达，客户端进入 ESTABLISHED');
    expect(await row(1).innerText()).toContain('seq 3735928559');
  });
});

describe('What goes wrong on the wire', () => {
  test('a lost segment ends in mid-air and names what killed it', async () => {
    await play(LOST_SYN);
    expect(await arrow(1).getAttribute('class')).toContain('lost');
    expect(await row(1).locator('.end').innerText()).toBe('rule 1');
    expect(await label(1)).toContain('lost: rule 1');
  });

  test('a retransmission says so and is tied to its original, across the silence between them', async () => {
    await play(LOST_SYN);
    expect(await row(2).innerText()).toContain('sent again');
    expect(await row(2).innerText()).toContain('1.03 s of silence');
    const tie = await arrow(2).locator('.tie').boundingBox();
    const original = await arrow(1).locator('.shaft').boundingBox();
    expect(Math.abs((tie?.y ?? 0) - (original?.y ?? 0))).toBeLessThan(4);
  });

  test('one that is held, one in flight and one that took its time are told apart', async () => {
    await play(SLOW_WIRE);
    expect(await row(16).locator('.end').innerText()).toBe('held: rule 1');
    expect(await arrow(20).getAttribute('class')).toContain('in-flight');
    expect(await host.page.locator('li[data-segment="13"]').nth(1).innerText()).toContain('after 40.0 ms');
    expect(await row(10).innerText()).toContain('SACK 2897–4345');
  });

  test('what the wire has made, changed or kept says whose work it was', async () => {
    await play([
      ...LOST_SYN,
      segment({ id: 5, t: 2, flags: 'PSH,ACK', len: 5 }),
      segment({ id: 6, t: 2.01, flags: 'PSH,ACK', len: 5, origin: 'rule:2 of 5' }),
      segment({ id: 7, t: 2.1, flags: 'PSH,ACK', seq: 6, len: 5, changed: 'corrupted', by: 'corrupted' }),
      segment({ id: 8, t: 2.2, flags: 'FIN,ACK', seq: 11, takes: 0.4, by: 'rule:3' }),
      segment({ id: 9, t: 2.3, from: 'server', seq: 1, ack: 11, takes: null, fate: 'held', by: 'by hand' }),
    ]);
    expect(await row(6).innerText()).toContain('copy of #5: rule 2');
    expect(await row(6).innerText()).not.toContain('sent again');
    expect(await row(7).locator('.again').innerText()).toBe('corrupted');
    expect(await row(8).locator('.again').innerText()).toBe('rule 3');
    expect(await row(9).locator('.end').innerText()).toBe('held: by hand');
    await row(6).click();
    expect(await host.page.getByText('No host has sent it').innerText()).toBe(
      'No host has sent it: copy of #5: rule 2.',
    );
  });

  test('with several connections each says which is its own', async () => {
    await play(SLOW_WIRE);
    expect(await row(17).innerText()).toContain('②');
    expect(await row(16).innerText()).toContain('①');
  });

  test('what was not seen but worked out, and where model and kernel differ, says so', async () => {
    await play(SLOW_WIRE);
    expect(await row(14).locator('.mark.inferred').innerText()).toContain('CLOSING');
    expect(await label(14)).toContain('must have been ① CLOSING');
    const texts = await rows().allInnerTexts();
    expect(texts.some((text) => text.includes('the model says TIME_WAIT, the kernel says CLOSING'))).toBe(true);
  });
});

describe('Pointing and keys', () => {
  test('pointing at a segment lights the row where it arrives, and back again', async () => {
    await play(SLOW_WIRE);
    const [sent, arrived] = [
      host.page.locator('li[data-segment="13"]').nth(0),
      host.page.locator('li[data-segment="13"]').nth(1),
    ];
    await sent.hover();
    await expect.poll(() => arrived.getAttribute('class')).toContain('lit');
    await arrived.hover();
    await expect.poll(() => sent.getAttribute('class')).toContain('lit');
    await expect.poll(() => arrow(13).getAttribute('class')).toContain('lit');
  });

  test('Tab reaches one row, arrows, Home and End go on from there', async () => {
    await play(recorded, { height: 700 });
    expect(await rows().and(host.page.locator('[tabindex="0"]')).count()).toBe(1);
    await rows().and(host.page.locator('[tabindex="0"]')).focus();
    const focused = (): Promise<number> =>
      host.page.evaluate(() => Number((document.activeElement as HTMLElement).dataset['row']));
    const last = await focused();
    await host.page.keyboard.press('ArrowUp');
    await expect.poll(focused).toBe(last - 1);
    await host.page.keyboard.press('Home');
    await expect.poll(focused).toBe(0);
    await host.page.keyboard.press('PageDown');
    await expect.poll(focused).toBeGreaterThan(3);
    await host.page.keyboard.press('End');
    await expect.poll(focused).toBe(last);
  });
});

describe('The present and the past', () => {
  const more = (id: number): Event[] => [segment({ id, t: id })];
  const first = Array.from({ length: 80 }, (_, i) => segment({ id: i + 1, t: i / 100 }));

  test('the newest row is followed until a person scrolls up, and again when they come back', async () => {
    await play([LAB, ...first], { height: 700 });
    await row(80).waitFor();
    const scroller = host.page.locator('[data-scroller]');
    await scroller.hover();
    await host.page.mouse.wheel(0, -600);
    const pill = host.page.getByRole('button', { name: /Newest|new$/ });
    await pill.waitFor();
    const where = (): Promise<number> => scroller.evaluate((element) => element.scrollTop);
    const before = await where();
    await host.push({ kind: 'events', lab: 1, events: more(81) });
    await host.push({ kind: 'events', lab: 1, events: more(82) });
    await expect.poll(() => pill.innerText()).toContain('2 new');
    expect(await where()).toBe(before);
    await pill.click();
    await row(82).waitFor();
    await host.push({ kind: 'events', lab: 1, events: more(83) });
    await row(83).waitFor();
    expect(await pill.count()).toBe(0);
  });

  test('who is at the newest row stays there when the text grows', async () => {
    await play([LAB, ...first], { height: 700, settings: { theme: 'projector', size: 1.5 } });
    await row(80).waitFor();
    await expect.poll(async () => (await row(80).boundingBox())?.y).toBeLessThan(700);
    expect(await host.page.getByRole('button', { name: /Newest|new$/ }).count()).toBe(0);
  });

  test('a moment of the past ends with its own row, and what was on the wire then is', async () => {
    await play([
      LAB,
      segment({ id: 1, t: 0.1, flags: 'SYN', seq: 0, takes: 0.4 }),
      state(0.2, 'client', 'CLOSED', 'SYN_SENT', { timer: 'rto' }),
      segment({ id: 2, t: 0.9, flags: 'SYN', seq: 0 }),
    ]);
    expect(await arrow(1).getAttribute('class')).toContain('delivered');
    await row(2).waitFor();
    await host.page.keyboard.press('ArrowLeft');
    await expect.poll(() => row(2).count()).toBe(0);
    await host.page.keyboard.press('ArrowLeft');
    await expect.poll(() => arrow(1).getAttribute('class')).toContain('in-flight');
    await host.page
      .getByRole('button', { name: /Back to live/ })
      .last()
      .click();
    await row(2).waitFor();
  });

  test('a state that is entered now flashes, one that was told does not', async () => {
    await play(LOST_SYN);
    expect(await host.page.locator('li .flash').count()).toBe(0);
    const events = [
      segment({ id: 5, t: 2, flags: 'FIN,ACK' }),
      state(2.1, 'server', 'ESTABLISHED', 'CLOSE_WAIT', { segment: 5 }),
    ];
    await host.push({ kind: 'events', lab: 1, events });
    await row(5).locator('.mark .flash').waitFor({ state: 'attached' });
    await row(5).locator('.mark .flash').waitFor({ state: 'detached' });
  });
});

describe('More than anybody can read', () => {
  const painted = (): Locator => host.page.locator('[data-scroller] ~ canvas');
  const rush = (): Promise<void> =>
    host.push({ kind: 'events', lab: 1, events: transfer(900, { start: 1 }).filter(({ type }) => type === 'segment') });

  test('rushes past as a picture, and is rows again once it rests', async () => {
    await play(LOST_SYN);
    await rush();
    await painted().waitFor();
    const newest = await painted().getAttribute('data-segment');
    expect(await painted().evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL().length)).toBeGreaterThan(20_000);
    await painted().waitFor({ state: 'detached' });
    expect(await label(Number(newest))).toContain(`#${newest}, `);
  });

  test('can be pointed at: that stops it at the segment under the pointer', async () => {
    await play(LOST_SYN);
    await rush();
    const { x, y, width, height } = (await painted().boundingBox())!;
    // Where the row stays in sight when the segment's fields take the lower part of the ladder.
    const pointed = y + height / 8;
    await host.page.mouse.click(x + width / 2, pointed);
    const lit = host.page.locator('[data-scroller] li.lit');
    await lit.first().waitFor();
    // Where it was sent, or where it arrives.
    const rows = await Promise.all((await lit.all()).map((row) => row.boundingBox()));
    expect(Math.min(...rows.map((row) => Math.abs(row!.y - pointed)))).toBeLessThan(80);
  });
});

describe('Time to scale', () => {
  test('what took longer is further apart, but a silence is cut', async () => {
    await play(SLOW_WIRE, { settings: { spacing: 'scale' } });
    const top = async (id: number): Promise<number> => (await arrow(id).locator('.shaft').boundingBox())?.y ?? NaN;
    await host.page.getByRole('button', { name: 'Fewer pixels for a second' }).click();
    await host.page.locator('[data-scroller]').evaluate((element) => (element.scrollTop = 0));
    await arrow(2).waitFor({ state: 'attached' });
    expect((await top(2)) - (await top(1))).toBeLessThan(120);
    expect((await top(5)) - (await top(4))).toBeGreaterThan((await top(3)) - (await top(2)));
  });
});

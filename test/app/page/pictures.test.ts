/** Pictures of recorded runs of lessons, which real kernels have made: they show what the events say. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import type { RefusalEvent, SegmentEvent, SocketEvent } from '../../../src-main/common/protocol/events.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';
import { referenceEvents } from '../../support/reference-events.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const panel = (page: Page): Locator => page.getByRole('tabpanel', { name: 'Pictures' });

/** A page on the recorded run of that lesson. */
async function on(lesson: string): Promise<PlayedHost> {
  const host = await openPage(browser);
  await host.play(referenceEvents(lesson));
  await host.page.getByRole('tab', { name: 'Pictures' }).click();
  return host;
}

const ISN = 'initial-sequence-numbers';
const SYNS = referenceEvents(ISN).filter(
  (event): event is SegmentEvent =>
    event.type === 'segment' && event.flags.includes('SYN') && event.fate === 'delivered',
);

test('the ISN picture has a mark for each SYN and SYN,ACK, and says how fast they rise and on how many lines', async () => {
  const { page, close } = await on(ISN);
  const marks = panel(page).getByRole('slider', { name: 'The ISN of each' });
  await expect.poll(() => marks.getAttribute('aria-valuemax')).toBe(String(SYNS.length));
  const said = await panel(page)
    .getByText(/^. Client: rises/)
    .innerText();
  const [, slope = '', tick = ''] = /rises (.+) a second, one in (.+) ns · 31 four-tuples on 31 lines/.exec(said) ?? [];
  expect(Number(slope.replaceAll('\u2009', '')) / 15_625_000).toBeCloseTo(1, 1);
  expect(Number(tick)).toBeCloseTo(64, -1);
  await close();
});

test('its table says of each mark what the segment says', async () => {
  const { page, close } = await on(ISN);
  await panel(page).getByText('Table').click();
  await expect.poll(() => panel(page).getByRole('grid').getAttribute('aria-rowcount')).toBe(String(SYNS.length + 1));
  const last = await panel(page).getByRole('row').last().getByRole('gridcell').allInnerTexts();
  const syn = SYNS.at(-1);
  expect(last.map((cell) => cell.replaceAll('\u2009', ''))).toEqual([
    String(syn?.id),
    expect.stringContaining(' s'),
    'Server',
    expect.stringMatching(/^:\d+ → :80$/),
    String(syn?.seq),
    '',
    '',
  ]);
  await close();
});

test('its marks are gone through by keyboard, and open their segment', async () => {
  const { page, close } = await on(ISN);
  const marks = panel(page).getByRole('slider', { name: 'The ISN of each' });
  await marks.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  expect(await marks.getAttribute('aria-valuetext')).toContain(`#${SYNS[1]?.id} SYN,ACK from Server`);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `#${SYNS[1]?.id}` }).waitFor();
  await close();
});

test('what is pictured can be saved as CSV', async () => {
  const { page, close } = await on(ISN);
  const saved = page.waitForEvent('download');
  await panel(page).getByRole('button', { name: 'Save as CSV' }).press('Enter');
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^tcp-lab-[\dT-]+-isn\.csv$/);
  const [, ...records] = parsedCsv(await readFile(await download.path(), 'utf8'));
  expect(records.map(([, , , , id, isn]) => [Number(id), Number(isn)])).toEqual(SYNS.map(({ id, seq }) => [id, seq]));
  await close();
});

test('a moment of the past has the marks up to then', async () => {
  const { page, close } = await on(ISN);
  const marks = panel(page).getByRole('slider', { name: 'The ISN of each' });
  await marks.waitFor();
  await page.getByRole('slider', { name: 'Moment shown' }).press('Home');
  await marks.waitFor({ state: 'detached' });
  await panel(page)
    .getByText(/^. Client: 0 four-tuples/)
    .waitFor();
  await close();
});

test('the picture of queues has who is turned away, and each opens the segment that was', async () => {
  const events = referenceEvents('backlog-tuning');
  const refused = events.filter(
    (event): event is RefusalEvent => event.type === 'refusal' && event.socket.startsWith('10.0.0.2:81-'),
  );
  const { page, close } = await on('backlog-tuning');
  await panel(page).getByText('Queues and limits').click();
  const queue = panel(page).getByRole('listitem').filter({ hasText: 'SYN queue :81' });
  await queue.getByText(`${refused.length} dropped`).first().waitFor();
  expect(await queue.getByRole('button').count()).toBe(new Set(refused.map(({ socket }) => socket)).size);
  await queue.getByRole('button').first().press('Enter');
  await page.getByRole('heading', { name: `#${refused[0]?.segment}` }).waitFor();

  await panel(page).getByText('Table').click();
  const rows = panel(page).getByRole('row').filter({ hasText: 'SYN queue :81' });
  await expect.poll(() => rows.filter({ hasText: 'drops SYN' }).count()).toBe(refused.length);
  await close();
});

/** The window of the first connection, which the lesson has lose what it says; what the second one loses is chance. */
async function windowOfFirst(page: Page): Promise<void> {
  await panel(page).getByText('Congestion window', { exact: true }).click();
  const senders = panel(page).getByRole('combobox', { name: 'Sender shown' });
  const first = senders.getByRole('option').filter({ hasText: 'Client ①' });
  await senders.selectOption({ label: (await first.textContent()) ?? '' });
}

test('the picture of the congestion window has each loss, and how it was found', async () => {
  const { page, close } = await on('loss-and-recovery');
  await windowOfFirst(page);
  const marks = panel(page).getByRole('slider', { name: 'Congestion window' });
  await marks.focus();
  const told: string[] = [];
  for (let i = Number(await marks.getAttribute('aria-valuemax')); i > 0; i--) {
    told.push((await marks.getAttribute('aria-valuetext')) ?? '');
    await page.keyboard.press('ArrowRight');
  }
  const ways = ['is lost', 'fast retransmit', 'tail loss probe', 'retransmission timeout'];
  const counts = ways.map((way) => told.filter((text) => text.includes(way)).length);
  expect(counts).toEqual([4, 1, 1, 2]);
  await close();
});

test('its table has what the kernel said, and the window ends with the last of it', async () => {
  const all = referenceEvents('loss-and-recovery').filter(
    (event): event is SocketEvent => event.type === 'socket' && event.host === 'client' && event.figures !== undefined,
  );
  const said = all.filter(({ socket }) => socket === all[0]?.socket);
  const { page, close } = await on('loss-and-recovery');
  await windowOfFirst(page);
  await panel(page).getByText('Table').click();
  await expect
    .poll(() => panel(page).getByRole('grid').getAttribute('aria-rowcount'))
    .toBe(String(1 + said.length + 8));
  const rows = await panel(page).getByRole('row').filter({ hasText: 'the kernel was asked' }).allInnerTexts();
  const last = said.at(-1)?.figures;
  expect(rows.at(-1)?.split('\n').slice(1, 4)).toEqual([last?.cwnd, last?.ssthresh, last?.unacked].map(String));
  await panel(page).getByText(`cwnd ${last?.cwnd}, ssthresh ${last?.ssthresh}`).waitFor();
  await close();
});

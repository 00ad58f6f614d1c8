import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import { toHex } from '../../../src-main/common/wire/hex.ts';
import { refusal } from '../../support/endpoint-events.ts';
import { openChromium, openPage, type Answer, type PlayedHost } from '../../support/page.ts';
import { LOST_SYN } from '../../support/sessions-made.ts';
import { tcpFrame } from '../../unit/wire/build-frame.ts';

const frame = tcpFrame({ flags: 0x12, tcpOptions: [2, 4, 5, 180, 1, 3, 3, 7], payload: new Uint8Array(3) });
const kept: Answer = ({ method }) =>
  method === 'bytes' ? { hex: toHex(frame), wireLength: frame.length + 100 } : undefined;
const FLAGS_BYTE = 14 + 20 + 13;

let browser: Browser;
let host: PlayedHost;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());
afterEach(() => host.close());

const dialog = (): Locator => host.page.getByRole('dialog', { name: 'Segment #3' });
const field = (id: string): Locator => dialog().locator(`[data-field="${id}"]`);
const byte = (at: number): Locator => dialog().locator(`[data-byte="${at}"]`);
const isLit = (what: Locator): Promise<string | null> => what.getAttribute('aria-selected');

/** The SYN,ACK of a handshake, opened by keys. */
async function open(answer: Answer = kept): Promise<void> {
  host = await openPage(browser, { width: 1600, height: 1000 }, answer);
  await host.play(LOST_SYN);
  await host.page.locator('li[data-segment="3"]').focus();
  await host.page.keyboard.press('Enter');
  await dialog().waitFor();
}

describe('A segment in detail', () => {
  test('says what it acknowledged and what it brought about', async () => {
    await open();
    await expect.poll(() => dialog().innerText()).toContain('Acknowledges all before 1, so #2 SYN has arrived.');
    expect(await dialog().innerText()).toContain('client: SYN_SENT → ESTABLISHED');
    expect(await dialog().innerText()).toContain('100 more bytes of data');
  });

  test('says why it was refused, what was full and ticked, and what each side believes now', async () => {
    host = await openPage(browser, { width: 1600, height: 1000 }, kept);
    const ignored = { what: 'ack', how: 'ignored', own: 'SYN_RECV', peer: 'ESTABLISHED' } as const;
    await host.play([...LOST_SYN, { ...refusal(1.5, 4), ...ignored }]);
    await host.page.locator('li[data-segment="4"]').focus();
    await host.page.keyboard.press('Enter');
    const story = host.page.getByRole('dialog', { name: 'Segment #4' }).locator('.refused');
    await expect
      .poll(async () => (await story.innerText()).replace(/\s+/g, ' '))
      .toBe(
        'The server ignores ACK #4, the entry stays half-open: accept queue full, 2 of 2. 2/2 ' +
          'ListenOverflows +1 ListenDrops +1 client ESTABLISHED server SYN_RECV',
      );
    expect(await story.getByRole('meter').getAttribute('value')).toBe('2');
  });

  test('pointing at a field lights its bytes, pointing at a byte lights its fields', async () => {
    await open();
    await field('tcp.flag.syn').hover();
    await expect.poll(() => isLit(byte(FLAGS_BYTE))).toBe('true');
    expect(await isLit(byte(FLAGS_BYTE - 1))).toBe('false');
    await byte(FLAGS_BYTE + 1).hover();
    await expect.poll(() => isLit(field('tcp.window'))).toBe('true');
    expect(await isLit(byte(FLAGS_BYTE + 2))).toBe('true');
  });

  test('keys do the same in both directions', async () => {
    await open();
    await dialog().getByRole('listbox', { name: 'Fields of the headers' }).focus();
    await expect.poll(() => isLit(byte(0))).toBe('true');
    await host.page.keyboard.press('ArrowDown');
    await expect.poll(() => isLit(byte(6))).toBe('true');
    await dialog().getByRole('listbox', { name: 'Bytes of the frame' }).focus();
    await host.page.keyboard.press('End');
    await expect.poll(() => isLit(field('data.payload'))).toBe('true');
  });

  test('Escape closes it and gives the focus back to its row', async () => {
    await open();
    await host.page.keyboard.press('Escape');
    await expect.poll(() => dialog().count()).toBe(0);
    expect(await host.page.evaluate(() => (document.activeElement as HTMLElement).dataset['segment'])).toBe('3');
  });

  test('when the bytes are forgotten it says so and shows what was noted', async () => {
    await open(({ method }) => {
      if (method === 'bytes')
        throw { code: 'forgotten', message: 'The bytes of this frame are no longer kept.', hint: '' };
    });
    await expect.poll(() => dialog().innerText()).toContain('The bytes of this frame are no longer kept.');
    expect(await field('tcp.flags').innerText()).toContain('SYN,ACK');
    expect(await dialog().locator('[data-byte]').count()).toBe(0);
  });
});

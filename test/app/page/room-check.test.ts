import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { RoomStatus } from '../../../src-main/common/protocol/room.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type PlayedHost } from '../../support/page.ts';
import { roomOf } from '../../support/room-status.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const lessons = shippedLessons();
const tell = (host: PlayedHost, room: RoomStatus): Promise<void> => host.push({ kind: 'room-check', room });

test('a room check is begun from the doctor, fills its table as it goes, and is stopped', async () => {
  const host = await openPage(browser, { lessons }, (request) =>
    request.method === 'doctor' ? { ok: true, checks: [] } : undefined,
  );
  const { page } = host;
  const sheet = page.getByRole('dialog', { name: 'Room check' });
  await page.getByRole('button', { name: 'Doctor' }).press('Enter');
  await page.getByRole('dialog', { name: 'Doctor' }).getByRole('button', { name: 'Room check' }).press('Enter');
  await sheet.getByRole('button', { name: 'Run all lessons' }).press('Enter');
  expect((await host.asked('start-room-check')).params).toEqual({ lang: 'en' });

  await tell(host, roomOf(2, 'running'));
  await sheet.getByText('The room check runs lesson 3 of 4.').waitFor();
  const cells = (row: number): Promise<string[]> => sheet.getByRole('row').nth(row).getByRole('cell').allInnerTexts();
  expect(await cells(1)).toEqual(['passed', '1.5 s', '']);
  expect(await cells(2)).toEqual(['failed', '2.5 s', 'The server is ESTABLISHED (not seen)']);
  expect(await cells(3)).toEqual(['runs …', '', '']);

  await page.keyboard.press('Escape');
  await page.getByRole('status').getByText('The room check runs lesson 3 of 4.').waitFor();
  await page.getByRole('button', { name: 'Room check' }).press('Enter');
  await sheet.getByRole('button', { name: 'Stop' }).press('Enter');
  await host.asked('stop-room-check');
  await tell(host, roomOf(2, 'stopped'));
  await sheet.getByText('Stopped: 1 of 4 lessons passed, 1 did not, the others did not run.').waitFor();
  await host.close();
});

test('what a room check found is there after the page was loaded anew, and is saved as a file', async () => {
  const host = await openPage(browser, { lessons, hello: { room: roomOf(4, 'done') } });
  const { page } = host;
  await host.push({ kind: 'menu', command: 'room-check' });
  const sheet = page.getByRole('dialog', { name: 'Room check' });
  await sheet.getByText('3 of 4 lessons passed.').waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    sheet.getByRole('button', { name: 'Save as CSV' }).press('Enter'),
  ]);
  expect(file.suggestedFilename()).toMatch(/^tcp-lab-room-check-\d{4}-\d\d-\d\d\.csv$/);
  expect(
    readFileSync(await file.path(), 'utf8')
      .split('\r\n')
      .slice(0, 3),
  ).toEqual([
    'lesson,course,result,seconds,missed',
    'three-way-handshake,Handshake,passed,1.5,',
    'what-the-handshake-proves,Handshake,failed,2.5,"The server is ESTABLISHED (not seen)"',
  ]);
  await host.close();
});

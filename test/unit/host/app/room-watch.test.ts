import { expect, test } from 'vitest';
import { shippedCourses } from '../../../../src-main/host/courses.ts';
import { AppPage } from '../../../support/app-page.ts';
import { greetedApp } from '../../../support/fake-app.ts';
import type { FakeDaemon } from '../../../support/fake-starter.ts';

const ALL = shippedCourses().flatMap(({ lessons }) => lessons);
const MISS = { type: 'expect', t: 1, text: 'It is so', held: false, observed: 'something else' } as const;

/** Plays the lab of one lesson to its end. */
async function playOne(daemon: FakeDaemon, held: boolean): Promise<void> {
  daemon.ready();
  const { id, method } = await daemon.nextRequest();
  expect(method).toBe('run');
  if (!held) daemon.events(MISS);
  daemon.reply(id);
}

test('each lesson has a lab of its own, and every page is told how it went', async () => {
  const { page, starter, host } = await greetedApp();
  const other = new AppPage(host);
  await other.ask('hello');
  await page.ask('start-room-check', { lang: 'en' });
  for (const [i] of ALL.entries()) {
    await page.push('room-check', ({ room }) => room.checked.length === i);
    await page.until(() => (starter.daemons.length === i + 2 ? true : undefined));
    await playOne(starter.last, i !== 1);
    await page.push('room-check', ({ room }) => room.checked.length === i + 1);
  }
  const { room } = await other.push('room-check', (push) => push.room.state === 'done');
  expect(room.checked.map(({ lesson, missed }) => [lesson, missed])).toEqual(
    ALL.map((lesson, i) => [lesson, i === 1 ? 'It is so (something else)' : null]),
  );
  expect(page.pushes().filter((push) => push.kind === 'lab' && push.status.number > 1)).toEqual([]);
});

test('it is stopped between two lessons as well as in one, and a second one is refused meanwhile', async () => {
  const { page, starter } = await greetedApp();
  const lab = starter.last;
  await page.ask('start-room-check', { lang: 'en' });
  await expect(page.ask('start-room-check', { lang: 'en' })).rejects.toMatchObject({ code: 'busy' });
  await page.ask('stop-room-check');
  await page.push('room-check', ({ room }) => room.state === 'stopped');
  expect(starter.daemons.length).toBe(2);
  expect(lab.killed).toBe(false);
  await page.ask('start-room-check', { lang: 'en' });
  await page.push('room-check', ({ room }) => room.state === 'running');
});

test('where there can be no lab it says why', async () => {
  const { page, starter, host } = await greetedApp();
  await page.ask('start-room-check', { lang: 'en' });
  starter.last.fatal({ code: 'no-capabilities', message: 'No capabilities.', hint: '' });
  const { room } = await page.push('room-check', (push) => push.room.state === 'failed');
  expect(room.error).toMatchObject({ code: 'no-capabilities', message: 'No capabilities.' });
  expect((await new AppPage(host).ask('hello')).room).toEqual(room);
});

test('the end of the app ends the lab of the room-check', async () => {
  const { page, starter, host } = await greetedApp();
  await page.ask('start-room-check', { lang: 'en' });
  const { last } = starter;
  host.kill();
  expect(last.killed).toBe(true);
});

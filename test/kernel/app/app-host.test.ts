import { describe, expect, test } from 'vitest';
import { daemonOf } from '../../../src-main/host/inside-lab.ts';
import { AppPage } from '../../support/app-page.ts';
import { daemonUnder, treeOf, untilOver, type Process } from '../../support/processes.ts';
import { listen, readyApp } from '../../support/real-app.ts';

const HOW = { lesson: 'three-way-handshake', family: 'ipv4', lang: 'en', full: false } as const;
/** Milliseconds in which a page must know that its lab is gone. */
const AT_ONCE = 1000;

test('a lesson runs to its result, and a page that comes later sees all of it', async () => {
  const { host, page } = await readyApp();
  await page.ask('run-lesson', HOW);
  expect(page.events().at(-1)).toMatchObject({ type: 'result', ok: true });
  const late = new AppPage(host);
  await late.ask('hello');
  await late.push('caught-up');
  expect(late.events().at(-1)).toEqual(page.events().at(-1));
  expect(late.events().length).toBeLessThanOrEqual(page.events().length);

  const segment = page.events().find((event) => event.type === 'segment');
  const bytes = await page.ask('bytes', { segment: segment?.id ?? 0 });
  expect(bytes.hex.length).toBeGreaterThan(2 * 54);
});

test('a room-check runs in labs of its own until it is stopped, and the lab on screen stays', async () => {
  const { page } = await readyApp();
  await page.ask('start-room-check', { lang: 'en' });
  const { room } = await page.push('room-check', (push) => push.room.checked.length === 1);
  expect(room.checked[0]).toMatchObject({ lesson: 'three-way-handshake', passed: true, missed: null });
  await page.ask('stop-room-check');
  await page.push('room-check', (push) => push.room.state === 'stopped');
  await listen(page, 80);
  expect(treeOf(process.pid).filter(({ name }) => name === 'unshare')).toHaveLength(1);
  expect(page.pushes().filter((push) => push.kind === 'lab')).toHaveLength(1);
});

describe('a page knows within a second that its lab is gone', () => {
  test.each(['daemon', 'unshare'] as const)('when its %s is killed', async (victim) => {
    const { page } = await readyApp();
    const unshare = treeOf(process.pid).find(({ name }) => name === 'unshare')?.pid ?? 0;
    const running = page.ask('run-lesson', HOW).catch((error: unknown) => error);
    await page.event(({ type }) => type === 'state');
    const lab = treeOf(unshare);
    const killedAt = performance.now();
    process.kill(victim === 'unshare' ? unshare : (daemonOf(unshare) ?? 0), 'SIGKILL');
    const { status } = await page.push('lab', (push) => push.status.state === 'ended');
    const took = performance.now() - killedAt;
    console.log(`ended ${took.toFixed(0)} ms after kill −9 of ${victim}`);
    expect(took).toBeLessThan(AT_ONCE);
    expect(status).toMatchObject({
      number: 1,
      error: { code: 'daemon-ended', message: expect.stringMatching(/SIGKILL/) },
    });
    expect(await running).toMatchObject({ code: 'daemon-ended' });
    await untilOver(lab, 5);

    await page.ask('fresh-lab');
    await page.ask('run-lesson', HOW);
    expect(page.events().at(-1)).toMatchObject({ type: 'result', ok: true });
  });
});

test('a daemon that is stopped counts as hung, and the next lab works', async () => {
  const { page } = await readyApp();
  process.kill(daemonUnder(process.pid), 'SIGSTOP');
  await page.push('lab', ({ status }) => status.state === 'ended' && status.error?.code === 'daemon-hung');
  await page.ask('fresh-lab');
});

test('ten fresh labs leave one', async () => {
  const { page } = await readyApp();
  const labs: Process[] = [];
  for (let number = 2; number <= 11; number++) {
    labs.push(...treeOf(process.pid).filter(({ name }) => name === 'unshare'));
    await page.ask('fresh-lab');
  }
  await untilOver(labs, 5);
  expect(treeOf(process.pid).filter(({ name }) => name === 'unshare')).toHaveLength(1);
});

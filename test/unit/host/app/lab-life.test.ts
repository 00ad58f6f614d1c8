import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeApp, greetedApp } from '../../../support/fake-app.ts';
import type { FakeDaemon } from '../../../support/fake-starter.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('a daemon that hangs', () => {
  test('is asked every two seconds, and lives as long as it answers', async () => {
    const { page, starter } = await greetedApp();
    for (let beat = 0; beat < 5; beat++) {
      vi.advanceTimersByTime(2000);
      const { id, method } = await starter.last.nextRequest();
      expect(method).toBe('ping');
      vi.advanceTimersByTime(4999);
      starter.last.reply(id);
      starter.last.events({ type: 'step', t: beat, name: '' });
      await page.event((event) => event.type === 'step' && event.t === beat);
    }
    expect(page.pushes().filter(({ kind }) => kind === 'lab')).toHaveLength(1);
    expect(starter.last.requests).toEqual([]);
  });

  test('is ended with a sentence when it gives no answer for five seconds', async () => {
    const { page, starter } = await greetedApp();
    vi.advanceTimersByTime(2000);
    await starter.last.nextRequest();
    vi.advanceTimersByTime(5000);
    const { status } = await page.push('lab', (push) => push.status.state === 'ended');
    expect(status).toMatchObject({ error: { code: 'daemon-hung', message: expect.stringMatching(/\.$/) } });
    expect(starter.last.killed).toBe(true);
  });

  test('is not one whose answer waits behind output that a slow page holds back', async () => {
    const { page, starter } = await greetedApp();
    let take = (): void => {};
    page.taking = () => new Promise((resolve) => (take = resolve));
    for (let n = 0; n < 3; n++) {
      starter.last.events(...Array.from({ length: 2500 }, (_, t) => ({ type: 'step', t, name: '' }) as const));
    }
    await page.event((event) => event.type === 'step' && event.t === 1999);
    await new Promise(setImmediate);
    vi.advanceTimersByTime(2000);
    const { id } = await starter.last.nextRequest();
    starter.last.reply(id);
    vi.advanceTimersByTime(20_000);
    expect(starter.last.killed).toBe(false);
    page.taking = () => {};
    take();
    await page.until(() => page.events().filter(({ type }) => type === 'step').length === 7500 || undefined);
    vi.advanceTimersByTime(2000);
    await starter.last.nextRequest();
    expect(starter.last.killed).toBe(false);
  });

  test('while it starts is ended, too', async () => {
    const { page, starter } = fakeApp();
    await page.ask('hello');
    vi.advanceTimersByTime(20_000);
    await page.push('lab', ({ status }) => status.state === 'ended' && status.error?.code === 'daemon-hung');
    expect(starter.last.killed).toBe(true);
  });
});

test('labs that die one after the other are not started for ever, and the refusal says what to do', async () => {
  const { page, starter } = await greetedApp();
  const die = (daemon: FakeDaemon): void => daemon.exit({ code: 1, signal: null }, 'Error: no luck\n');
  for (let number = 1; number <= 4; number++) {
    die(starter.last);
    await page.push('lab', ({ status }) => status.number === number && status.state === 'ended');
    if (number === 4) break;
    const fresh = page.ask('fresh-lab');
    await page.push('lab', ({ status }) => status.number === number + 1);
    starter.last.ready();
    await fresh;
  }
  await expect(page.ask('fresh-lab')).rejects.toMatchObject({
    code: 'too-many-restarts',
    hint: expect.stringContaining('doctor'),
  });
  expect(starter.daemons).toHaveLength(4);
});

test('twenty restarts leave no daemon, timer or listener behind', async () => {
  const { host, page, starter } = await greetedApp();
  const listeners = (): number => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const before = { timers: vi.getTimerCount(), listeners: listeners() };
  for (let number = 2; number <= 21; number++) {
    const fresh = page.ask('fresh-lab');
    await page.push('lab', ({ status }) => status.number === number);
    starter.last.ready();
    await fresh;
  }
  expect({ timers: vi.getTimerCount(), listeners: listeners() }).toEqual(before);
  const over = await Promise.all(starter.daemons.slice(0, -1).map(({ exited }) => exited));
  expect(over).toHaveLength(20);
  for (const { stdout, stdin, stderr } of starter.daemons.slice(0, -1)) {
    expect([stdin.destroyed, stdout.destroyed, stderr.destroyed]).toEqual([true, true, true]);
  }
  // One page, one lab: an event comes once.
  starter.last.events({ type: 'step', t: 1, name: 'once' });
  await page.event((event) => event.type === 'step');
  expect(page.events().filter(({ type }) => type === 'step')).toHaveLength(1);
  await host.close();
  expect(vi.getTimerCount()).toBe(0);
});

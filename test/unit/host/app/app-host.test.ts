import { describe, expect, test } from 'vitest';
import type { Event } from '../../../../src-main/common/protocol/events.ts';
import { AppPage } from '../../../support/app-page.ts';
import { NO_TERMINALS, fakeApp, greetedApp, temporaryFolder } from '../../../support/fake-app.ts';
import { SettingsStore } from '../../../../src-main/host/app/settings-store.ts';

const step = (t: number): Event => ({ type: 'step', t, name: `step ${t}` });

describe('hello', () => {
  test('starts the first lab and tells all that a page needs', async () => {
    const { page, starter } = fakeApp();
    const hello = await page.ask('hello');
    expect(starter.daemons).toHaveLength(1);
    expect(hello).toMatchObject({ version: '1.2.3', host: 'served', lab: { number: 1, state: 'starting' } });
    expect(hello.lessons.map(({ id }) => id)).toContain('three-way-handshake');
    expect(hello.lessons[0]?.steps[0]).toEqual({
      name: { en: expect.any(String), 'zh-CN': expect.any(String) },
      full: false,
      predict: [],
      actions: [{ text: expect.any(Object), lights: ['server'], subject: null, waits: null }],
      explain: null,
      notes: { en: expect.any(String), 'zh-CN': expect.any(String) },
    });
    expect(hello.terminal).toMatchObject({ available: false, error: { code: 'no-terminal' } });
  });

  test('tells how the lab is when it is answered, not when it was asked', async () => {
    let look = (): void => {};
    const looked = new Promise<void>((resolve) => (look = resolve));
    const support = () => looked.then(() => ({ available: true }) as const);
    const { host, page, starter } = fakeApp({ terminals: { ...NO_TERMINALS, support } });
    const hello = page.ask('hello');
    starter.last.ready();
    const other = new AppPage(host);
    const call = other.ask('stop-lesson');
    starter.last.reply((await starter.last.nextRequest()).id);
    await call;
    look();
    expect((await hello).lab).toEqual({ number: 1, state: 'ready' });
  });

  test('comes before every push', async () => {
    const { host, page, starter } = fakeApp();
    const early = new AppPage(host);
    await page.ask('hello');
    starter.last.ready();
    await page.push('lab', ({ status }) => status.state === 'ready');
    expect(early.messages).toEqual([]);
    expect(page.messages[0]).toMatchObject({ id: 1, ok: {} });
  });

  test('brings a page that comes later the whole session, and both see the same from then on', async () => {
    const { host, page, starter } = await greetedApp();
    starter.last.events(step(1), step(2));
    await page.event((event) => event.type === 'step' && event.t === 2);
    const late = new AppPage(host);
    expect((await late.ask('hello')).lab).toEqual({ number: 1, state: 'ready' });
    await late.push('caught-up', ({ lab, forgotten }) => lab === 1 && forgotten === 0);
    expect(late.events().map(({ type }) => type)).toEqual(['lab', 'step', 'step']);
    starter.last.events(step(3));
    await Promise.all([page, late].map((each) => each.event((event) => event.type === 'step' && event.t === 3)));
    expect(starter.daemons).toHaveLength(1);
  });

  test('of a page that loads anew after the lab has ended brings its session and its end', async () => {
    const { host, page, starter } = await greetedApp();
    starter.last.exit({ code: null, signal: 'SIGKILL' });
    await page.push('lab', ({ status }) => status.state === 'ended');
    const anew = new AppPage(host);
    expect((await anew.ask('hello')).lab).toMatchObject({ state: 'ended', error: { code: 'daemon-ended' } });
    await anew.push('caught-up');
    expect(anew.events()).toHaveLength(1);
  });
});

describe('requests for the lab', () => {
  test('are passed on, and answers and errors come back as data', async () => {
    const { page, starter } = await greetedApp();
    const call = page.ask('call', { call: 'socket', host: 'client', family: 'ipv4' });
    const request = await starter.last.nextRequest();
    expect(request).toMatchObject({ method: 'call', params: { call: 'socket' } });
    starter.last.reply(request.id, { socket: 3 });
    await expect(call).resolves.toEqual({ socket: 3 });

    const bytes = page.ask('bytes', { segment: 9 });
    const { id } = await starter.last.nextRequest();
    starter.last.refuse(id, { code: 'forgotten', message: 'No longer kept.', hint: '' });
    await expect(bytes).rejects.toMatchObject({ code: 'forgotten' });
  });

  test('a lesson goes there loaded', async () => {
    const { page, starter } = await greetedApp();
    const how = { family: 'ipv4', lang: 'en', full: false } as const;
    const run = page.ask('run-lesson', { lesson: 'three-way-handshake', ...how });
    const request = await starter.last.nextRequest();
    expect(request).toMatchObject({ method: 'run', params: { lesson: { id: 'three-way-handshake' }, ...how } });
    starter.last.reply(request.id);
    await run;
    for (const method of ['pause-lesson', 'resume-lesson', 'stop-lesson'] as const) {
      const asked = page.ask(method);
      const { id, method: passedOn } = await starter.last.nextRequest();
      expect(passedOn).toBe(method.split('-')[0]);
      starter.last.reply(id);
      await asked;
    }
  });

  test.each(['../../package', '/etc/passwd', 'no-such-lesson'])('a page can name no file: %s', async (lesson) => {
    const { page } = await greetedApp();
    const asked = page.ask('run-lesson', { lesson, family: 'ipv4', lang: 'en', full: false });
    await expect(asked).rejects.toMatchObject({ code: 'unknown-lesson' });
  });

  test('are refused with a sentence when there is none', async () => {
    const { page, starter } = await greetedApp();
    starter.last.exit({ code: null, signal: 'SIGKILL' });
    await page.push('lab', ({ status }) => status.state === 'ended');
    await expect(page.ask('bytes', { segment: 1 })).rejects.toMatchObject({ code: 'no-lab' });
  });
});

describe('a fresh lab', () => {
  test('is the next number, and the old one ends as asked', async () => {
    const { page, starter } = await greetedApp();
    const old = starter.last;
    const fresh = page.ask('fresh-lab');
    await page.push('lab', ({ status }) => status.number === 2);
    expect(starter.last).not.toBe(old);
    starter.last.ready();
    await fresh;
    expect(page.pushes().filter(({ kind }) => kind === 'lab')).toMatchObject([
      { status: { number: 1, state: 'ready' } },
      { status: { number: 1, state: 'ended', error: null } },
      { status: { number: 2, state: 'starting' } },
      { status: { number: 2, state: 'ready' } },
    ]);
    await page.push('caught-up', ({ lab }) => lab === 2);
  });

  test('asked for twice at once is one', async () => {
    const { host, page, starter } = await greetedApp();
    const other = new AppPage(host);
    const both = [page.ask('fresh-lab'), other.ask('fresh-lab')];
    await page.push('lab', ({ status }) => status.number === 2);
    starter.last.ready();
    await Promise.all(both);
    expect(starter.daemons).toHaveLength(2);
  });

  test('that does not start answers why, to whoever asked and to all pages', async () => {
    const { page, starter } = await greetedApp();
    const fresh = page.ask('fresh-lab');
    await page.push('lab', ({ status }) => status.number === 2);
    starter.last.fatal({ code: 'no-capabilities', message: 'None.', hint: '' });
    await expect(fresh).rejects.toMatchObject({ code: 'no-capabilities' });
    await page.push('lab', ({ status }) => status.number === 2 && status.state === 'ended');
  });
});

test('a recorded run is answered where no lab can run, and only of a lesson that has one', async () => {
  const { page, starter } = fakeApp();
  await page.ask('hello');
  starter.last.fatal({ code: 'no-capabilities', message: 'None.', hint: '' });
  await page.push('lab', ({ status }) => status.state === 'ended');
  const { events } = await page.ask('read-recording', { lesson: 'four-way-close', lang: 'en' });
  expect([events[0]?.type, events.at(-1)]).toEqual(['lab', expect.objectContaining({ type: 'result', ok: true })]);
  await expect(page.ask('read-recording', { lesson: '../four-way-close', lang: 'en' })).rejects.toThrow();
});

test('a lab that dies is told with its reason even to a page that takes nothing more', async () => {
  const { page, starter } = await greetedApp();
  page.taking = () => new Promise(() => {});
  for (let t = 0; t < 20; t++) starter.last.events(...Array.from({ length: 1000 }, () => step(t)));
  await page.event((event) => event.type === 'step');
  starter.last.exit({ code: null, signal: 'SIGKILL' });
  const { status } = await page.push('lab', (push) => push.status.state === 'ended');
  expect(status).toMatchObject({ number: 1, error: { code: 'daemon-ended', message: expect.stringMatching(/\.$/) } });
});

test('a page that is gone is sent nothing more', async () => {
  const { page, starter, host } = await greetedApp();
  const other = new AppPage(host);
  await other.ask('hello');
  const before = page.messages.length;
  page.line.disconnect();
  starter.last.events(step(1));
  await other.event((event) => event.type === 'step');
  page.line.receive({ id: 9, method: 'stop-lesson' });
  expect(page.messages).toHaveLength(before);
});

test('a choice is kept, answered and told to all pages', async () => {
  const folder = temporaryFolder();
  const { host, page } = await greetedApp({ settings: new SettingsStore(folder, {}) });
  const other = new AppPage(host);
  await other.ask('hello');
  expect((await page.ask('settings', { theme: 'dark' })).theme).toBe('dark');
  expect((await other.push('settings')).settings.theme).toBe('dark');
  expect(new SettingsStore(folder, {}).settings.theme).toBe('dark');
});

test('close ends the lab, and no other is started', async () => {
  const { host, page, starter } = await greetedApp();
  await host.close();
  expect(page.pushes().at(-1)).toEqual({ kind: 'lab', status: { number: 1, state: 'ended', error: null } });
  await expect(page.ask('fresh-lab')).rejects.toMatchObject({ code: 'lab-closed' });
  expect(starter.daemons).toHaveLength(1);
});

test('kill ends the lab at once', async () => {
  const { host, starter } = await greetedApp();
  host.kill();
  expect(starter.last.killed).toBe(true);
});

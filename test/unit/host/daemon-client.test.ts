import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { LabDaemonClient } from '../../../src-main/host/daemon-client.ts';
import { FakeStarter, LAB } from '../../support/fake-starter.ts';

function lab(closeGraceMs = 20) {
  const starter = new FakeStarter();
  const client = new LabDaemonClient(starter, { closeGraceMs });
  return { client, daemon: starter.daemon };
}

const step = (name: string): Event => ({ type: 'step', t: 0, name });

describe('ready', () => {
  test('is the first lab event', async () => {
    const { client, daemon } = lab();
    daemon.ready();
    await expect(client.ready).resolves.toEqual(LAB);
  });

  test('rejects with the error that the daemon calls fatal', async () => {
    const { client, daemon } = lab();
    daemon.fatal({ code: 'no-capabilities', message: 'No capabilities.', hint: 'Run doctor.' });
    await expect(client.ready).rejects.toMatchObject({ code: 'no-capabilities', hint: 'Run doctor.' });
    expect((await client.ended)?.code).toBe('no-capabilities');
  });

  test.each([
    ['unshare: unshare failed: Operation not permitted', 'no-user-namespaces'],
    ['unshare: unshare failed: No space left on device', 'no-user-namespaces'],
    ['unshare: write failed /proc/self/uid_map: Operation not permitted', 'no-capabilities'],
    ["unshare: unrecognized option '--kill-child=SIGKILL'", 'old-unshare'],
    ['Error: koffi is missing\n    at Object.<anonymous> (x.js:1:1)\n\nNode.js v20.20.2', 'daemon-start-failed'],
  ])('tells why unshare could not: %s', async (stderr, code) => {
    const { client, daemon } = lab();
    daemon.exit({ code: 1, signal: null }, stderr);
    await expect(client.ready).rejects.toMatchObject({ code });
  });

  test('tells that unshare is missing', async () => {
    const { client, daemon } = lab();
    daemon.exit({ code: null, signal: null, startError: 'ENOENT' });
    await expect(client.ready).rejects.toMatchObject({ code: 'no-unshare' });
  });

  test('a stack trace on stderr becomes its one telling line', async () => {
    const { client, daemon } = lab();
    daemon.exit(
      { code: 1, signal: null },
      'x.js:3\n  throw\nError: koffi is missing\n    at a (b)\n\nNode.js v20.20.2\n',
    );
    await expect(client.ready).rejects.toMatchObject({ hint: 'Its last words: Error: koffi is missing' });
  });
});

describe('requests', () => {
  test('resolve with their own reply, whatever the order', async () => {
    const { client, daemon } = lab();
    const first = client.request('call', { call: 'accept', socket: 1 });
    const second = client.request('ping');
    const [a, b] = [await daemon.nextRequest(), await daemon.nextRequest()];
    daemon.reply(b.id, {});
    daemon.reply(a.id, { socket: 4 });
    expect(await second).toEqual({});
    expect(await first).toEqual({ socket: 4 });
  });

  test('reject with the error rebuilt', async () => {
    const { client, daemon } = lab();
    const call = client.request('call', { call: 'connect', socket: 1, port: 81 });
    daemon.refuse((await daemon.nextRequest()).id, { code: 'ECONNREFUSED', message: 'Refused.', hint: '' });
    await expect(call).rejects.toMatchObject({ name: 'LabError', code: 'ECONNREFUSED', message: 'Refused.' });
  });

  test('that break the contract never leave the host', async () => {
    const { client, daemon } = lab();
    await expect(client.request('call', { call: 'accept', socket: 0 })).rejects.toMatchObject({ code: 'bad-request' });
    expect(daemon.requests).toEqual([]);
  });

  test('reject when the daemon is killed half-way, and so do later ones', async () => {
    const { client, daemon } = lab();
    daemon.ready();
    await client.ready;
    const call = client.request('ping');
    daemon.exit({ code: null, signal: 'SIGKILL' });
    await expect(call).rejects.toMatchObject({ code: 'daemon-ended', message: /SIGKILL/ });
    await expect(client.request('ping')).rejects.toMatchObject({ code: 'daemon-ended' });
    expect(daemon.stdin.destroyed).toBe(true);
  });
});

describe('events', () => {
  test('that came before anybody listened are not lost', async () => {
    const { client, daemon } = lab();
    daemon.ready();
    await client.ready;
    const seen: Event[] = [];
    client.onEvents((events) => void seen.push(...events));
    daemon.events(step('a'), step('b'));
    await client.close();
    expect(seen.map((event) => event.type)).toEqual(['lab', 'step', 'step']);
  });

  test('keep their order over chunks cut anywhere, even inside a character', async () => {
    const { client, daemon } = lab();
    const seen: Event[] = [];
    client.onEvents((events) => void seen.push(...events));
    const bytes = Buffer.from(
      `${JSON.stringify({ events: [step('三次握手')] })}\n${JSON.stringify({ events: [step('b')] })}\n`,
    );
    for (const byte of bytes) daemon.raw(Buffer.from([byte]));
    await client.close();
    expect(seen).toEqual([step('三次握手'), step('b')]);
  });

  test('may come in lines of some megabytes', async () => {
    const { client, daemon } = lab();
    let count = 0;
    client.onEvents((events) => void (count += events.length));
    daemon.events(...Array.from({ length: 60_000 }, (_, i) => step(`a step with a name that is not short ${i}`)));
    await client.close();
    expect(count).toBe(60_000);
  });

  test('wait while a listener is busy', async () => {
    const { client, daemon } = lab();
    let open = (): void => {};
    const names: string[] = [];
    client.onEvents((events) => {
      for (const event of events) if (event.type === 'step') names.push(event.name);
      return new Promise<void>((resolve) => (open = resolve));
    });
    daemon.events(step('a'));
    daemon.events(step('b'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(names).toEqual(['a']);
    open();
    await new Promise((resolve) => setImmediate(resolve));
    expect(names).toEqual(['a', 'b']);
    open();
    await client.close();
  });
});

describe('the end', () => {
  test.each(['not json', '{"events":3}', '{"id":1}', '[]', '{"id":77,"ok":{}}'])(
    'a line that is no message ends the lab with an error: %s',
    async (line) => {
      const { client, daemon } = lab();
      daemon.raw(`${line}\n`);
      await expect(client.ready).rejects.toMatchObject({ code: 'daemon-garbage' });
    },
  );

  test('close() is no failure, and rejects what was still open', async () => {
    const { client, daemon } = lab();
    daemon.ready();
    const call = client.request('ping');
    const rejected = expect(call).rejects.toMatchObject({ code: 'lab-closed' });
    await client.close();
    await rejected;
    expect(await client.ended).toBeNull();
    expect(daemon.killed).toBe(false);
  });

  test('a daemon that ignores the end of its stdin is killed', async () => {
    const { client, daemon } = lab();
    daemon.obedient = false;
    await client.close();
    expect(daemon.killed).toBe(true);
  });
});

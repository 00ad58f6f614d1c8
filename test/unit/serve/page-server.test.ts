import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FromHost } from '../../../src-main/common/protocol/app.ts';
import type { Page } from '../../../src-main/host/app/app-parts.ts';
import { sayIn } from '../../../src-main/host/words.ts';
import { PageServer } from '../../../src-main/serve/page-server.ts';
import { temporaryFolder } from '../../support/fake-app.ts';
import { cookieFor, openSocket, visit } from '../../support/page-visit.ts';

function builtPage(): string {
  const folder = path.join(temporaryFolder(), 'renderer');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>TCP Lab</title>');
  writeFileSync(path.join(folder, 'assets/index-Ab12.js'), 'export {};');
  writeFileSync(path.join(folder, '../secret.txt'), 'secret');
  return folder;
}

/** A server whose host notes what its pages say. */
async function open() {
  const pages: Page[] = [];
  const received: unknown[] = [];
  let gone = 0;
  let heard: () => void = () => {};
  const host = {
    connect: (page: Page) => {
      pages.push(page);
      return { receive: (message: unknown) => (received.push(message), heard()), disconnect: () => (gone++, heard()) };
    },
  };
  const server = await PageServer.open({ port: 0, pageFolder: builtPage(), host, say: sayIn('en') });
  onTestFinished(() => server.close());
  const { origin, port } = new URL(server.url);
  const next = (): Promise<void> => new Promise((resolve) => (heard = resolve));
  return { server, origin, port, pages, received, next, gone: () => gone };
}

describe('the one-time address', () => {
  test('is traded for a cookie and a redirect to the page, after which a reload works', async () => {
    const { server, origin } = await open();
    const { pathname, search } = new URL(server.url);
    const first = await visit(origin, pathname + search);
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } });
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    for (let load = 0; load < 2; load++) {
      expect(await visit(origin, '/', { cookie })).toMatchObject({
        status: 200,
        body: expect.stringContaining('TCP Lab'),
      });
    }
    // The person follows the printed address again in the same browser.
    expect((await visit(origin, pathname + search, { cookie })).status).toBe(303);
  });

  test('gets a second browser a plain page with 403', async () => {
    const { server, origin } = await open();
    await cookieFor(server.url);
    const { pathname, search } = new URL(server.url);
    const second = await visit(origin, pathname + search);
    expect(second).toMatchObject({ status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect(second.body).toMatch(/has been used/);
    expect(second.headers).not.toHaveProperty('set-cookie');
  });

  test('leads to the page by an answer of its own when another site’s link was followed', async () => {
    const { server, origin } = await open();
    const { pathname, search } = new URL(server.url);
    const answer = await visit(origin, pathname + search, { 'sec-fetch-site': 'cross-site' });
    expect(answer).toMatchObject({ status: 200, headers: { refresh: '0; url=/' } });
  });

  test('is on the loopback interface and holds 256 bits', async () => {
    const { server } = await open();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  });
});

describe('refused with 403', () => {
  test.each([
    ['without a cookie', {}],
    ['with somebody else’s cookie', { cookie: 'tcp-lab-1=x' }],
  ])('the page %s', async (_what, headers) => {
    const { origin } = await open();
    for (const file of ['/', '/index.html', '/assets/index-Ab12.js', '/none', '/?token=x', '/?token=']) {
      expect((await visit(origin, file, headers)).status).toBe(403);
    }
  });

  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost', '127.0.0.1.evil.example:PORT', '[::1]:PORT'])(
    'the page for Host %s',
    async (host) => {
      const { server, origin, port } = await open();
      const cookie = await cookieFor(server.url);
      const { status } = await visit(origin, '/', { cookie, host: host.replace('PORT', port) });
      expect(status).toBe(403);
    },
  );

  test('a token that comes to a foreign Host, which is not used up by that', async () => {
    const { server, origin } = await open();
    const { pathname, search } = new URL(server.url);
    expect((await visit(origin, pathname + search, { host: 'evil.example' })).status).toBe(403);
    expect((await visit(origin, pathname + search)).status).toBe(303);
  });

  test('a socket without the cookie, of a foreign page, for a foreign Host, or elsewhere', async () => {
    const { server, origin, port, pages } = await open();
    const cookie = await cookieFor(server.url);
    const refused: [Record<string, string>, string?][] = [
      [{ origin }],
      [{ origin, cookie: 'tcp-lab-1=x' }],
      [{ cookie }],
      [{ cookie, origin: 'http://evil.example' }],
      [{ cookie, origin: 'null' }],
      [{ cookie, origin: `http://localhost:${port}` }],
      [{ cookie, origin: `https://127.0.0.1:${port}` }],
      [{ cookie, origin: `http://evil.example`, host: 'evil.example' }],
      [{ cookie, origin }, '/'],
      [{ cookie, origin }, `/socket?token=${new URL(server.url).searchParams.get('token')}`],
    ];
    for (const [headers, at] of refused) expect(await openSocket(origin, headers, at)).toBe(403);
    expect(pages).toEqual([]);
    const socket = await openSocket(origin, { cookie, origin });
    expect(typeof socket).toBe('object');
  });
});

describe('files', () => {
  test('have their types and rules; hashed ones may be kept', async () => {
    const { server, origin, port } = await open();
    const cookie = await cookieFor(server.url);
    const page = await visit(origin, '/', { cookie });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const script = await visit(origin, '/assets/index-Ab12.js', { cookie });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '//',
    '/%00',
    '/%',
    '/assets',
    '/assets/',
    'http://evil.example/../secret.txt',
  ])('outside the folder there are none: %s', async (file) => {
    const { server, origin } = await open();
    const answer = await visit(origin, file, { cookie: await cookieFor(server.url) });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toBe('secret');
  });

  test('are only handed out', async () => {
    const { server, origin } = await open();
    const cookie = await cookieFor(server.url);
    expect((await visit(origin, '/', { cookie }, 'POST')).status).toBe(405);
    expect(await visit(origin, '/', { cookie }, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });
});

describe('a socket', () => {
  async function connected() {
    const parts = await open();
    const socket = await openSocket(parts.origin, { origin: parts.origin, cookie: await cookieFor(parts.server.url) });
    if (typeof socket === 'number') throw new Error('refused');
    return { ...parts, socket };
  }

  test('hands on messages, what is no JSON as nothing, and its end', async () => {
    const { socket, received, next, gone } = await connected();
    for (const data of ['{"id":1}', 'no json', Buffer.from('{}')]) {
      const heard = next();
      socket.send(data);
      await heard;
    }
    expect(received).toEqual([{ id: 1 }, undefined, undefined]);
    const ended = next();
    socket.close();
    await ended;
    expect(gone()).toBe(1);
  });

  test('whose page does not read makes the sender wait, and lets it go on when it does', async () => {
    const { socket, pages } = await connected();
    const [page] = pages;
    const message: FromHost = { id: 1, ok: 'x'.repeat(1 << 18) };
    socket.pause();
    let held = page?.send(message);
    for (let sent = 0; held === undefined && sent < 200; sent++) held = page?.send(message);
    expect(held).toBeInstanceOf(Promise);
    socket.resume();
    await held;
  });

  test('that sends more than the longest message is closed', async () => {
    const { socket } = await connected();
    socket.on('error', () => {});
    socket.send('x'.repeat((8 << 20) + 1));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
  });
});

test('a port that is taken is told in a sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const parts = { port, pageFolder: builtPage(), host: { connect: () => null as never }, say: sayIn('en') };
  await expect(PageServer.open(parts)).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringMatching(/\.$/),
  });
});

test('a page that was not built is told in a sentence', async () => {
  const parts = { port: 0, pageFolder: '/nowhere', host: { connect: () => null as never }, say: sayIn('en') };
  await expect(PageServer.open(parts)).rejects.toMatchObject({
    code: 'no-page',
    hint: expect.stringContaining('npm run build'),
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPageUrl, serveFolder } from '../../../src-main/desktop/page-protocol.ts';

const parent = mkdtempSync(path.join(tmpdir(), 'tcp-lab-page-'));
const folder = path.join(parent, 'page');
const serve = serveFolder(folder);

beforeAll(() => {
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(parent, 'secret.html'), 'secret');
  mkdirSync(`${folder}-other`);
  writeFileSync(path.join(`${folder}-other`, 'x.html'), 'secret');
  for (const name of ['index.html', 'assets/a.js', 'assets/a.css', 'assets/a.woff2', 'assets/a.bin'])
    writeFileSync(path.join(folder, name), name);
});
afterAll(() => rmSync(parent, { recursive: true }));

test.each([
  ['index.html', 'text/html; charset=utf-8'],
  ['assets/a.js', 'text/javascript; charset=utf-8'],
  ['assets/a.css', 'text/css; charset=utf-8'],
  ['assets/a.woff2', 'font/woff2'],
  ['assets/a.bin', 'application/octet-stream'],
])('%s is served as %s, and as what it says only', async (name, type) => {
  const response = await serve(new Request(`app://lab/${name}?x#y`));
  expect([response.status, await response.text()]).toEqual([200, name]);
  expect(response.headers.get('content-type')).toBe(type);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('every answer forbids the page all but its own files', async () => {
  for (const name of ['index.html', 'missing', '%2e%2e/secret.html']) {
    const policy = (await serve(new Request(`app://lab/${name}`))).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http/);
  }
});

test.each([
  'app://lab/../secret.html',
  'app://lab/%2e%2e/secret.html',
  'app://lab/..%2fsecret.html',
  'app://lab/assets/..%2f..%2fsecret.html',
  'app://lab/..%2fpage-other/x.html',
  'app://lab/%2fetc%2fpasswd',
  'app://lab/%00',
  'app://lab/%ff',
  'app://lab/assets',
  'app://lab/',
])('%s leads nowhere', async (url) => {
  const response = await serve(new Request(url));
  expect([403, 404]).toContain(response.status);
  expect(await response.text()).toBe('');
});

test('only app://lab is the page, and only GET reads it', async () => {
  expect(isPageUrl('app://lab/index.html')).toBe(true);
  for (const url of ['app://lab.example/', 'app://labs/', 'app:lab', 'https://lab/', 'about:blank', ''])
    expect(isPageUrl(url), url).toBe(false);
  expect((await serve(new Request('app://other/index.html'))).status).toBe(403);
  expect((await serve(new Request('app://lab/index.html', { method: 'POST' }))).status).toBe(403);
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadRecording } from '../../../src-main/common/recording/load.ts';
import { PROGRAM, tcpLab } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/fake-app.ts';
import { visit, visitingPage } from '../../support/page-visit.ts';
import { poll, treeOf, untilOver } from '../../support/processes.ts';

const START = path.join(path.dirname(PROGRAM), 'start.js');

function run(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/DISPLAY|ELECTRON/.test(name)));
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...clean, LC_ALL: 'C.UTF-8', XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The first URL that it prints, and how long that took. */
async function urlOf(child: ReturnType<typeof run>): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    printed += chunk.toString('utf8');
    const url = /http:\S+(?=\n)/.exec(printed)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`no URL in: ${printed}`);
}

/** A browser that notes how it was started, opens nothing, and stays until it is ended or this file is there. */
function standIn(folder: string, name: string): { args: () => string[]; closeWindow: () => void } {
  const [log, close] = [path.join(folder, 'args'), path.join(folder, 'close')];
  const file = path.join(folder, name);
  const script = [
    '#!/bin/sh',
    `printf '%s\\n' "$@" > ${log}.part; mv ${log}.part ${log}`,
    `while [ ! -e ${close} ]; do sleep 0.02; done`,
  ];
  writeFileSync(file, `${script.join('\n')}\n`);
  chmodSync(file, 0o755);
  return { args: () => readFileSync(log, 'utf8').trim().split('\n'), closeWindow: () => writeFileSync(close, '') };
}

const noted = (browser: { args: () => string[] }): Promise<string[]> =>
  poll(
    () => {
      try {
        return browser.args();
      } catch {
        return undefined;
      }
    },
    20,
    'a browser',
  );

describe('serve', () => {
  test('brings the app to a browser, and Ctrl-C leaves nothing', async () => {
    const startedAt = performance.now();
    const child = run(PROGRAM, ['serve'], {});
    const url = await urlOf(child);
    console.log(`URL printed after ${(performance.now() - startedAt).toFixed(0)} ms`);
    const { page, socket } = await visitingPage(url);
    expect((await page.ask('hello')).host).toBe('served');
    await page.push('lab', ({ status }) => status.state === 'ready');
    await page.ask('run-lesson', { lesson: 'three-way-handshake', family: 'ipv4', lang: 'en', full: false });
    expect(page.events().at(-1)).toMatchObject({ type: 'result', ok: true });
    const { events } = await page.ask('read-recording', { lesson: 'four-way-close', lang: 'zh-CN' });
    expect(events.at(-1)).toMatchObject({ type: 'result', lesson: 'four-way-close', ok: true });
    const session = loadRecording(gunzipSync(Buffer.from((await page.ask('read-session')).gzip, 'base64')).toString());
    expect(session).toMatchObject({ events: expect.arrayContaining([expect.objectContaining({ type: 'result' })]) });
    const tree = treeOf(child.pid ?? 0);
    expect(tree.map(({ name }) => name)).toContain('unshare');
    child.kill('SIGINT');
    await Promise.all([once(child, 'exit'), once(socket, 'close')]);
    expect(child.exitCode).toBe(130);
    await untilOver(tree, 5);
    await expect(visit(new URL(url).origin, '/')).rejects.toThrow('ECONNREFUSED');
  });

  test('killed −9 leaves no lab', async () => {
    const child = run(PROGRAM, ['serve'], {});
    const { page } = await visitingPage(await urlOf(child));
    await page.ask('hello');
    await page.push('lab', ({ status }) => status.state === 'ready');
    const tree = treeOf(child.pid ?? 0);
    child.kill('SIGKILL');
    await untilOver(tree, 5);
  });

  test('says in a sentence that its port is taken', async () => {
    const child = run(PROGRAM, ['serve'], {});
    const { port } = new URL(await urlOf(child));
    const ended = await tcpLab(['serve', '--port', port]);
    expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(`port ${port}`) });
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    child.kill('SIGINT');
    await once(child, 'exit');
  });

  test.each(['70000', '-1', 'x'])('refuses the port %s', async (port) => {
    const ended = await tcpLab(['serve', `--port=${port}`]);
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining('from 0 to 65535') });
  });
});

describe('npm start', () => {
  const folders = () => ({ bin: temporaryFolder(), tmp: temporaryFolder() });

  test('opens a browser’s window where there is no Electron, and ends with it', async () => {
    const { bin, tmp } = folders();
    const browser = standIn(bin, 'chromium');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere', DISPLAY: ':0', TMPDIR: tmp };
    const child = run(START, [], { ...env, PATH: `${bin}:${process.env['PATH']}` });
    const said = text(child.stdout);
    const args = await noted(browser);
    // Anybody can read a command line: the address with the token is in a file of the person's own.
    expect(args.join(' ')).not.toContain('token');
    const first = args.find((arg) => arg.startsWith('--app=file://'))?.slice('--app=file://'.length) ?? '';
    const url = /url=(http:\S+)"/.exec(readFileSync(first, 'utf8'))?.[1] ?? '';
    expect(args.includes('--no-sandbox')).toBe(process.geteuid?.() === 0);
    const { page } = await visitingPage(url);
    await page.ask('hello');
    await page.push('lab', ({ status }) => status.state === 'ready');
    const tree = treeOf(child.pid ?? 0);
    browser.closeWindow();
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect((await said).trim()).toBe('Electron is not installed here, so the app opens in a window of chromium.');
    await untilOver(tree, 5);
    expect(readdirSync(tmp)).toEqual([]);
  });

  test('closes the window on Ctrl-C', async () => {
    const { bin, tmp } = folders();
    const browser = standIn(bin, 'chromium');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere', WAYLAND_DISPLAY: 'x', TMPDIR: tmp };
    const child = run(START, [], { ...env, PATH: `${bin}:${process.env['PATH']}` });
    await noted(browser);
    const tree = treeOf(child.pid ?? 0);
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(child.exitCode).toBe(130);
    await untilOver(tree, 5);
    expect(readdirSync(tmp)).toEqual([]);
  });

  test('prints the address where there is no screen', async () => {
    const child = run(START, [], { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' });
    expect(await urlOf(child)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(child.exitCode).toBe(143);
  });

  test('starts Electron where it is installed, and takes its exit status', async () => {
    const { bin } = folders();
    const electron = standIn(bin, 'electron');
    const child = run(START, [], { ELECTRON_OVERRIDE_DIST_PATH: bin, DISPLAY: ':0' });
    const args = await noted(electron);
    expect(existsSync(path.join(args.at(-1) ?? '', 'package.json'))).toBe(true);
    electron.closeWindow();
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });
});

/** What people would install, made with a stand-in for Electron where there is none: what is in it, and that it works. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const output = mkdtempSync(path.join(tmpdir(), 'tcp-lab-dist-'));
const app = path.join(output, 'linux-unpacked');
const archive = path.join(app, 'resources/app.asar');
const beside = `${archive}.unpacked`;

beforeAll(() => {
  // The Node that runs this test takes the place of the one that is fetched for the package.
  const args = ['resources/packaging/package.mjs', 'dir', '--output', output, '--node', process.execPath];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
}, 60_000);
afterAll(() => rmSync(output, { recursive: true, force: true }));

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort();

const packaged = (): string[] =>
  listPackage(archive, { isPack: false })
    .map((name) => name.slice(1))
    .filter((name) => path.extname(name) !== '');

/** Of one folder; those of a built program beside its archive, with what they share left out. */
const packagedUnder = (folder: string): string[] =>
  packaged()
    .filter((name) => name.startsWith(`${folder}/`))
    .map((name) => name.slice(folder.length + 1));

test('the archive holds the shell; everything that a plain Node runs or reads lies beside it', () => {
  const inside = packaged().filter((name) => !existsSync(path.join(beside, name)));
  expect(inside.sort()).toEqual(['build/main/desktop.js', 'build/main/preload.js', 'resources/icons/tcp-lab.png']);
  const programs = filesUnder(path.join(beside, 'build/main')).filter((name) => !name.startsWith('shared-'));
  expect(programs).toEqual(['cli.js', 'daemon.js', 'package.json', 'serving.js', 'start.js']);
});

test('the preload script is whole in its one file', () => {
  const script = extractFile(archive, 'build/main/preload.js').toString();
  expect([...script.matchAll(/require\((.*?)\)/g)].map(([, name]) => name)).toEqual(['"electron"']);
});

test('the page, all lessons and their recorded runs are there', () => {
  expect(packagedUnder('build/renderer').sort()).toEqual(filesUnder(path.join(ROOT, 'build/renderer')));
  for (const folder of ['resources/lessons', 'resources/notes', 'resources/reference'])
    expect(packagedUnder(folder).sort()).toEqual(filesUnder(path.join(ROOT, folder)));
});

test('of all packages only the native ones are there, and of those only what Linux needs', () => {
  const packages = new Set(packagedUnder('node_modules').map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]));
  const pty = existsSync(path.join(ROOT, 'node_modules/node-pty/build/Release/pty.node')) ? ['node-pty'] : [];
  expect([...packages].sort()).toEqual(['@koromix/koffi-linux-x64', 'koffi', ...pty]);
  const native = packaged().filter((name) => name.endsWith('.node'));
  expect(native).toEqual([
    'node_modules/@koromix/koffi-linux-x64/linux_x64/koffi.node',
    ...pty.map(() => 'node_modules/node-pty/build/Release/pty.node'),
  ]);
  const superfluous = /\.(ts|svelte|map|pdb|cc|hh|h|exe|dll|test\.js)$|musl|prebuilds|^(src-|test|docs|dist)/;
  expect(packaged().filter((name) => superfluous.test(name))).toEqual([]);
});

test('the app can be used for nothing but itself', async () => {
  const fuses = await getCurrentFuseWire(path.join(app, 'tcp-lab-desktop'));
  const off = [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ];
  // As characters of the binary.
  const state = (fuse: FuseV1Options): string => String.fromCharCode(fuses[fuse] ?? 0);
  expect(off.map(state)).toEqual(off.map(() => '0'));
  expect(state(FuseV1Options.OnlyLoadAppFromAsar)).toBe('1');
});

test('a lesson runs from the package, with the Node that is in it', () => {
  const { status, stdout, stderr } = spawnSync(
    path.join(app, 'resources/tcp-lab'),
    ['run', 'three-way-handshake', '--json'],
    { encoding: 'utf8', cwd: '/', env: { HOME: output, PATH: process.env['PATH'] } },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'result', ok: true });
});

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { installedBrowser } from '../../../src-main/serve/app-window.ts';
import { electronBinary } from '../../../src-main/serve/electron.ts';
import { temporaryFolder } from '../../support/fake-app.ts';

function program(folder: string, name: string, mode = 0o755): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

test('Electron is where npm’s package has downloaded it to, or where the environment says', () => {
  const root = temporaryFolder();
  expect(electronBinary(root, {})).toBeUndefined();
  const elsewhere = program(path.join(root, 'elsewhere'), 'electron');
  expect(electronBinary(root, { ELECTRON_OVERRIDE_DIST_PATH: path.dirname(elsewhere) })).toBe(elsewhere);
  expect(electronBinary(root, { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })).toBeUndefined();
  const downloaded = program(path.join(root, 'node_modules/electron/dist'), 'electron');
  writeFileSync(path.join(root, 'node_modules/electron/path.txt'), 'electron');
  expect(electronBinary(root, {})).toBe(downloaded);
});

test('a browser is the first on PATH that can be run and is no snap', () => {
  const folder = temporaryFolder();
  const [one, two] = [path.join(folder, 'one'), path.join(folder, 'two')];
  expect(installedBrowser({ PATH: `${one}:${two}` })).toBeUndefined();
  program(one, 'chromium', 0o644);
  symlinkSync(program(two, 'snap'), path.join(two, 'chromium'));
  expect(installedBrowser({ PATH: `${one}:${two}` })).toBeUndefined();
  const chrome = program(two, 'google-chrome');
  expect(installedBrowser({ PATH: `${one}:${two}` })).toEqual({ name: 'google-chrome', file: chrome });
  expect(installedBrowser({})).toBeUndefined();
});

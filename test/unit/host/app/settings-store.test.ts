import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../src-main/common/protocol/settings.ts';
import { SettingsStore, settingsFolder } from '../../../../src-main/host/app/settings-store.ts';
import { temporaryFolder } from '../../../support/fake-app.ts';

const fileIn = (folder: string): string => path.join(folder, 'settings.json');

describe('a store', () => {
  test('begins with the defaults, in the language of the environment', () => {
    const store = new SettingsStore(temporaryFolder(), { LANG: 'zh_CN.UTF-8' });
    expect(store.settings).toEqual({ ...DEFAULT_SETTINGS, language: 'zh-CN' });
  });

  test('keeps what was chosen, and only that, for the next one', () => {
    const folder = path.join(temporaryFolder(), 'not/yet');
    new SettingsStore(folder, {}).change({ theme: 'dark' });
    expect(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).toEqual({ theme: 'dark' });
    expect(readdirSync(folder)).toEqual(['settings.json']);
    const next = new SettingsStore(folder, { LANG: 'zh' });
    expect(next.settings).toEqual({ ...DEFAULT_SETTINGS, language: 'zh-CN', theme: 'dark' });
  });

  test('tells each change until nobody wants to know', () => {
    const store = new SettingsStore(temporaryFolder(), {});
    const heard: string[] = [];
    const stop = store.onChange(({ theme }) => heard.push(theme));
    store.change({ theme: 'dark' });
    stop();
    store.change({ theme: 'light' });
    expect(heard).toEqual(['dark']);
  });

  test('keeps choices of another version of the app', () => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), '{"theme":"dark","colour-of-fin":"purple"}');
    new SettingsStore(folder, {}).change({ size: 1.5 });
    expect(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).toEqual({
      theme: 'dark',
      'colour-of-fin': 'purple',
      size: 1.5,
    });
  });
});

describe('a damaged file', () => {
  test('costs the damaged choice and no other', () => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), '{"theme":"pink","numbers":"absolute"}');
    expect(new SettingsStore(folder, {}).settings).toEqual({ ...DEFAULT_SETTINGS, numbers: 'absolute' });
  });

  test('is as good as none, whatever is in it', () => {
    const folder = temporaryFolder();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        writeFileSync(fileIn(folder), text);
        const store = new SettingsStore(folder, {});
        expect(store.change({ theme: 'projector' }).theme).toBe('projector');
      }),
    );
  });

  test('may even be a folder', () => {
    const folder = temporaryFolder();
    mkdirSync(fileIn(folder));
    expect(new SettingsStore(folder, {}).change({ theme: 'dark' }).theme).toBe('dark');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});

test('where nothing can be written a choice holds until the end', () => {
  const blocked = path.join(temporaryFolder(), 'a-file');
  writeFileSync(blocked, '');
  chmodSync(blocked, 0o400);
  const store = new SettingsStore(path.join(blocked, 'tcp-lab'), {});
  store.change({ theme: 'dark' });
  expect(store.settings.theme).toBe('dark');
});

test('settings are where the desktop keeps them', () => {
  expect(settingsFolder({ XDG_CONFIG_HOME: '/c' })).toBe('/c/tcp-lab');
  expect(settingsFolder({ XDG_CONFIG_HOME: 'relative' })).toMatch(/^\/.*\/\.config\/tcp-lab$/);
  expect(settingsFolder({})).toMatch(/\/\.config\/tcp-lab$/);
});

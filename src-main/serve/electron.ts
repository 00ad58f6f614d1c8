/** Where npm's package `electron` keeps its binary, which it downloads by itself and which may therefore be missing. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The same that `require('electron')` returns, but without its attempt to download. */
export function electronBinary(root: string, env: NodeJS.ProcessEnv): string | undefined {
  const folder = path.join(root, 'node_modules/electron');
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const file = dist ? path.join(dist, 'electron') : path.join(folder, 'dist', nameIn(folder));
  return existsSync(file) ? file : undefined;
}

function nameIn(folder: string): string {
  try {
    return readFileSync(path.join(folder, 'path.txt'), 'utf8').trim();
  } catch {
    return 'electron';
  }
}

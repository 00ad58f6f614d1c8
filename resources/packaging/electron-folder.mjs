/** Which Electron the package is made of. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** In front of the fuses of every Electron binary, with their version and their number (@electron/fuses). */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009000000000';

/**
 * The folder that is asked for, or the one that npm has fetched. Where there is neither, as on PCs that cannot reach
 * Electron's downloads, a folder with the same file names: everything of the package but Electron can be looked at then.
 */
export function electronFolder(root, temporary) {
  const fetched = path.join(root, 'node_modules/electron/dist');
  const real = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? fetched;
  if (existsSync(path.join(real, 'electron'))) return { folder: real, isReal: true };
  const folder = path.join(temporary, 'electron');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'electron'),
    `#!/bin/sh\necho "There is no Electron in this package." >&2; exit 1\n${FUSES}\n`,
    { mode: 0o755 },
  );
  return { folder, isReal: false };
}

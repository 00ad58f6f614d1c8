/** The guest's first file system: busybox, the modules in their order, and init.sh. About 4 MB. */
import { readFileSync } from 'node:fs';
import { cpioArchive, folder, program } from './cpio.ts';
import { BUSYBOX } from './parts.ts';

export function initramfs(modules: ReadonlyMap<string, Uint8Array>, init: string): Buffer {
  const names = [...modules.keys()];
  return cpioArchive([
    ...['bin', 'dev', 'proc', 'sys', 'root', 'modules'].map(folder),
    program('init', readFileSync(init)),
    program('bin/busybox', readFileSync(BUSYBOX)),
    program('modules/order', Buffer.from(names.map((name) => `${name}\n`).join(''))),
    ...[...modules].map(([name, module]) => program(`modules/${name}`, module)),
  ]);
}

/** Debian's kernels for the guest, fetched once and kept in the user's cache folder. Delete that to have newer ones. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { download } from './apt.ts';
import { output } from './command.ts';
import { initramfs } from './initramfs.ts';
import { MODULES, modulesToLoad } from './modules.ts';
import { vmlinuxOf } from './vmlinux.ts';

/** What one can ask for, with the suite of Debian that has it. The first is the default. */
const SUITES = { stable: '', backports: '-backports' } as const;
export type KernelName = keyof typeof SUITES;
export const KERNELS = Object.keys(SUITES) as KernelName[];

const METAPACKAGE = 'linux-image-amd64';
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tcp-lab/guest');

/** Two files that QEMU starts. */
export interface Kernel {
  image: string;
  initramfs: string;
}

/** A kernel of these modules and this first program. Another recipe asks for another initramfs. */
const recipeOf = (init: string): string =>
  createHash('sha256').update(readFileSync(init)).update(MODULES.join()).digest('hex').slice(0, 16);

/** Written beside its place first, so that nobody ever sees half a file. */
function put(file: string, content: Uint8Array): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
}

const only = (folder: string, fits: (name: string) => boolean): string | undefined => {
  const name = readdirSync(folder).find(fits);
  return name === undefined ? undefined : join(folder, name);
};

/** A folder for the time of `use`, also gone when the process is told to end meanwhile. */
async function inScratchFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(parent, 'unfinished-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await use(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

async function unpack(archive: string, kernel: Kernel, init: string, folder: string): Promise<void> {
  await output('dpkg-deb', ['-x', archive, folder]);
  const image = only(join(folder, 'boot'), (name) => name.startsWith('vmlinuz-'));
  // Where the system has merged /lib into /usr, so have its packages.
  const modules = ['lib/modules', 'usr/lib/modules'].map((path) => join(folder, path)).find(existsSync);
  const version = modules && only(modules, () => true);
  if (image === undefined || version === undefined) throw new Error(`${archive} is no kernel`);
  const compressed = readFileSync(image);
  put(kernel.initramfs, initramfs(modulesToLoad(version), init));
  put(kernel.image, vmlinuxOf(compressed) ?? compressed);
}

/**
 * Gets a kernel ready. `init` is the guest's first program; `tell` hears what takes its time. Throws NoGuest when the
 * kernel cannot be had.
 */
export async function provideKernel(name: KernelName, init: string, tell: (line: string) => void): Promise<Kernel> {
  const folder = join(CACHE, name);
  mkdirSync(folder, { recursive: true });
  const kernel = { image: join(folder, 'vmlinux'), initramfs: join(folder, `initramfs-${recipeOf(init)}`) };
  if (existsSync(kernel.image) && existsSync(kernel.initramfs)) return kernel;
  let archive = only(folder, (file) => file.endsWith('.deb'));
  if (archive === undefined) {
    tell(`fetching Debian's kernel (${name}), about 100 MB, into ${folder}`);
    archive = await inScratchFolder(folder, async (scratch) => {
      const fetched = await download(METAPACKAGE, SUITES[name], scratch);
      const kept = join(folder, basename(fetched));
      renameSync(fetched, kept);
      return kept;
    });
  }
  const found = archive;
  tell(`unpacking ${found}`);
  await inScratchFolder(folder, (scratch) => unpack(found, kernel, init, scratch));
  return kernel;
}

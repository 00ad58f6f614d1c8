/** A kernel's modules and the order to load them in: the guest has no modprobe, and no depmod has seen them. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * What the guest needs: first to get at the PC's files and to talk to the host, then what a lab and the tests ask the
 * kernel for. Those that these depend on come by themselves.
 */
export const MODULES = [
  ...['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_console', 'qemu_fw_cfg'],
  ...['veth', 'sch_netem', 'sch_tbf', 'tcp_diag', 'tun'],
];

/** A module is called `virtio_ring` even where its file is `virtio-ring.ko`. */
const nameOf = (file: string): string =>
  basename(file)
    .replace(/\.ko(\.xz)?$/, '')
    .replaceAll('-', '_');

const contentOf = (file: string): Buffer =>
  file.endsWith('.xz')
    ? execFileSync('xz', ['--decompress', '--stdout', file], { maxBuffer: 2 ** 26 })
    : readFileSync(file);

/** The modules that it names in its section .modinfo, which is a row of NUL-terminated `key=value`. */
function dependenciesOf(module: Buffer): string[] {
  const key = '\0depends=';
  const at = module.indexOf(key);
  if (at < 0) return [];
  const value = module.toString('latin1', at + key.length, module.indexOf(0, at + key.length));
  return value.split(',').filter((name) => name !== '');
}

/**
 * Each module that the guest needs of the kernel in this folder (`lib/modules/<version>`), a module after those that
 * it depends on. What the kernel has built in is left out. Throws with the name of one that it does not have.
 */
export function modulesToLoad(folder: string): Map<string, Buffer> {
  const files = new Map(
    readdirSync(join(folder, 'kernel'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ko(\.xz)?$/.test(file))
      .map((file) => [nameOf(file), join(folder, 'kernel', file)]),
  );
  const builtIn = new Set(readFileSync(join(folder, 'modules.builtin'), 'utf8').split('\n').map(nameOf));
  const ordered = new Map<string, Buffer>();
  const add = (name: string): void => {
    if (ordered.has(name) || builtIn.has(name)) return;
    const file = files.get(name);
    if (file === undefined) throw new Error(`the kernel in ${folder} has no module ${name}`);
    const module = contentOf(file);
    for (const dependency of dependenciesOf(module)) add(dependency);
    ordered.set(name, module);
  };
  for (const name of MODULES) add(name);
  return ordered;
}

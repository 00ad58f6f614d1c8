import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MODULES, modulesToLoad } from '../../guest/host/modules.ts';

/** A folder as lib/modules/<version>, with modules that say what they depend on. */
function kernelWith(modules: Record<string, string>, builtIn: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tcp-lab-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'kernel/net'), { recursive: true });
  writeFileSync(join(folder, 'modules.builtin'), builtIn);
  for (const [file, depends] of Object.entries(modules))
    writeFileSync(join(folder, 'kernel/net', file), `ELF\0license=GPL\0depends=${depends}\0retpoline=Y\0`);
  return folder;
}

const independent = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`${name}.ko`, '']));

test('a module comes after those that it depends on, each once, in whatever way its file is spelt', () => {
  const files = { ...independent(MODULES), 'virtio_pci.ko': 'ring_buffer,virtio', 'virtio.ko': 'ring_buffer' };
  const names = [...modulesToLoad(kernelWith({ ...files, 'ring-buffer.ko': '' }, '')).keys()];
  expect(names.slice(0, 3)).toEqual(['ring_buffer', 'virtio', 'virtio_pci']);
  expect(names).toHaveLength(MODULES.length + 2);
});

test('what the kernel has built in is not loaded, and what it lacks is named', () => {
  const [first = '', ...rest] = MODULES;
  const builtIn = kernelWith(independent(rest), `kernel/drivers/${first}.ko\n`);
  expect([...modulesToLoad(builtIn).keys()]).toEqual(rest);
  expect(() => modulesToLoad(kernelWith(independent(rest), ''))).toThrow(`has no module ${first}`);
});

/** Kernel settings of the namespace that the calling thread is in. Names as sysctl(8) prints them. */
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { libc } from './libc.ts';
import { within, type Namespace } from './namespaces.ts';
import { KernelError } from './kernel-error.ts';

const pathOf = (name: string): string => `/proc/sys/${name.replaceAll('.', '/')}`;

/** The value as text, or null where this kernel lacks or hides it. */
export function readSysctl(name: string): string | null {
  try {
    return readFileSync(pathOf(name), 'utf8').trim();
  } catch {
    return null;
  }
}

/** Writes it where this kernel has it; false where it is absent or refused. */
export function writeSysctl(name: string, value: string | number): boolean {
  const path = pathOf(name);
  if (!existsSync(path)) return false;
  try {
    writeFileSync(path, String(value));
    return true;
  } catch {
    return false;
  }
}

/** Writes it. Throws KernelError with what the kernel refused it with. */
export function setSysctl(name: string, value: string): void {
  try {
    writeFileSync(pathOf(name), value);
  } catch (error) {
    throw new KernelError(`write ${name}`, -((error as NodeJS.ErrnoException).errno ?? 0));
  }
}

/** A whole number of one namespace, kept open: asking for it takes one call. */
export class OpenSysctl {
  readonly #fd: number | null;
  readonly #text = Buffer.alloc(32);

  constructor(namespace: Namespace, name: string) {
    this.#fd = within(namespace, () => (existsSync(pathOf(name)) ? openSync(pathOf(name), 'r') : null));
  }

  /** Null where this kernel lacks or hides it. */
  get value(): number | null {
    if (this.#fd === null) return null;
    const length = Number(libc.pread(this.#fd, this.#text, this.#text.length, 0));
    return length > 0 ? Number(this.#text.toString('latin1', 0, length)) : null;
  }
}

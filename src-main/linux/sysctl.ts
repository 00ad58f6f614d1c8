/** Kernel settings of the namespace that the calling thread is in. Names as sysctl(8) prints them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

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

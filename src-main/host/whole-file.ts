import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';

/** On the disk before it gets its name, so that a PC that loses power finds the old file or the new one, whole. */
export function writeWhole(file: string, text: string): void {
  const handle = openSync(file, 'w', 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

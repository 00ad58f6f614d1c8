import { rmSync } from 'node:fs';

/** Removes a file that may not be there: it was renamed, or not even begun. */
export function removeQuietly(file: string): void {
  try {
    rmSync(file);
  } catch {
    // Nobody needs it gone.
  }
}

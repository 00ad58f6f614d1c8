/** Programs of the PC that a guest needs, and what to type where they are missing. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoGuest } from './no-guest.ts';

/** Runs before the guest's kernel can get at any library: it must be linked statically. */
export const BUSYBOX = '/bin/busybox';
/** How a program that is linked dynamically names what loads its libraries. */
const LOADER = '/ld-linux';

const PARTS = [
  { program: 'qemu-system-x86_64', in: 'qemu-system-x86' },
  { program: 'apt-get', in: 'apt' },
  { program: 'dpkg-deb', in: 'dpkg' },
  { program: 'setpriv', in: 'util-linux' },
  { program: 'xz', in: 'xz-utils' },
];

function isThere(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function busyboxIsStatic(): boolean {
  try {
    return !readFileSync(BUSYBOX).includes(LOADER);
  } catch {
    return false;
  }
}

/** Throws NoGuest with the line to type when something is missing. */
export function checkParts(): void {
  if (process.arch !== 'x64')
    throw new NoGuest(`the guest runs this PC's programs on x86-64, and they are ${process.arch}`);
  const missing = PARTS.filter(({ program }) => !isThere(program));
  if (!busyboxIsStatic()) missing.push({ program: `a static ${BUSYBOX}`, in: 'busybox-static' });
  if (missing.length === 0) return;
  const programs = missing.map(({ program }) => program).join(', ');
  const packages = [...new Set(missing.map((part) => part.in))].join(' ');
  throw new NoGuest(`${programs} ${missing.length > 1 ? 'are' : 'is'} missing; install: sudo apt install ${packages}`);
}

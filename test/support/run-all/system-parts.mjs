/** Programs of the system that the tests call. As root on Debian and its kin the missing ones are installed. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';

const PARTS = [
  { program: 'ip', in: 'iproute2', for: 'looking into a lab from outside' },
  { program: 'tc', in: 'iproute2', for: 'narrowing a link of the lab' },
  { program: 'ss', in: 'iproute2', for: 'comparing states with the kernel' },
  { program: 'unshare', in: 'util-linux', for: 'starting the lab daemon' },
  { program: 'nsenter', in: 'util-linux', for: 'looking into a lab from outside' },
  { program: 'perl', in: 'perl', for: 'filling queues without the lab' },
  { program: 'ps', in: 'procps', for: 'seeing that nothing is left behind' },
  { program: 'tcpdump', in: 'tcpdump', for: 'comparing the decoders' },
  { program: 'tshark', in: 'tshark', for: 'comparing the decoders' },
  { program: 'chromium', in: 'chromium', for: 'showing the app' },
  { program: 'qemu-system-x86_64', in: 'qemu-system-x86', for: 'labs on other kernels' },
  { program: 'busybox', in: 'busybox-static', for: 'labs on other kernels' },
  { program: 'xz', in: 'xz-utils', for: 'unpacking other kernels' },
  { program: 'zstd', in: 'zstd', for: 'unpacking other kernels' },
];

// Debian keeps some of them where an ordinary user's PATH does not look.
const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];

function isThere(program) {
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const missingParts = () => PARTS.filter((part) => !isThere(part.program));
const packagesOf = (parts) => [...new Set(parts.map((part) => part.in))];

/** Lines for the user about what is still missing; empty when all is there. */
export async function provideSystemParts() {
  let missing = missingParts();
  if (missing.length === 0) return [];

  const lines = [];
  if (process.getuid() === 0 && isThere('apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const update = await run('apt-get', ['-qq', 'update'], { env });
    const install = ['-qq', '-y', '--no-install-recommends', 'install', ...packagesOf(missing)];
    const result = update.ok ? await run('apt-get', install, { env }) : update;
    if (!result.ok) lines.push(`apt-get failed: ${result.output.trim().split('\n').at(-1)}`);
    missing = missingParts();
  }
  for (const part of missing) {
    lines.push(`${part.program} is missing (${part.for}); install it: sudo apt-get install ${part.in}`);
  }
  return lines;
}

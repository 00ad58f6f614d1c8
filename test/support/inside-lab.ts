/** Programs that run on the lab's hosts or at its wire without the lab knowing: nsenter(1) into the daemon's namespaces. */
import { readFileSync } from 'node:fs';

/** The daemon itself: the child of the `unshare` with this process id. Undefined while or when there is none. */
export function daemonOf(unsharePid: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${unsharePid}/task/${unsharePid}/children`, 'utf8').split(' ');
    return Number(children[0]) || undefined;
  } catch {
    return undefined;
  }
}

/** The command line that runs `command` in a named namespace of the lab. */
export function commandInLab(
  daemon: number,
  place: 'client' | 'wire' | 'server',
  command: string[],
): [string, string[]] {
  const user = process.geteuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
  return [
    'nsenter',
    ['--target', String(daemon), ...user, '--mount', '--net', 'ip', 'netns', 'exec', place, ...command],
  ];
}

/** Programs that run on the lab's hosts or at its wire without the lab knowing: nsenter(1) into the daemon's namespaces. */
import { readFileSync } from 'node:fs';

export type Place = 'client' | 'wire' | 'server';

/** Empty when the process is gone or the kernel has no CONFIG_PROC_CHILDREN. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** The daemon itself: the child of the `unshare` with this process id. Undefined while or when there is none. */
export function daemonOf(unsharePid: number): number | undefined {
  return childrenOf(unsharePid)[0];
}

/**
 * The command line that runs `command` in a named network namespace of the lab. With `ofLab` it is also one of
 * the lab's processes, and dies with it.
 */
export function commandInLab(
  daemon: number,
  place: Place,
  command: readonly string[],
  { ofLab = false } = {},
): [program: string, args: string[]] {
  const user = process.geteuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
  // The name is the daemon's own: it stands in the /run of its mount namespace.
  const net = `--net=/proc/${daemon}/root/run/netns/${place}`;
  const pid = ofLab ? ['--pid'] : [];
  return ['nsenter', ['--target', String(daemon), ...user, '--mount', ...pid, net, ...command]];
}

/** The command line of a shell that is one of the lab's processes: it sees one host's network, and dies with the lab. */
import { existsSync } from 'node:fs';
import type { Host } from '../../common/protocol/events.ts';
import { ownEnvironment } from '../daemon-starter.ts';
import { commandInLab } from '../inside-lab.ts';

/**
 * In mount and UTS namespaces of the shell's own: the host's name, and a /proc and a /sys that show the lab's
 * processes and this host's interfaces, as ip-netns(8) does for the latter. Where a container refuses these mounts
 * the shell does without. setns(2) has lost the working directory.
 */
const ENTER = [
  'hostname "$1" 2>/dev/null',
  'mount -t proc proc /proc 2>/dev/null',
  'mount -t sysfs sysfs /sys 2>/dev/null',
  'cd "$HOME" 2>/dev/null || cd /',
  'exec "$2"',
].join('; ');

export function shellCommand(daemon: number, host: Host, env: NodeJS.ProcessEnv): [program: string, args: string[]] {
  const enter = ['unshare', '--mount', '--uts', 'sh', '-c', ENTER, 'sh', host, shellOf(env)];
  return commandInLab(daemon, host, enter, { ofLab: true });
}

/**
 * The prompt names the host. Shells whose own files set one mostly show the host's name, too; PS1 is for all others,
 * and has nothing in it that only one shell would understand.
 */
export function shellEnvironment(host: Host, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...ownEnvironment(env), TERM: 'xterm-256color', COLORTERM: 'truecolor', PS1: `${host}:$PWD# ` };
}

export function shellOf(env: NodeJS.ProcessEnv, exists: (file: string) => boolean = existsSync): string {
  const own = env['SHELL'] ?? '';
  return [own, '/bin/bash'].find((file) => file.startsWith('/') && exists(file)) ?? '/bin/sh';
}

/** The guest's first program among the PC's own files: runs one command and hands back its exit status. */

/** The guest's character devices towards the host (virtio-serial), in the order of their numbers, from 1. */
export const PORTS = ['stdin', 'stdout', 'stderr', 'status'] as const;

export interface Command {
  /** A program and its arguments. */
  words: readonly string[];
  /** Of the PC, and so of the guest. */
  folder: string;
  env: Readonly<Record<string, string>>;
}

/** What the guest says on its status port before the command begins. */
export const READY = 'ready';

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
const device = (port: (typeof PORTS)[number]): string => `/dev/vport0p${PORTS.indexOf(port) + 1}`;

/** A script for /bin/sh, which runs it as process 1: when it is through, the guest ends. */
export function startScript({ words, folder, env }: Command): string {
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`);
  const command = `(cd ${quoted(folder)} && exec ${words.map(quoted).join(' ')})`;
  return [
    ...exports,
    // The host announces them while the modules are being loaded.
    `until ${PORTS.map((port) => `[ -c ${device(port)} ]`).join(' && ')}; do sleep 0.1; done`,
    `exec 3> ${device('status')}`,
    `echo ${READY} >&3`,
    `${command} < ${device('stdin')} > ${device('stdout')} 2> ${device('stderr')} 3>&-`,
    'echo $? >&3',
    '/run/guest/busybox poweroff -f',
    '',
  ].join('\n');
}

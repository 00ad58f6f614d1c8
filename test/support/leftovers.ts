/** What a lab must not leave on the PC: network namespaces, mounts, interfaces, names, changed settings. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { processes, type Process } from './processes.ts';

const SETTINGS = '/proc/sys/net';
/** Counts, not settings. */
const MOVING = /nf_conntrack_count$/;

export interface PcState {
  /** By `pid startedAt`. */
  processes: Set<string>;
  /** Who is in it, by `net:[…]`. */
  namespaces: Map<string, Process[]>;
  mounts: string[];
  interfaces: string[];
  /** Of /run/netns. */
  names: string[];
  settings: Map<string, string>;
}

const identity = ({ pid, startedAt }: Process): string => `${pid} ${startedAt}`;

/** As far as this user may look: of others' processes only root sees the namespaces. */
export function pcState(): PcState {
  const all = processes();
  const namespaces = new Map<string, Process[]>();
  for (const process of all)
    for (const namespace of namespacesOf(process.pid))
      namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), process]);
  const links = spawnSync('ip', ['-j', 'link'], { encoding: 'utf8' });
  return {
    processes: new Set(all.map(identity)),
    namespaces,
    mounts: readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n'),
    interfaces: (JSON.parse(links.stdout) as { ifname: string }[]).map(({ ifname }) => ifname),
    names: existsSync('/run/netns') ? readdirSync('/run/netns') : [],
    settings: new Map(settingsIn(SETTINGS)),
  };
}

/** Each thread can be in a namespace of its own. */
function namespacesOf(pid: number): Set<string> {
  const found = new Set<string>();
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`))
      found.add(readlinkSync(`/proc/${pid}/task/${thread}/ns/net`));
  } catch {
    // It has ended, or is somebody else's.
  }
  return found;
}

function* settingsIn(folder: string): Generator<[string, string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* settingsIn(path);
    else if (!MOVING.test(path)) yield [path, valueOf(path)];
  }
}

/** Some settings can only be written, some only be read by root. */
function valueOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** One line for each thing that is new or changed. */
export function leftovers(before: PcState, after: PcState = pcState()): string[] {
  const added = (name: string, old: string[], now: string[]): string[] =>
    now.filter((item) => !old.includes(item)).map((item) => `${name}: ${item}`);
  const changed = [...after.settings].filter(([path, value]) => before.settings.get(path) !== value);
  const inside = [...after.namespaces].filter(([namespace]) => !before.namespaces.has(namespace));
  return [
    ...inside
      .filter(([, holders]) => !holders.every((holder) => isForeign(holder, before)))
      .map(
        ([namespace, holders]) =>
          `namespace: ${namespace} of ${holders.map(({ name, pid }) => `${name} (${pid})`).join()}`,
      ),
    ...added('mount', before.mounts, after.mounts),
    ...added('interface', before.interfaces, after.interfaces),
    ...added('name in /run/netns', before.names, after.names),
    ...changed.map(([path, value]) => `setting: ${path} = ${value.trim()}, was ${before.settings.get(path)?.trim()}`),
  ];
}

/** Other programs may have labs, too: theirs descend from something that was there before and is not this process. */
function isForeign(holder: Process, before: PcState): boolean {
  const all = new Map(processes().map((process) => [process.pid, process]));
  let old = false;
  for (let at: Process | undefined = holder; at && at.pid > 1; at = all.get(at.parent)) {
    if (at.pid === process.pid) return false;
    old ||= before.processes.has(identity(at));
  }
  return old;
}

/** The PC's processes as /proc tells them, for finding what a lab consists of and what it leaves behind. */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { daemonOf } from '../../src-main/host/inside-lab.ts';

export interface Process {
  pid: number;
  parent: number;
  name: string;
  /** One letter, as in proc_pid_stat(5). */
  state: string;
  /** Clock ticks since boot: with the pid it names one process for good, because pids are used again. */
  startedAt: string;
}

const POLL_MS = 5;

function processOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold blanks and brackets; the fields begin behind the last bracket.
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    return {
      pid,
      parent: Number(fields[1]),
      name: stat.slice(stat.indexOf('(') + 1, end),
      state: fields[0] ?? '?',
      startedAt: fields[19] ?? '?',
    };
  } catch {
    return undefined;
  }
}

export function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => processOf(Number(pid)))
    .filter((process) => process !== undefined);
}

/** The process and everything that it has started, parents first. */
export function treeOf(pid: number): Process[] {
  const all = processes();
  const tree = all.filter((process) => process.pid === pid);
  for (const { pid: parent } of tree) tree.push(...all.filter((process) => process.parent === parent));
  return tree;
}

/** The daemon of the only lab that this process, or one that it has started, has open. */
export function daemonUnder(host: number): number {
  const unshare = treeOf(host).find(({ name }) => name === 'unshare');
  const daemon = unshare && daemonOf(unshare.pid);
  if (daemon === undefined) throw new Error('there is no lab daemon');
  return daemon;
}

/** Processes whose environment had this variable when they were started, as far as this user may look. */
export function processesWith(variable: string, value: string): Process[] {
  const wanted = `${variable}=${value}`;
  return processes().filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(wanted);
    } catch {
      return false;
    }
  });
}

/** An orphan that has ended and waits for process 1 to take note has nothing any more but its number. */
const isOver = (process: Process): boolean => {
  const now = processOf(process.pid);
  return now?.startedAt !== process.startedAt || now.state === 'Z' || now.state === 'X';
};

/** Kills those that are still there: the end of one is often the end of others. */
export function endAtOnce(all: readonly Process[]): void {
  for (const one of all) {
    if (isOver(one)) continue;
    try {
      process.kill(one.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Asks again and again until there is an answer; throws `what` when there is none in time. */
export async function poll<T>(ask: () => T | undefined, seconds: number, what: string): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await wait(POLL_MS);
  }
}

/** Waits until all of them have ended; throws with the names of those that have not. */
export async function untilOver(tree: readonly Process[], seconds: number): Promise<void> {
  const left = (): Process[] => tree.filter((process) => !isOver(process));
  try {
    await poll(() => (left().length === 0 ? true : undefined), seconds, '');
  } catch {
    const names = left().map(({ pid, name, parent }) => `${name} (${pid}, child of ${parent})`);
    throw new Error(`still there after ${seconds} s: ${names.join(', ')}`);
  }
}

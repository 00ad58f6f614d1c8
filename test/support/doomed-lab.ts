/** A lab in a host of its own (lab-host.ts), whose processes can be found and ended one by one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { DAEMON_PATH, daemonEnvironment, unshareArguments } from '../../src-main/host/daemon-starter.ts';
import { daemonOf } from '../../src-main/host/inside-lab.ts';
import { endAtOnce, poll, processesWith, treeOf, untilOver, type Process } from './processes.ts';

const MARK = 'TCP_LAB_DOOMED';

export const PARTS = ['daemon', 'host', 'unshare'] as const;
export type Part = (typeof PARTS)[number];

/** Makes one file that Node can run of lab-host.ts and returns its path. */
export async function bundleHost(folder: string): Promise<string> {
  const name = 'lab-host.mjs';
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('./lab-host.ts', import.meta.url)),
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: name } },
    },
  });
  return join(folder, name);
}

export class DoomedLab {
  readonly root: ChildProcess;
  /** Resolves when the root process has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Resolves when the host has said so: its sessions begin. */
  readonly ready: Promise<unknown>;
  isReady = false;
  static readonly #all: DoomedLab[] = [];
  /** In the environment of each of its processes. */
  readonly #mark = randomUUID();

  private constructor(command: string, args: string[], env: NodeJS.ProcessEnv) {
    DoomedLab.#all.push(this);
    // In a process group of its own, as a shell would start it: its root is what Ctrl-C in a terminal reaches.
    this.root = spawn(command, args, {
      env: { ...env, [MARK]: this.#mark },
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    this.root.stdin?.on('error', () => {});
    this.ready = new Promise((resolve) => this.root.stdout?.once('data', resolve).resume());
    void this.ready.then(() => (this.isReady = true));
    this.ended = once(this.root, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
  }

  /** A host, its `unshare` and its daemon. */
  static inHost(bundle: string, seed: number): DoomedLab {
    return new DoomedLab(process.execPath, [bundle, DAEMON_PATH, String(seed)], process.env);
  }

  /** `unshare` and the daemon, with nobody but this process at the other end of its stdin. */
  static alone(): DoomedLab {
    const args = [...unshareArguments(process.geteuid?.() ?? 0), process.execPath, DAEMON_PATH];
    return new DoomedLab('unshare', args, daemonEnvironment(process.env));
  }

  /** Ends what a failed test has left running. */
  static endAll(): void {
    for (const lab of DoomedLab.#all) endAtOnce(lab.processes());
  }

  /** The process id of a part of a lab in a host, as soon as there is one. */
  part(part: Part): Promise<number> {
    const host = this.root.pid ?? 0;
    const find = (): number | undefined => {
      if (part === 'host') return host;
      const unshare = treeOf(host).find(({ name }) => name === 'unshare')?.pid;
      return part === 'unshare' || unshare === undefined ? unshare : daemonOf(unshare);
    };
    return poll(find, 10, `a lab with its ${part}`);
  }

  /** All of its processes that there are now. */
  processes(): Process[] {
    const isOver = this.root.exitCode !== null || this.root.signalCode !== null;
    const tree = isOver ? [] : treeOf(this.root.pid ?? 0);
    const pids = new Set(tree.map(({ pid }) => pid));
    return [...tree, ...processesWith(MARK, this.#mark).filter(({ pid }) => !pids.has(pid))];
  }

  /** Waits until those processes, and all that have been started since, have ended. */
  async isOver(known: Process[], seconds: number): Promise<void> {
    await untilOver(known, seconds);
    // A process that is about to end may have started another one just before.
    await untilOver(processesWith(MARK, this.#mark), seconds);
    const left = processesWith(MARK, this.#mark);
    if (left.length > 0) throw new Error(`started again: ${left.map(({ name }) => name).join()}`);
  }
}

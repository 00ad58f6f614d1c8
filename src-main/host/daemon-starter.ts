/** Starts a lab daemon. The interface lets hosts be tested with no kernel (test/support/fake-starter.ts). */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { childrenOf } from './inside-lab.ts';

export interface DaemonExit {
  /** Exit status of `unshare`, which hands on the daemon's own; null when a signal ended it or it never started. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Errno of a start that failed, as `ENOENT`. */
  startError?: string;
}

export interface LabDaemonProcess {
  /** Of `unshare`, whose only child is the daemon; undefined when it could not be started. */
  readonly pid?: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves once, never rejects. */
  readonly exited: Promise<DaemonExit>;
  /** Ends it at once, without asking. Synchronous, so that a host can call it while it exits. */
  kill(): void;
}

/** Which Node runs which file, with what in its environment besides the host's own. */
export interface DaemonProgram {
  node: string;
  script: string;
  env: NodeJS.ProcessEnv;
}

export interface LabDaemonStarter {
  readonly program?: DaemonProgram;
  start(): LabDaemonProcess;
}

/** `build/main/daemon.js`; the same steps lead there from src-main/host and from the bundle itself. */
export const DAEMON_PATH = fileURLToPath(new URL('../../build/main/daemon.js', import.meta.url));

/** Tells the daemon which engine makes the impairments: `netem`, `built-in`; anything else = whichever there is. */
export const ENGINE_VARIABLE = 'TCP_LAB_ENGINE';

/** Tells the daemon where the built-in engine's random numbers begin: a whole number below 2^32. */
export const SEED_VARIABLE = 'TCP_LAB_SEED';

/** The daemon by the Node that runs this host. */
export const OWN_PROGRAM: DaemonProgram = { node: process.execPath, script: DAEMON_PATH, env: {} };

/** Arguments of unshare(1) before the program: namespaces of its own, and death together with unshare. */
export function unshareArguments(euid: number): string[] {
  const user = euid === 0 ? [] : ['--user', '--map-root-user'];
  return [...user, '--mount', '--net', '--pid', '--fork', '--kill-child=SIGKILL'];
}

/**
 * Node's own variables are for the host: NODE_OPTIONS (inspectors, loaders) would make the daemon wait or load foreign
 * code, and NODE_EXTRA_CA_CERTS makes every start parse certificates, 100 ms for a usual bundle.
 * The C locale keeps messages of unshare and tc as the ones we recognise.
 */
export function daemonEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...ownEnvironment(env), LC_ALL: 'C.UTF-8' };
}

/** The person's environment without Node's variables. Debian has tc in /usr/sbin, which is not on an ordinary user's PATH. */
export function ownEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('NODE_')));
  const folders = (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(':');
  const missing = ['/usr/sbin', '/sbin'].filter((folder) => !folders.includes(folder));
  return { ...rest, PATH: [...folders, ...missing].join(':') };
}

/** The daemon as `unshare`'s child. A session of its own (detached) keeps Ctrl-C with the host, which then closes it in order. */
export class UnshareStarter implements LabDaemonStarter {
  readonly program: DaemonProgram;

  constructor(program: Partial<DaemonProgram> = {}) {
    this.program = { ...OWN_PROGRAM, ...program };
  }

  start(): LabDaemonProcess {
    const { node, script, env } = this.program;
    const args = [...unshareArguments(process.geteuid?.() ?? 0), node, script];
    const child = spawn('unshare', args, {
      env: { ...daemonEnvironment(process.env), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const exited = new Promise<DaemonExit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined) resolve({ code: null, signal: null, startError: error.code ?? error.message });
      });
    });
    return {
      pid: child.pid,
      stdin: child.stdin,
      // Node throws away what nobody has begun to read when the child exits; these keep it for a reader that comes late.
      stdout: child.stdout.pipe(new PassThrough()),
      stderr: child.stderr.pipe(new PassThrough()),
      exited,
      kill: () => {
        const { pid } = child;
        if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
        // The child first: it is process 1 of its namespace, so everything in there goes with it. Where it cannot be
        // found, --kill-child does the work.
        for (const grandchild of childrenOf(pid)) killQuietly(grandchild);
        killQuietly(pid);
      },
    };
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

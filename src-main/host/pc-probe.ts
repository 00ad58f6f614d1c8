/** Looks at this PC. Changes nothing on it: what has to be tried is tried in namespaces that are thrown away. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { LabError } from '../common/protocol/errors.ts';
import { LabDaemonClient } from './daemon-client.ts';
import { daemonEnvironment, OWN_PROGRAM, unshareArguments, type LabDaemonStarter } from './daemon-starter.ts';
import { TOOLS, type PcFacts, type Tool } from './doctor/facts.ts';
import { UNSHARE_PROFILE_FILE } from './doctor/mend.ts';

/** For what a quick PC does in a tenth of a second: an emulated one, with everything tried at once, needs a hundred times that. */
const LAB_PATIENCE_MS = 30_000;
const PATIENCE_MS = 20_000;

export async function probePc(starter: LabDaemonStarter): Promise<PcFacts> {
  const linux = process.platform === 'linux';
  const [versions, lab, netem, native] = await Promise.all([
    Promise.all(TOOLS.map((tool) => versionOf(tool))),
    linux ? tryLab(starter) : null,
    linux ? tryNetem() : null,
    tryNative(starter),
  ]);
  const tools = Object.fromEntries(TOOLS.map((tool, index) => [tool, versions[index] ?? null]));
  return {
    platform: process.platform,
    kernel: release(),
    distribution: ownDistribution(),
    root: process.geteuid?.() === 0,
    nodeVersion: process.version,
    tools: tools as Record<Tool, string | null>,
    maxUserNamespaces: readNumber('/proc/sys/user/max_user_namespaces'),
    unprivilegedUsernsClone: readNumber('/proc/sys/kernel/unprivileged_userns_clone'),
    apparmorRestrictsUserns: readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    apparmorRestrictsUnconfined: readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_unconfined'),
    apparmorUnshareProfile:
      existsSync(UNSHARE_PROFILE_FILE) && !existsSync('/etc/apparmor.d/disable/unshare-userns-restrict'),
    container: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
    lab,
    netem,
    native,
  };
}

export const ownDistribution = (): string[] => distributionOf(readText('/etc/os-release') ?? '');

/** ID and ID_LIKE of os-release(5). */
export function distributionOf(osRelease: string): string[] {
  const value = (key: string): string[] => {
    const line = osRelease.split('\n').find((candidate) => candidate.startsWith(`${key}=`)) ?? '';
    return line
      .slice(key.length + 1)
      .replace(/["']/g, '')
      .split(/\s+/)
      .filter(Boolean);
  };
  return [...value('ID'), ...value('ID_LIKE')];
}

const VERSION_COMMANDS: Record<Tool, [program: string, argument: string]> = {
  unshare: ['unshare', '--version'],
  tc: ['tc', '-V'],
  tcpdump: ['tcpdump', '--version'],
  tshark: ['tshark', '--version'],
  qemu: ['qemu-system-x86_64', '--version'],
};

async function versionOf(tool: Tool): Promise<string | null> {
  const [program, argument] = VERSION_COMMANDS[tool];
  const { code, text } = await outcome(program, [argument]);
  return code === 'ENOENT' ? null : (text.split('\n')[0] ?? '');
}

async function tryLab(starter: LabDaemonStarter): Promise<PcFacts['lab']> {
  const client = new LabDaemonClient(starter);
  const patience = setTimeout(() => client.kill(), LAB_PATIENCE_MS);
  try {
    const { readyMs } = await client.ready;
    return { readyMs };
  } catch (error) {
    return { error: error instanceof LabError ? error.toJSON() : { code: '', message: String(error), hint: '' } };
  } finally {
    clearTimeout(patience);
    await client.close();
  }
}

async function tryNetem(): Promise<string | null> {
  const inNamespaces = unshareArguments(process.geteuid?.() ?? 0);
  const netem = ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'];
  const { code, text } = await outcome('unshare', [...inNamespaces, ...netem]);
  if (code === 0) return '';
  return /RTNETLINK|qdisc/.test(text) ? text.trim() : null;
}

/** In a process of its own, as the daemon is: a broken native module may end the one that loads it. */
async function tryNative({ program = OWN_PROGRAM }: LabDaemonStarter): Promise<string> {
  const load = ['--input-type=module', '-e', "await import('koffi')"];
  const { code, text } = await outcome(program.node, load, { env: program.env, cwd: path.dirname(program.script) });
  if (code === 0) return '';
  return (
    text
      .split('\n')
      .find((line) => /Error/.test(line))
      ?.trim() ?? `exit status ${code}`
  );
}

interface Outcome {
  code: number | string;
  text: string;
}

function outcome(
  program: string,
  args: string[],
  where: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Outcome> {
  const options = { ...where, env: { ...daemonEnvironment(process.env), ...where.env }, timeout: PATIENCE_MS };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? (error === null ? 0 : 'killed'), text: stdout || stderr }),
    );
  });
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function readNumber(file: string): number | null {
  const text = readText(file);
  return text === null ? null : Number(text.trim());
}

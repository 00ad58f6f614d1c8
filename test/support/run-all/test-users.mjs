/**
 * The lab must work for root and for an ordinary user. A root who runs the tests runs the kernel tests as both;
 * anyone else as himself.
 */
import { chownSync, copyFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';

const NOBODY = 65534;
const BECOME_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
const NEEDLESS = new Set(['.git', 'dist', '.ci']);

/** What was just killed may still be writing. */
const REMOVE = { recursive: true, force: true, maxRetries: 5 };

const runAs = (prefix, command, options) => run(...split([...prefix, ...command]), options);
const split = ([command, ...args]) => [command, args];

/** Why this user cannot have a lab here, or undefined. */
async function whyNoLab(prefix, flags) {
  const probe = await runAs(prefix, ['unshare', ...flags, '--mount', '--net', '--pid', '--fork', 'true']);
  return probe.ok ? undefined : `no namespaces on this machine: ${probe.output.trim().split('\n').at(-1)}`;
}

async function canRead(prefix, root) {
  const unreadable = ['(', '!', '-readable', '-o', '-type', 'd', '!', '-executable', ')', '-print', '-quit'];
  const search = ['find', root, '-path', path.join(root, '.git'), '-prune', '-o', ...unreadable];
  const found = await runAs(prefix, search);
  return found.ok && found.output === '';
}

async function nodeFor(prefix, home) {
  if ((await runAs(prefix, [process.execPath, '--version'])).ok) return process.execPath;
  const copy = path.join(home, 'bin/node');
  mkdirSync(path.dirname(copy));
  copyFileSync(process.execPath, copy);
  chmodSync(copy, 0o755);
  return copy;
}

function copyCheckout(root, home) {
  const copy = path.join(home, 'checkout');
  mkdirSync(copy);
  for (const name of readdirSync(root)) {
    if (!NEEDLESS.has(name)) cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  return copy;
}

/** An ordinary user with a home of his own, and a checkout and a Node that he can read. */
async function ordinaryUser(root) {
  const user = { name: 'ordinary', prefix: BECOME_NOBODY, remove: () => undefined };
  const reason = await whyNoLab(BECOME_NOBODY, ['--user', '--map-root-user']);
  if (reason) return { ...user, reason };

  const home = mkdtempSync('/tmp/tcp-lab-test-');
  const remove = () => rmSync(home, REMOVE);
  chmodSync(home, 0o755);
  const node = await nodeFor(BECOME_NOBODY, home);
  const cwd = (await canRead(BECOME_NOBODY, root)) ? root : copyCheckout(root, home);
  const own = path.join(home, 'own');
  mkdirSync(own);
  if (cwd !== root) await run('chmod', ['-R', 'a+rX', cwd]);
  chownSync(own, NOBODY, NOBODY);

  const env = {
    PATH: [path.dirname(node), process.env.PATH, '/usr/sbin', '/sbin'].join(':'),
    LANG: process.env.LANG ?? 'C.UTF-8',
    ...(process.env.CI && { CI: process.env.CI }),
    HOME: own,
    TMPDIR: own,
    TCP_LAB_TEST_CACHE: path.join(own, 'cache'),
    TCP_LAB_TEST_USER: 'ordinary',
  };
  return { ...user, node, cwd, env, own, remove };
}

async function currentUser(root) {
  const isRoot = process.getuid() === 0;
  const name = isRoot ? 'root' : 'ordinary';
  const reason = await whyNoLab([], isRoot ? [] : ['--user', '--map-root-user']);
  const own = mkdtempSync('/tmp/tcp-lab-test-');
  return {
    name,
    prefix: [],
    reason,
    node: process.execPath,
    cwd: root,
    env: { ...process.env, TCP_LAB_TEST_USER: name },
    own,
    remove: () => rmSync(own, REMOVE),
  };
}

/**
 * { name, reason?, prefix, node, cwd, env, own, remove } each: `prefix` goes before a command to run it as that user,
 * `own` is a folder he may write to, `reason` says why he cannot have a lab.
 */
export async function testUsers(root) {
  const users = [await currentUser(root)];
  if (process.getuid() === 0) users.push(await ordinaryUser(root));
  return users;
}

/** Network namespaces of this process: made, named for `ip -n NAME`, and entered by the calling thread. */
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { check, libc } from './libc.ts';

const CLONE_NEWNET = 0x40000000;
const MS_BIND = 4096;
const DIRECTORY = '/run/netns';
const OWN = '/proc/thread-self/ns/net';

/** An open network namespace. The kernel keeps it as long as this descriptor or its name lives. */
export interface Namespace {
  name: string;
  fd: number;
}

/** Gives this mount namespace a /run of its own, so that names made here are seen by nobody else. */
export function privateRun(): void {
  check(libc.mount('tmpfs', '/run', 'tmpfs', 0, 'mode=0755'), 'mount /run');
  mkdirSync(DIRECTORY);
}

const currentNamespace = (name: string): Namespace => ({ name, fd: openSync(OWN, 'r') });

/** A new network namespace, named as `ip netns add` would, and left as it was found. */
export function createNamespace(name: string): Namespace {
  const before = openSync(OWN, 'r');
  try {
    check(libc.unshare(CLONE_NEWNET), 'unshare');
    const path = `${DIRECTORY}/${name}`;
    writeFileSync(path, '');
    check(libc.mount(OWN, path, '', MS_BIND, ''), `mount ${path}`);
    return currentNamespace(name);
  } finally {
    check(libc.setns(before, CLONE_NEWNET), 'setns');
    closeSync(before);
  }
}

/** Runs `body` with the calling thread inside the namespace. Sockets opened there stay there. */
export function within<T>(namespace: Namespace, body: () => T): T {
  const before = openSync(OWN, 'r');
  try {
    check(libc.setns(namespace.fd, CLONE_NEWNET), 'setns');
    return body();
  } finally {
    check(libc.setns(before, CLONE_NEWNET), 'setns');
    closeSync(before);
  }
}

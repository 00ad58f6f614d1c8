import { expect, test } from 'vitest';
import { daemonEnvironment, unshareArguments } from '../../../src-main/host/daemon-starter.ts';

test('only an ordinary user needs a user namespace', () => {
  expect(unshareArguments(1000).slice(0, 2)).toEqual(['--user', '--map-root-user']);
  expect(unshareArguments(0)).not.toContain('--user');
});

test('the daemon gets none of Node’s own variables, messages in the C locale, and the folder that Debian keeps tc in', () => {
  const env = daemonEnvironment({
    NODE_OPTIONS: '--inspect',
    NODE_EXTRA_CA_CERTS: '/c',
    PATH: '/usr/bin',
    LC_ALL: 'zh_CN.UTF-8',
    HOME: '/h',
  });
  expect(env).toEqual({ PATH: '/usr/bin:/usr/sbin:/sbin', LC_ALL: 'C.UTF-8', HOME: '/h' });
});

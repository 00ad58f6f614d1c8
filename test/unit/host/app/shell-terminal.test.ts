import { describe, expect, test } from 'vitest';
import { missingPty } from '../../../../src-main/host/app/missing-pty.ts';
import { shellCommand, shellEnvironment, shellOf } from '../../../../src-main/host/app/shell-in-lab.ts';
import { ShellTerminal } from '../../../../src-main/host/app/shell-terminal.ts';
import { Terminals } from '../../../../src-main/host/app/terminals.ts';

function fakeShell() {
  const done: string[] = [];
  let data: (text: string) => void = () => {};
  let exit: () => void = () => {};
  const pty = {
    pid: 999_999,
    onData: (listener: (text: string) => void) => (data = listener),
    onExit: (listener: () => void) => (exit = listener),
    pause: () => done.push('pause'),
    resume: () => done.push('resume'),
    kill: (signal: string) => done.push(signal),
    write: (text: string) => done.push(`write ${text}`),
    resize: (columns: number, rows: number) => done.push(`resize ${columns} ${rows}`),
  };
  const told: string[] = [];
  const terminal = new ShellTerminal(pty as never, {
    output: (text) => told.push(text),
    ended: () => told.push('ended'),
  });
  return { terminal, done, told, prints: (text: string) => data(text), exits: () => exit() };
}

describe('a shell that prints without end', () => {
  test('waits while the page has not drawn, and goes on when it has', () => {
    const { terminal, done, prints } = fakeShell();
    const chunk = 'y\n'.repeat(32 * 1024);
    for (let sent = 0; sent < 5; sent++) prints(chunk);
    expect(done).toEqual(['pause']);
    terminal.drawn(2 * chunk.length);
    expect(done).toEqual(['pause']);
    terminal.drawn(2 * chunk.length);
    expect(done).toEqual(['pause', 'resume']);
  });

  test('cannot be made to owe more than nothing', () => {
    const { terminal, done, prints } = fakeShell();
    terminal.drawn(1e9);
    prints('x'.repeat(256 * 1024 + 1));
    expect(done).toEqual(['pause']);
  });
});

test('a closed terminal hangs up, also when its shell is stopped', () => {
  const { terminal, done } = fakeShell();
  terminal.close();
  expect(done.slice(0, 2)).toEqual(['SIGHUP', 'SIGCONT']);
});

test('nothing is done to a shell that has ended', () => {
  const { terminal, done, told, exits } = fakeShell();
  exits();
  terminal.write('ls\r');
  terminal.resize(80, 24);
  terminal.drawn(1);
  terminal.close();
  expect({ done, told }).toEqual({ done: [], told: ['ended'] });
});

describe('the shell', () => {
  test('is the person’s own where it is there, else bash or sh', () => {
    const there =
      (...files: string[]) =>
      (file: string) =>
        files.includes(file);
    expect(shellOf({ SHELL: '/usr/bin/zsh' }, there('/usr/bin/zsh', '/bin/bash'))).toBe('/usr/bin/zsh');
    expect(shellOf({ SHELL: '/usr/bin/zsh' }, there('/bin/bash'))).toBe('/bin/bash');
    expect(shellOf({ SHELL: 'relative' }, there('relative'))).toBe('/bin/sh');
    expect(shellOf({}, there())).toBe('/bin/sh');
  });

  test('is one of the lab’s processes, in the network of its host', () => {
    const [program, args] = shellCommand(42, 'server', { SHELL: '/bin/sh' });
    expect(program).toBe('nsenter');
    expect(args).toEqual(expect.arrayContaining(['--target', '42', '--pid', '--net=/proc/42/root/run/netns/server']));
    expect(args.slice(-2)).toEqual(['server', '/bin/sh']);
  });

  test('has a prompt that names the host, and none of Node’s own variables', () => {
    const env = shellEnvironment('client', { NODE_OPTIONS: '--inspect', LANG: 'zh_CN.UTF-8', PATH: '/bin' });
    expect(env).toMatchObject({ LANG: 'zh_CN.UTF-8', PATH: '/bin:/usr/sbin:/sbin', TERM: 'xterm-256color' });
    expect(env['PS1']).toContain('client');
    expect(env).not.toHaveProperty('NODE_OPTIONS');
  });
});

describe('without node-pty', () => {
  test('there is no terminal, and what to type to have one', async () => {
    const terminals = new Terminals(() => Promise.reject(new Error("Cannot find package 'node-pty' imported from x")));
    const support = await terminals.support();
    expect(support).toMatchObject({ available: false, error: { code: 'no-terminal' } });
    const lab = { unsharePid: 1, host: 'client', columns: 80, rows: 24 } as const;
    const listener = { output: () => {}, ended: () => {} };
    await expect(terminals.open(lab, listener)).rejects.toMatchObject({ code: 'no-terminal' });
  });

  test('it is installed where it is absent, compiled where it is there', () => {
    const debian = ['debian'];
    expect(missingPty(new Error("Cannot find module 'node-pty'"), debian).hint).toMatch(
      /sudo apt install build-essential python3\nnpm install$/,
    );
    expect(missingPty(new Error('Failed to load native module: pty.node'), debian).hint).toMatch(
      /npm rebuild node-pty$/,
    );
    expect(missingPty(new Error('x'), ['fedora']).hint).toContain('sudo dnf install gcc-c++ make python3');
    expect(missingPty(new Error('x'), ['strange']).hint).not.toContain('sudo');
  });
});

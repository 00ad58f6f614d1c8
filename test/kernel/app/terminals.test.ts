import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Host } from '../../../src-main/common/protocol/events.ts';
import { Terminals } from '../../../src-main/host/app/terminals.ts';
import type { AppPage } from '../../support/app-page.ts';
import { daemonUnder, poll, processesWith, untilOver, type Process } from '../../support/processes.ts';
import { listen, readyApp } from '../../support/real-app.ts';

const MARK = 'TCP_LAB_SHELL_TEST';
/** More than fits into the pipe of anything on the way, and what the host may keep back at most. */
const MOST_UNDRAWN = 320 * 1024;

beforeEach(async ({ skip }) => {
  const support = await new Terminals().support();
  if (!support.available) skip(support.error.message);
  // The same shell everywhere, without anybody's own files.
  process.env['SHELL'] = '/bin/sh';
  process.env[MARK] = String(performance.now());
});
afterEach(() => {
  delete process.env[MARK];
});

/** What this test has started in shells. */
const shells = (): Process[] => {
  const daemon = new Set([process.pid]);
  return processesWith(MARK, process.env[MARK] ?? '').filter(
    ({ pid, name }) => !daemon.has(pid) && /^(sh|sleep|yes|nsenter)$/.test(name),
  );
};

function outputOf(page: AppPage, terminal: number): string {
  return page
    .pushes()
    .flatMap((push) => (push.kind === 'terminal-output' && push.terminal === terminal ? [push.data] : []))
    .join('');
}

/** A shell that has shown its first prompt. */
async function shell(page: AppPage, host: Host): Promise<number> {
  const { terminal } = await page.ask('open-terminal', { host, columns: 100, rows: 30 });
  await prints(page, terminal, new RegExp(`${host}:.*# $`));
  return terminal;
}

const prints = (page: AppPage, terminal: number, what: RegExp): Promise<RegExpExecArray> =>
  page.until(() => what.exec(outputOf(page, terminal)) ?? undefined);

const type = (page: AppPage, terminal: number, data: string): Promise<object> =>
  page.ask('terminal-input', { terminal, data });

/** From now on the page draws what it gets, as soon as it gets it. */
function drawFrom(page: AppPage, terminal: number, length: number): void {
  let drawn = length;
  page.taking = () => {
    const characters = outputOf(page, terminal).length - drawn;
    drawn += characters;
    if (characters > 0) void page.ask('terminal-drawn', { terminal, characters });
  };
  void page.taking();
}

/** A program that takes no hangup and no other hint. */
async function startStubborn(page: AppPage, terminal: number): Promise<void> {
  await type(page, terminal, `trap '' HUP TERM INT; sleep 1000 & echo started $((40 + 2))\r`);
  await prints(page, terminal, /started 42/);
  await poll(() => shells().some(({ name }) => name === 'sleep') || undefined, 5, 'a sleeping program');
}

test('ss shows what the screen shows, on the host it is asked on, and the prompt names that host', async () => {
  const { page } = await readyApp();
  await listen(page, 8080);
  const [server, client] = [await shell(page, 'server'), await shell(page, 'client')];
  for (const terminal of [server, client]) await type(page, terminal, 'ss -tan; id -u; echo done $((40 + 2))\r');
  await Promise.all([server, client].map((terminal) => prints(page, terminal, /done 42/)));
  expect(outputOf(page, server)).toMatch(/LISTEN .*:8080 /);
  expect(outputOf(page, client)).not.toMatch(/8080/);
  expect(outputOf(page, client)).toMatch(/^0\r$/m);
});

test('it sees the lab’s processes and the host’s interfaces, and knows its size', async () => {
  const { page } = await readyApp();
  const terminal = await shell(page, 'client');
  await page.ask('resize-terminal', { terminal, columns: 123, rows: 45 });
  await type(page, terminal, 'stty size; cat /proc/1/comm; ls /sys/class/net; hostname; echo done $((40 + 2))\r');
  await prints(page, terminal, /done 42/);
  expect(outputOf(page, terminal)).toMatch(/45 123\r\n(node|MainThread)\r\n(?:.*\s)?eth0\s+lo\s+client\r\n/);
});

test('a program that prints without end stalls nothing and fills no memory', async () => {
  const { page } = await readyApp();
  const terminal = await shell(page, 'client');
  await type(page, terminal, 'yes\r');
  await page.until(() => outputOf(page, terminal).length > 256 * 1024 || undefined);
  for (let asked = 0; asked < 20; asked++) await listen(page, 9000 + asked);
  const before = outputOf(page, terminal).length;
  expect(before).toBeLessThan(MOST_UNDRAWN);
  await page.ask('terminal-drawn', { terminal, characters: before });
  await page.until(() => outputOf(page, terminal).length > before || undefined);
  await type(page, terminal, '\x03');
  drawFrom(page, terminal, before);
  await type(page, terminal, 'echo alive $((40 + 2))\r');
  await prints(page, terminal, /alive 42/);
});

test('a shell that ends by itself is told', async () => {
  const { page } = await readyApp();
  const terminal = await shell(page, 'server');
  await type(page, terminal, 'exit\r');
  expect(await page.push('terminal-ended')).toMatchObject({ terminal, error: null });
  await expect(type(page, terminal, 'x')).rejects.toMatchObject({ code: 'no-such-terminal' });
});

describe('no process of a shell remains', () => {
  test.each<[string, (page: AppPage, terminal: number) => unknown]>([
    ['its terminal is closed', (page, terminal) => page.ask('close-terminal', { terminal })],
    ['its page goes', (page) => page.line.disconnect()],
    ['a fresh lab takes the place of its own', (page) => page.ask('fresh-lab')],
    ['the lab’s daemon is killed', () => process.kill(daemonUnder(process.pid), 'SIGKILL')],
  ])('when %s', async (_what, end) => {
    const { page } = await readyApp();
    const terminal = await shell(page, 'client');
    await startStubborn(page, terminal);
    const running = shells();
    expect(running.map(({ name }) => name)).toEqual(expect.arrayContaining(['sh', 'sleep']));
    await end(page, terminal);
    await untilOver(running, 5);
  });

  test('when the app closes while a shell is stopped', async () => {
    const { host, page } = await readyApp();
    const terminal = await shell(page, 'client');
    await type(page, terminal, 'kill -STOP $$\r');
    const running = shells();
    await poll(
      () => shells().some(({ name, state }) => name === 'sh' && state === 'T') || undefined,
      5,
      'a stopped shell',
    );
    await host.close();
    await untilOver(running, 5);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Event, Host, StateEvent } from '../../src-main/common/protocol/events.ts';
import { PROGRAM, eventsOf, tcpLab, type Ended } from '../support/command-line.ts';
import { daemonOf } from '../../src-main/host/inside-lab.ts';

/** The states that a host's end of the first connection went through, the one it came from first. */
function path(events: readonly Event[], host: Host): string[] {
  const states = events.filter(
    (event): event is StateEvent => event.type === 'state' && event.host === host && !event.socket.endsWith('-*'),
  );
  const first = states.filter(({ socket }) => socket === states[0]?.socket);
  return [first[0]?.from ?? '', ...first.map(({ to }) => to)];
}

const HANDSHAKE = ['run', 'three-way-handshake', '--json'];

const OPEN = { client: ['CLOSED', 'SYN_SENT', 'ESTABLISHED'], server: ['LISTEN', 'SYN_RECV', 'ESTABLISHED'] };

describe('run --json', () => {
  test.each([[[]], [['--ipv6']]])('tells of the handshake in lines that all parse, result last %j', async (options) => {
    const { status, stdout, stderr } = await tcpLab(['run', 'three-way-handshake', '--json', ...options]);
    const events = eventsOf(stdout);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(events[0]).toMatchObject({ type: 'lab', engine: expect.stringMatching(/^(netem|built-in)$/) as string });
    expect(events.at(-1)).toMatchObject({ type: 'result', lesson: 'three-way-handshake', ok: true, missed: 0 });
    for (const host of ['client', 'server'] as const) expect(path(events, host)).toEqual(OPEN[host]);
    for (const event of events) if (event.type === 'state') expect(event.cause).toBeTypeOf('object');
  });

  test('tells of the close with the states of both ends', async () => {
    const { status, stdout } = await tcpLab(['run', 'four-way-close', '--json']);
    const events = eventsOf(stdout);
    expect(status).toBe(0);
    expect(path(events, 'client')).toEqual([...OPEN.client, 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT']);
    expect(path(events, 'server')).toEqual([...OPEN.server, 'CLOSE_WAIT', 'LAST_ACK', 'CLOSED']);
  });
});

describe('what cannot be done is said in a sentence, never as a stack trace', () => {
  const sentence = expect.not.stringMatching(/^\s+at |Error:|node:internal/m) as string;

  test.each([
    ['an unknown lesson', ['run', 'three-way-handshak'], 2, /no lesson "three-way-handshak"/],
    ['an unknown option', ['run', 'four-way-close', '--slow'], 2, /no option --slow/],
    ['an engine that is not there', ['run', 'four-way-close', '--engine', 'netem'], 3, /netem/],
    ['a file that is not there', ['check', 'nowhere.yaml'], 2, /nowhere\.yaml cannot be read/],
  ])('%s', async (_, args, status, message) => {
    const ended = await tcpLab(args);
    expect(ended).toEqual({ status, stdout: '', stderr: sentence });
    expect(ended.stderr).toMatch(message);
  });

  test('a lesson file with a wrong field, with its line and column', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tcp-lab-'));
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, 'lesson: mine\ntitle: { en: A, zh-CN: B }\nsteps:\n  - nam: { en: A, zh-CN: B }\n');
    const ended = await tcpLab(['run', file]);
    rmSync(folder, { recursive: true });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain('mine.yaml:4:5: A step has no field "nam".');
  });

  test('no unshare on this PC', async () => {
    const ended = await tcpLab(['run', 'four-way-close'], { PATH: '/nowhere' });
    expect(ended).toEqual({ status: 3, stdout: '', stderr: sentence });
    expect(ended.stderr).toMatch(/unshare was not found/);
  });

  test('netem on a kernel without it, and either engine by its name where there is one', async () => {
    const engine = ({ stdout }: Ended): string | undefined =>
      eventsOf(stdout).flatMap((event) => (event.type === 'lab' ? [event.engine] : []))[0];
    const own = await tcpLab([...HANDSHAKE, '--engine', 'built-in']);
    expect([own.status, engine(own)]).toEqual([0, 'built-in']);
    const whichever = engine(await tcpLab(HANDSHAKE));
    const netem = await tcpLab([...HANDSHAKE, '--engine', 'netem']);
    if (whichever === 'netem') expect([netem.status, engine(netem)]).toEqual([0, 'netem']);
    else
      expect([netem.status, netem.stderr]).toEqual([
        3,
        'This kernel has no netem (sch_netem), or may not load it. Use --engine built-in, which does the same without it.\n',
      ]);
  });

  test('an output that nobody reads any more', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'run', 'four-way-close', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ status: child.exitCode, stderr }).toEqual({ status: 2, stderr: sentence });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a daemon that is killed half-way', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'run', 'four-way-close', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = text(child.stderr);
    await once(child.stdout, 'data');
    child.stdout.resume();
    process.kill(daemonOf(daemonOf(child.pid ?? 0) ?? 0) ?? 0, 'SIGKILL');
    const [stderr] = await Promise.all([said, once(child, 'close')]);
    expect({ status: child.exitCode, stderr }).toEqual({ status: 3, stderr: sentence });
    expect(stderr).toMatch(/daemon ended unexpectedly/);
  });
});

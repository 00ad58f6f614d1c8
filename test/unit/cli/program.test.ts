import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../../src-main/cli/program.ts';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import { lessonPath } from '../../../src-main/host/lesson-files.ts';
import { FakeStarter, LAB, type FakeDaemon } from '../../support/fake-starter.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function tcpLab(args: string[], play: (daemon: FakeDaemon) => Promise<void> = async () => {}) {
  const starter = new FakeStarter();
  let [out, err] = ['', ''];
  const output = {
    write: (text: string) => void (out += text),
    complain: (text: string) => void (err += text),
    columns: 80,
    colours: 'none' as const,
  };
  const language = args.includes('--lang') ? [] : ['--lang', 'en'];
  const status = runProgram(
    [...args, ...(args.length > 0 && !args[0]?.startsWith('-') ? language : [])],
    starter,
    output,
  );
  await play(starter.daemon);
  return { status: await status, out, err, daemon: starter.daemon };
}

const ending = (ok: boolean) => async (daemon: FakeDaemon) => {
  daemon.ready();
  const { id } = await daemon.nextRequest();
  daemon.events({ type: 'result', t: 1, lesson: 'three-way-handshake', ok, held: 3, missed: ok ? 0 : 1 });
  daemon.reply(id);
};

describe('run', () => {
  test('exits 0 when all expectations held and 1 when some missed', async () => {
    expect((await tcpLab(['run', 'three-way-handshake'], ending(true))).status).toBe(0);
    expect((await tcpLab(['run', 'three-way-handshake'], ending(false))).status).toBe(1);
  });

  test('--json prints the events as they came, one per line', async () => {
    const { out } = await tcpLab(['run', 'three-way-handshake', '--json'], ending(true));
    const [first, last] = out.trim().split('\n');
    expect(first).toBe(JSON.stringify(LAB));
    expect(last).toMatch(/^\{"type":"result"/);
  });

  test('asks for the lesson as it was loaded, the family and the language', async () => {
    let params: unknown;
    const args = [
      'run',
      'three-way-handshake',
      '--ipv6',
      '--full',
      '--seed',
      '7',
      '--engine',
      'auto',
      '--lang',
      'zh-CN',
    ];
    await tcpLab(args, async (daemon) => {
      daemon.ready();
      const request = await daemon.nextRequest();
      ({ params } = request);
      daemon.refuse(request.id, { code: 'x', message: 'Enough.', hint: '' });
    });
    const loaded = loadLesson(readFileSync(lessonPath('three-way-handshake'), 'utf8'));
    expect(params).toEqual({ ...loaded, family: 'ipv6', full: true, lang: 'zh-CN' });
  });

  test('a PC that cannot run a lab: exit 3, one sentence and what to do', async () => {
    const fatal = { code: 'no-capabilities', message: 'No capabilities.', hint: 'x' };
    const { status, err, out } = await tcpLab(['run', 'three-way-handshake'], async (daemon) => daemon.fatal(fatal));
    expect({ status, err, out }).toEqual({
      status: 3,
      err: 'No capabilities. Run "tcp-lab doctor" to see how to mend it.\n',
      out: '',
    });
  });

  test('a daemon that is killed half-way: exit 3 and a sentence', async () => {
    const { status, err } = await tcpLab(['run', 'three-way-handshake'], async (daemon) => {
      daemon.ready();
      await daemon.nextRequest();
      daemon.exit({ code: null, signal: 'SIGKILL' });
    });
    expect(status).toBe(3);
    expect(err).toBe('The lab daemon ended unexpectedly (killed by SIGKILL). Run it once more.\n');
  });

  test('a bad lesson file: exit 2, and the daemon is not left behind', async () => {
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(file, 'lesson: [\n');
    const { status, err, daemon } = await tcpLab(['run', file]);
    expect(status).toBe(2);
    expect(err).toMatch(/bad\.yaml:\d+:\d+: /);
    expect(daemon.stdin.writableEnded).toBe(true);
  });
});

describe('wrong use: exit 2 and sentences, never a stack trace', () => {
  test.each([
    [['rnu'], 'There is no command "rnu".\nDid you mean run?'],
    [['run'], 'The command run needs LESSON.'],
    [['run', 'three-way-handshke'], 'Did you mean three-way-handshake?'],
    [['run', 'nothing-like-it'], 'The lessons are: '],
    [['run', 'x', '--ful'], 'There is no option --ful here.\nDid you mean --full?'],
    [['run', 'x', '--seed', '-1'], '--seed'],
    [['run', 'x', '--seed', '1.5'], '--seed cannot be "1.5"; it can be a whole number'],
    [['run', 'x', '--engine', 'nettem'], 'it can be netem, built-in, auto.'],
    [['run', 'x', '--lang', 'de'], 'it can be en, zh-CN.'],
    [['run', 'x', 'y'], 'takes no further arguments'],
    [['run', './none.yaml'], 'The file ./none.yaml cannot be read: there is no such file.'],
    [['check', '/'], 'it is a folder'],
    [['scores', '--csv', '--json'], 'The options --json and --csv do not go together.'],
    [[], 'The commands are: doctor, list, run, show, room-check, scores, check, serve.'],
  ])('%j', async (args, sentence) => {
    const { status, err } = await tcpLab(args);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/^ +at /m);
    expect(status).toBe(2);
  });
});

test('check accepts every lesson of the lab', async () => {
  const { status, out } = await tcpLab(['check', lessonPath('three-way-handshake')]);
  expect([status, out]).toEqual([0, expect.stringContaining('a good lesson')]);
});

test('list names every lesson, as JSON too', async () => {
  expect((await tcpLab(['list'])).out).toContain('three-way-handshake');
  const rows = JSON.parse((await tcpLab(['list', '--json'])).out) as { id: string }[];
  expect(rows.map(({ id }) => id)).toContain('four-way-close');
});

test.each([['--help'], ['--version']])('%s exits 0', async (option) => {
  expect((await tcpLab([option])).status).toBe(0);
});

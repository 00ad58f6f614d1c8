import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from '../../../src-main/cli/program.ts';
import { shippedCourses } from '../../../src-main/host/courses.ts';
import { FakeStarters, type FakeDaemon } from '../../support/fake-starter.ts';

const FIXTURE = fileURLToPath(new URL('../../fixtures/three-way-handshake.ndjson', import.meta.url));

/** A daemon for each start, played by `play`. */
class Played extends FakeStarters {
  readonly #play: (daemon: FakeDaemon, nth: number) => Promise<void>;

  constructor(play: (daemon: FakeDaemon, nth: number) => Promise<void>) {
    super();
    this.#play = play;
  }

  override start() {
    const daemon = super.start();
    void this.#play(this.last, this.daemons.length);
    return daemon;
  }
}

const NOBODY = new Played(async () => {});

async function tcpLab(args: string[], starter = NOBODY) {
  let [out, err] = ['', ''];
  const status = await runProgram(args, starter, {
    write: (text) => void (out += text),
    complain: (text) => void (err += text),
    columns: 80,
    colours: 'none',
  });
  return { status, out, err };
}

/** Ends the lesson; the nth daemon says that an expectation was missed. */
const missingIn = (missing: number) => async (daemon: FakeDaemon, nth: number) => {
  daemon.ready();
  const { id } = await daemon.nextRequest();
  const held = nth !== missing;
  daemon.events({ type: 'expect', t: 1, text: 'It is so', held, observed: 'something else' });
  daemon.reply(id);
};

test('show draws how a lesson is expected to go, and says that it is a recording', async () => {
  const { status, out } = await tcpLab(['show', 'four-way-close', '--lang', 'en']);
  expect([status, out]).toEqual([0, expect.stringMatching(/A recording of \d{4}-\d\d-\d\d, made on Linux/)]);
  expect(out).toContain('FIN_WAIT2');
  expect((await tcpLab(['show', 'four-way-close', '--lang', 'zh-CN'])).out).toContain('四次挥手');
});

test('show takes a file that run --json has written, and gives it back with --json', async () => {
  expect((await tcpLab(['show', FIXTURE])).out).toContain('ESTABLISHED');
  const { out } = await tcpLab(['show', FIXTURE, '--json']);
  const lines = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  expect(lines(out)).toEqual(lines(readFileSync(FIXTURE, 'utf8')));
});

test('show of something that is no recording: exit 2 and a sentence', async () => {
  const { status, err } = await tcpLab(['show', fileURLToPath(import.meta.url), '--lang', 'en']);
  expect([status, err]).toEqual([2, expect.stringContaining('This is no recording of the lab (line 1)')]);
});

test('room-check runs every lesson of every course and exits 0 when all passed', async () => {
  const lessons = shippedCourses().flatMap((course) => course.lessons);
  const { status, out } = await tcpLab(['room-check', '--lang', 'en'], new Played(missingIn(0)));
  expect([status, out]).toEqual([0, expect.stringContaining(`${lessons.length} of ${lessons.length} lessons passed`)]);
  expect(out.split('\n').flatMap((line) => line.match(/^[a-z-]{4,}/) ?? [])).toEqual(lessons);
});

test('room-check names the first expectation that a lesson missed and exits 1', async () => {
  const { status, out } = await tcpLab(['room-check', '--lang', 'en'], new Played(missingIn(2)));
  const failed = out.split('\n').filter((line) => line.includes('FAILED'));
  expect([status, failed]).toEqual([1, [expect.stringContaining('It is so (something else)')]]);
});

test('room-check stops where there can be no lab: exit 3', async () => {
  const fatal = { code: 'no-capabilities', message: 'No capabilities.', hint: '' };
  const { status } = await tcpLab(['room-check'], new Played(async (daemon) => daemon.fatal(fatal)));
  expect(status).toBe(3);
});

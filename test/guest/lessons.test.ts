import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { PROGRAM, eventsOf } from '../support/command-line.ts';

const NOBODY = 65534;
const USERS = {
  root: [],
  'an ordinary user': ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'],
};

const RUNS: [lesson: string, user: keyof typeof USERS][] = [
  ['three-way-handshake', 'root'],
  ['three-way-handshake', 'an ordinary user'],
  ['four-way-close', 'root'],
  ['half-open-queue', 'an ordinary user'],
  ['accept-queue', 'an ordinary user'],
  ['backlog-tuning', 'an ordinary user'],
  ['syn-flood', 'an ordinary user'],
  ['loss-and-recovery', 'an ordinary user'],
];

function runAs(
  user: keyof typeof USERS,
  ...words: string[]
): { status: number | null; stdout: string; stderr: string } {
  const [program = '', ...args] = [...USERS[user], ...words];
  return spawnSync(program, args, { encoding: 'utf8' });
}

for (const [lesson, user] of RUNS)
  void test(`every expectation of ${lesson} holds for ${user} on this kernel`, (t) => {
    const mayRead = runAs(user, 'test', '-r', PROGRAM, '-a', '-x', process.execPath).status === 0;
    if (!mayRead) return t.skip(`the checkout, or Node, is closed to ${user}`);
    const { status, stdout, stderr } = runAs(user, process.execPath, PROGRAM, 'run', lesson, '--json');
    assert.equal(status, 0, stderr);
    const events = eventsOf(stdout);
    const result = events.at(-1);
    assert.ok(result?.type === 'result' && result.ok, JSON.stringify(result));
    // What is lost on its way somebody has on his conscience.
    const isUntold = events.some((event) => event.type === 'segment' && event.by === 'not seen leaving');
    assert.equal(isUntold, false);
  });

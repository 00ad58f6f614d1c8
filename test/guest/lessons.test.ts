import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsOf, tcpLab } from '../support/command-line.ts';

for (const lesson of ['three-way-handshake', 'four-way-close'])
  void test(`every expectation of ${lesson} holds on this kernel`, async () => {
    const { status, stdout, stderr } = await tcpLab(['run', lesson, '--json']);
    assert.equal(status, 0, stderr);
    const result = eventsOf(stdout).at(-1);
    assert.ok(result?.type === 'result' && result.ok, JSON.stringify(result));
  });

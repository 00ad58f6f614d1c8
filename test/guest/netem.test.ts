import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

const inNewNamespace = (script: string): string =>
  execFileSync('unshare', ['--net', 'sh', '-e', '-c', script], { encoding: 'utf8' });

void test('the kernel has netem, and reads back the delay that it was given', () => {
  const printed = inNewNamespace('tc qdisc add dev lo root netem delay 10ms; tc -s -j qdisc show dev lo');
  const [qdisc] = JSON.parse(printed) as { kind: string; options: { delay: { delay: number } }; packets: number }[];
  assert.equal(qdisc?.kind, 'netem');
  assert.equal(qdisc.options.delay.delay, 0.01);
  assert.equal(qdisc.packets, 0);
});

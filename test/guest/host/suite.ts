/**
 * `npm run test:guest [-- [--kernel NAME] PART-OF-A-FILE'S-NAME…]`: the tests of test/guest on each kernel, or on one. The last line is the count,
 * which also goes as JSON into the file named by TCP_LAB_TALLY, as from the reporter of the other tests.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import { fromLine } from '../inside/report.ts';
import { INIT, ROOT, guestEnvironment } from './checkout.ts';
import { KERNELS, provideKernel, type KernelName } from './kernels.ts';
import { NoGuest } from './no-guest.ts';
import { checkParts } from './parts.ts';
import { runInGuest } from './qemu.ts';
import { endInOrder } from './signals.ts';

/** Seconds for all tests on one kernel, its start included. */
const TIMEOUT = 1300;

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  skips: { name: string; reason: string }[];
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0, skips: [] };

function skip(name: string, reason: string): void {
  console.log(`  - ${name}: skipped, ${reason}`);
  tally.skipped++;
  tally.skips.push({ name, reason });
}

function fail(name: string, message: string): void {
  console.log(`  ✗ ${name}`);
  for (const line of message.split('\n')) console.log(`      ${line}`);
  tally.failed++;
}

/** Counts and prints what the tests report, and passes on what they print. True when they came to their end. */
async function follow(stdout: PassThrough): Promise<boolean> {
  for await (const line of createInterface({ input: stdout })) {
    const report = fromLine(line);
    if (report === undefined) console.log(`      ${line}`);
    else if ('end' in report) return true;
    else if (report.error !== undefined) fail(report.test, report.error);
    else if (report.skipped !== undefined) skip(report.test, report.skipped);
    else {
      console.log(`  ✓ ${report.test}  ${report.seconds.toFixed(1)} s`);
      tally.passed++;
    }
  }
  return false;
}

/** Runs the tests on a kernel, in files with these parts in their names, or in all. */
async function testOn(name: KernelName, files: readonly string[]): Promise<void> {
  console.log(`guest tests on Debian's kernel, ${name}`);
  const startedAt = performance.now();
  const kernel = await provideKernel(name, INIT, (line) => console.log(`  ${line}`));
  const reporter = ['--test-reporter=./build/guest/reporter.js', '--test-reporter-destination=stdout'];
  const words = [process.execPath, ...reporter, 'build/guest/run-tests.js', ...files];
  const stdout = new PassThrough();
  const running = runInGuest(
    kernel,
    { words, folder: ROOT, env: guestEnvironment(process.env) },
    { stdout, stderr: process.stderr },
    TIMEOUT,
  ).finally(() => stdout.end());
  const failedBefore = tally.failed;
  const [complete, ended] = await Promise.all([follow(stdout), running]);
  const { status, bootSeconds, console: kernelSaid } = ended;
  const seconds = (performance.now() - startedAt) / 1000;
  // A file that cannot be loaded, or no file of that name: nothing failed, but not for want of trouble.
  if (!complete || (status !== 0 && tally.failed === failedBefore)) {
    const guestEnded = `the guest ended after ${seconds.toFixed(0)} s; its console:\n${kernelSaid}`;
    fail('the tests run to their end', status === undefined ? guestEnded : `exit status ${status}, no last report`);
  }
  console.log(`  booted in ${bootSeconds?.toFixed(1) ?? '?'} s, all in ${seconds.toFixed(1)} s`);
}

endInOrder();
const { values, positionals: files } = parseArgs({ options: { kernel: { type: 'string' } }, allowPositionals: true });
const kernels = KERNELS.filter((name) => name === (values.kernel ?? name));
const missing = new Map<KernelName, string>();
for (const kernel of kernels) {
  try {
    checkParts();
    if (!existsSync(join(ROOT, 'build/main/cli.js'))) throw new NoGuest('the lab is not built: npm run build');
    await testOn(kernel, files);
  } catch (error) {
    if (!(error instanceof NoGuest)) throw error;
    missing.set(kernel, error.message);
  }
}
const [reason] = missing.values();
// What stands in the way of all is most likely one thing.
if (reason !== undefined && missing.size === kernels.length) skip('all in the guest', reason);
else for (const [kernel, message] of missing) skip(`all on Debian's kernel, ${kernel}`, message);
if (process.env['TCP_LAB_TALLY']) writeFileSync(process.env['TCP_LAB_TALLY'], JSON.stringify(tally));
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed > 0 ? 1 : 0);

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
import { KERNELS, provideKernel, type Kernel, type KernelName } from './kernels.ts';
import { NoGuest } from './no-guest.ts';
import { checkParts } from './parts.ts';
import { runInGuest } from './qemu.ts';
import { endInOrder } from './signals.ts';

/** Seconds for all tests on one kernel, its start included. */
const TIMEOUT = 1300;

/** A test, and what it said. */
interface Said {
  name: string;
  lines: string[];
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  skips: { name: string; reason: string }[];
  failures: Said[];
  /** Passed when they were run again. */
  again: Said[];
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0, skips: [], failures: [], again: [] };

function skip(name: string, reason: string): void {
  console.log(`  - ${name}: skipped, ${reason}`);
  tally.skipped++;
  tally.skips.push({ name, reason });
}

function fail(name: string, message: string): Said {
  const lines = message.split('\n');
  console.log(`  ✗ ${name}`);
  for (const line of lines) console.log(`      ${line}`);
  return { name, lines };
}

interface Followed {
  failures: Said[];
  /** They came to their end. */
  complete: boolean;
}

/** Counts and prints what the tests report, but for those that were not asked for, and passes on what they print. */
async function follow(stdout: PassThrough, isAsked: (test: string) => boolean): Promise<Followed> {
  const failures: Said[] = [];
  for await (const line of createInterface({ input: stdout })) {
    const report = fromLine(line);
    if (report === undefined) console.log(`      ${line}`);
    else if ('end' in report) return { failures, complete: true };
    else if (!isAsked(report.test)) continue;
    else if (report.error !== undefined) failures.push(fail(report.test, report.error));
    else if (report.skipped !== undefined) skip(report.test, report.skipped);
    else {
      console.log(`  ✓ ${report.test}  ${report.seconds.toFixed(1)} s`);
      tally.passed++;
    }
  }
  return { failures, complete: false };
}

/** Runs the tests in a guest of their own, those in files with these parts in their names or all; of them those with these names or all. */
async function runTests(kernel: Kernel, files: readonly string[], names?: readonly string[]): Promise<Followed> {
  const startedAt = performance.now();
  const flags = ['--test-reporter=./build/guest/reporter.js', '--test-reporter-destination=stdout'];
  for (const name of names ?? []) flags.push(`--test-name-pattern=^${name.replace(/[^\w ]/g, '\\$&')}$`);
  const words = [process.execPath, ...flags, 'build/guest/run-tests.js', ...files];
  const stdout = new PassThrough();
  const running = runInGuest(
    kernel,
    { words, folder: ROOT, env: guestEnvironment(process.env) },
    { stdout, stderr: process.stderr },
    TIMEOUT,
  ).finally(() => stdout.end());
  const isAsked = (test: string): boolean => names?.includes(test) ?? true;
  const [{ failures, complete }, ended] = await Promise.all([follow(stdout, isAsked), running]);
  const { status, bootSeconds, console: kernelSaid } = ended;
  const seconds = (performance.now() - startedAt) / 1000;
  // A file that cannot be loaded, or no file of that name: nothing failed, but not for want of trouble.
  if (!complete || (status !== 0 && failures.length === 0)) {
    const guestEnded = `the guest ended after ${seconds.toFixed(0)} s; its console:\n${kernelSaid}`;
    const message = status === undefined ? guestEnded : `exit status ${status}, no last report`;
    failures.push(fail('the tests run to their end', message));
  }
  console.log(`  booted in ${bootSeconds?.toFixed(1) ?? '?'} s, all in ${seconds.toFixed(1)} s`);
  return { failures, complete };
}

/** Those that failed run once more: the guest's CPU is emulated, and the PC may have been busy. */
async function testOn(name: KernelName, files: readonly string[]): Promise<void> {
  console.log(`guest tests on Debian's kernel, ${name}`);
  const kernel = await provideKernel(name, INIT, (line) => console.log(`  ${line}`));
  let { failures, complete } = await runTests(kernel, files);
  if (complete && failures.length > 0) {
    console.log('  once more, those that failed');
    const first = failures;
    ({ failures, complete } = await runTests(
      kernel,
      files,
      first.map((test) => test.name),
    ));
    const stillFails = new Set(failures.map((test) => test.name));
    if (complete) tally.again.push(...first.filter((test) => !stillFails.has(test.name)));
  }
  tally.failures.push(...failures);
  tally.failed += failures.length;
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

/**
 * `npm test`: everything, from a clean clone. Installs and builds what is missing, then lint, types, unit tests, kernel
 * tests, those of the app, and those in a guest with other kernels. The last line is the count: `N passed, N failed, N skipped`.
 * Tests on a kernel and of the app look at real timers, on a PC that may be busy: one that fails is run once more, and
 * when it passes then, it counts as passed, and is told with what it said at first.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { build, buildIsCurrent, installPackages, packagesAreInstalled } from './run-all/checkout.mjs';
import { run } from './run-all/command.mjs';
import { provideSystemParts } from './run-all/system-parts.mjs';
import { testUsers } from './run-all/test-users.mjs';

const OUTPUT_LINES = 80;
/** Seconds for a whole vitest run. */
const TESTS_TIMEOUT = 1800;
/** Seconds for the guest's tests on both kernels, which may have to be fetched. */
const GUEST_TIMEOUT = 2700;

const root = path.resolve(import.meta.dirname, '../..');
const total = { passed: 0, failed: 0, skipped: 0 };
/** { name, lines } of each test: `lines` is what it said. */
const failures = [];
const again = [];

function tell(name, { ok, output, seconds }) {
  console.log(`${ok ? '✓' : '✗'} ${name}  ${seconds.toFixed(1)} s`);
  if (ok || output === '') return;
  const all = stripVTControlCharacters(output).trimEnd().split('\n');
  const lines = all.slice(-OUTPUT_LINES);
  if (all.length > OUTPUT_LINES) lines.unshift(`… ${all.length - OUTPUT_LINES} lines before these`);
  for (const line of lines) console.log(`    ${line}`);
  failures.push({ name, lines });
}

function tellTests(heading, tests) {
  if (tests.length > 0) console.log(`\n${heading}`);
  for (const { name, lines } of tests) {
    console.log(`  ${name}`);
    for (const line of lines) console.log(`      ${line}`);
  }
}

/** A step that counts as one. */
function count(name, result) {
  tell(name, result);
  total[result.ok ? 'passed' : 'failed']++;
}

/** A step that counts only when it fails. */
async function prepare(name, step) {
  const result = await step(root);
  tell(name, result);
  if (!result.ok) total.failed++;
  return result.ok;
}

function skip(name, reason) {
  console.log(`- ${name}: skipped, ${reason}`);
  total.skipped++;
}

function finish() {
  tellTests('passed only when run again; at first:', again);
  tellTests('failed:', failures);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exit(total.failed > 0 ? 1 : 0);
}

async function runTests(project, user) {
  const as = user.name === 'root' ? 'root' : 'an ordinary user';
  const name = project === 'unit' ? 'unit tests' : `${project} tests as ${as}`;
  if (project !== 'unit' && user.reason) {
    skip(name, user.reason);
    return;
  }
  console.log(name);
  const tallyFile = path.join(user.own, `${project}.json`);
  // The config loader that writes no file: node_modules may belong to somebody else.
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--configLoader', 'runner'];
  if (project !== 'unit') vitest.push('--retry=1');
  const [command, ...args] = [...user.prefix, user.node, ...vitest, '--reporter=./test/support/tally-reporter.mjs'];
  const env = { ...user.env, TCP_LAB_TALLY: tallyFile };
  const result = await run(command, args, { cwd: user.cwd, env, timeout: TESTS_TIMEOUT, show: true });

  const tally = readTally(tallyFile);
  for (const { name: test, reason } of tally?.skips ?? []) console.log(`  - ${test}: skipped, ${reason}`);
  addTally(name, result, tally);
}

/** It prints its own tests, skips too, as they come. */
async function runGuestTests(user) {
  const name = 'guest tests';
  console.log(name);
  const tallyFile = path.join(user.own, 'guest.json');
  const env = { ...process.env, TCP_LAB_TALLY: tallyFile };
  const result = await run('npm', ['run', '--silent', 'test:guest'], {
    cwd: root,
    env,
    timeout: GUEST_TIMEOUT,
    show: true,
  });
  addTally(name, result, readTally(tallyFile));
}

const readTally = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

const named = (run, tests = []) => tests.map((test) => ({ ...test, name: `${run}: ${test.name}` }));

function addTally(name, result, tally) {
  for (const key of Object.keys(total)) total[key] += tally?.[key] ?? 0;
  failures.push(...named(name, tally?.failures));
  again.push(...named(name, tally?.again));
  // A run that broke down on its own account: no result, or failed with no failed test.
  const brokeDown = !tally || (!result.ok && tally.failed === 0);
  tell(name, { ...result, ok: result.ok && !(tally?.failed > 0), output: brokeDown ? result.output : '' });
  if (brokeDown) total.failed++;
}

if (!packagesAreInstalled(root) && !(await prepare('npm ci', installPackages))) finish();
for (const line of await provideSystemParts()) console.log(`! ${line}`);
const built = buildIsCurrent(root) || (await prepare('build', build));

const npmRun = (script) => run('npm', ['run', '--silent', script], { cwd: root });
const [lint, types] = await Promise.all([npmRun('lint'), npmRun('types')]);
count('lint', lint);
count('types', types);

const users = await testUsers(root);
// Also when it is interrupted.
process.on('exit', () => {
  for (const user of users) user.remove();
});
await runTests('unit', users[0]);
if (!built) console.log('✗ kernel, app and guest tests: not run, they need the build');
else {
  for (const project of ['kernel', 'app']) for (const user of users) await runTests(project, user);
  await runGuestTests(users[0]);
}
finish();

/**
 * Vitest reporter for run-all: one line per file while the tests run, the whole message of each failure, and the
 * counts as JSON in the file named by TCP_LAB_TALLY, with the messages of the tests that failed and of those that
 * passed only when they were run again. A skipped test must say why; one that does not is a failure.
 */
import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const MESSAGE_LINES = 30;
const LOG_LINES = 20;

const NO_REASON = "skipped without a reason: call skip('why') of the test context, also possible in beforeEach";

function shorten(text, lines) {
  const all = stripVTControlCharacters(text).trimEnd().split('\n');
  if (all.length <= lines) return all;
  return [...all.slice(0, lines), `… ${all.length - lines} more lines`];
}

function describeError(error) {
  const kind = error.name && error.name !== 'Error' && error.name !== 'AssertionError' ? `${error.name}: ` : '';
  const lines = shorten(kind + (error.message ?? String(error)), MESSAGE_LINES);
  if (error.diff) lines.push(...shorten(error.diff, MESSAGE_LINES));
  const place = error.stacks?.find((s) => !s.file.includes('/node_modules/'));
  if (place) lines.push(`at ${place.file}:${place.line}:${place.column}`);
  return lines;
}

/** Errors of hooks and imports, which belong to no test. */
function* ownErrors(module) {
  for (const error of module.errors()) yield { name: module.relativeModuleId, error };
  for (const suite of module.children.allSuites()) {
    for (const error of suite.errors()) yield { name: `${module.relativeModuleId} > ${suite.fullName}`, error };
  }
}

function setUpFailed(test) {
  for (let parent = test.parent; parent; parent = parent.parent) if (parent.errors().length > 0) return true;
  return false;
}

export default class TallyReporter {
  tally = { passed: 0, failed: 0, skipped: 0, skips: [], failures: [], again: [] };
  logs = new Map();

  onUserConsoleLog(log) {
    if (log.taskId) this.logs.set(log.taskId, (this.logs.get(log.taskId) ?? '') + log.content);
  }

  onTestModuleEnd(module) {
    const before = { ...this.tally };
    const report = [];
    const file = module.relativeModuleId;
    const fail = (name, lines) => {
      this.tally.failed++;
      this.tally.failures.push({ name: `${file} > ${name}`, lines });
      report.push(`    ✗ ${name}`, ...lines.map((line) => `        ${line}`));
    };

    for (const { name, error } of ownErrors(module)) fail(name, describeError(error));
    for (const test of module.children.allTests()) {
      const { state, errors, note } = test.result();
      if (state === 'passed') {
        this.tally.passed++;
        // Those of its first run.
        if (errors) this.tally.again.push({ name: `${file} > ${test.fullName}`, lines: errors.flatMap(describeError) });
      } else if (state === 'failed') {
        const log = this.logs.get(test.id);
        const printed = log ? ['it printed:', ...log.trimEnd().split('\n').slice(-LOG_LINES)] : [];
        fail(test.fullName, [...errors.flatMap(describeError), ...printed]);
      } else if (state === 'pending') fail(test.fullName, ['was not run to its end']);
      else if (note || setUpFailed(test)) {
        this.tally.skipped++;
        this.tally.skips.push({ name: test.fullName, reason: note ?? 'its set-up failed' });
      } else fail(test.fullName, [NO_REASON]);
    }

    const done = (key) => this.tally[key] - before[key];
    const counts = ['passed', 'failed', 'skipped'].filter((key) => done(key) > 0).map((key) => `${done(key)} ${key}`);
    const seconds = (module.diagnostic().duration / 1000).toFixed(1);
    console.log(`  ${report.length > 0 ? '✗' : '✓'} ${file}  ${counts.join(', ')}  ${seconds} s`);
    for (const line of report) console.log(line);
  }

  onTestRunEnd(_modules, unhandledErrors) {
    for (const error of unhandledErrors) {
      const name = 'outside every test';
      const lines = describeError(error);
      this.tally.failed++;
      this.tally.failures.push({ name, lines });
      console.log(`  ✗ ${name}`);
      for (const line of lines) console.log(`        ${line}`);
    }
    if (process.env['TCP_LAB_TALLY']) writeFileSync(process.env['TCP_LAB_TALLY'], JSON.stringify(this.tally));
  }
}

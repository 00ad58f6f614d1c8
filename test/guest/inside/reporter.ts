/** Reporter of node:test for the guest. A skip must say why, as in the other tests. */
import type { TestEvent } from 'node:test/reporters';
import { toLine, type TestReport } from './report.ts';

const NO_REASON = "skipped without a reason: call skip('why') of the test context";

/** node:test wraps what a test throws. */
const messageOf = ({ error }: { error: Error }): string =>
  error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message;

function reportOf(event: TestEvent): TestReport | undefined {
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return undefined;
  const { name, skip, details } = event.data;
  if ('type' in details && details.type === 'suite') return undefined;
  const report = { test: name, seconds: details.duration_ms / 1000 };
  if (event.type === 'test:fail') return { ...report, error: messageOf(event.data.details) };
  if (skip === undefined) return report;
  return typeof skip === 'string' ? { ...report, skipped: skip } : { ...report, error: NO_REASON };
}

export default async function* (events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const report = reportOf(event);
    if (report) yield toLine(report);
  }
  yield toLine({ end: true });
}

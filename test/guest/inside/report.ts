/** What the tests in the guest tell the suite on the host: one line of JSON each, after a mark, on stdout. */

export interface TestReport {
  test: string;
  seconds: number;
  /** Why it failed. */
  error?: string;
  /** Why it was skipped. */
  skipped?: string;
}

/** The last line: without it the tests did not come to their end. */
export interface EndReport {
  end: true;
}

const MARK = '\x1etcp-lab ';

export const toLine = (report: TestReport | EndReport): string => `${MARK}${JSON.stringify(report)}\n`;

/** Undefined for a line that is no report: something that a test has printed. */
export const fromLine = (line: string): TestReport | EndReport | undefined =>
  line.startsWith(MARK) ? (JSON.parse(line.slice(MARK.length)) as TestReport | EndReport) : undefined;

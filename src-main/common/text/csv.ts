/** Comma-separated values (RFC 4180). */

/** Of microseconds, as the kernel stamps. */
const DIGITS = 6;

export const csvTime = (seconds: number): string => seconds.toFixed(DIGITS);

/**
 * Numbers and names as they are. A text that is neither is quoted (RFC 4180, 2.6 and 2.7), and a spreadsheet must not
 * take it for a formula: those of East Asia also know full-width signs.
 */
function csvCell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  if (value === null || /^[A-Za-z0-9][\w.-]*$/.test(value)) return value ?? '';
  return `"${/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? "'" : ''}${value.replaceAll('"', '""')}"`;
}

/** A record ends with CRLF (RFC 4180, 2.1). */
export const csvRecord = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join()}\r\n`;

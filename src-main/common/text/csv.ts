/** Comma-separated values (RFC 4180). */

/** Ends with CRLF (2.1). */
export const csvRecord = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join()}\r\n`;

/**
 * Numbers and names as they are. A text that is neither, as a foreign recording may name a counter, is quoted (2.6 and
 * 2.7), and a spreadsheet must not take it for a formula.
 */
function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  if (value === null || /^[A-Za-z0-9][\w.-]*$/.test(value)) return value ?? '';
  return `"${/^[=+\-@\t\r]/.test(value) ? "'" : ''}${value.replaceAll('"', '""')}"`;
}

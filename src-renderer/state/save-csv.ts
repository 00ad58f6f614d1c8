/** Hands records to the person as a file, which the page has made in its memory: the only download that the shell lets through. */
export function saveAsCsv(name: string, records: string[]): void {
  const url = URL.createObjectURL(new Blob(records, { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

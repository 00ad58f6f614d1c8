/** Comma-separated values as RFC 4180 defines them, by its grammar: records of cells. Throws at what is none. */
export function parsedCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let end = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    record.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    end = pattern.lastIndex;
    if (found[3] === ',') continue;
    records.push(record);
    record = [];
  }
  if (end !== text.length) throw new Error(`no CSV from character ${end} on`);
  return records;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { CSV_HEADER, csvName, csvRecords } from '../../../src-main/common/session/lines/csv.ts';
import { sessionLines } from '../../../src-main/common/session/lines/session-lines.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { recordedEvents } from '../../support/ladder-text.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';

function csvOf(...events: Event[]): { session: Session; text: string } {
  const session = new Session();
  session.append(events);
  return { session, text: [...csvRecords(session)].join('') };
}
const counter = (name: string): Event => ({ type: 'counter', t: 1.5, host: 'server', name, delta: 3 });

test('what is written can be read back: every point of every line, in order of time', () => {
  const { session, text } = csvOf(...recordedEvents('handshake-and-close'), counter('TcpExtListenDrops'));
  const [header, ...records] = parsedCsv(text);
  expect(header).toEqual([...CSV_HEADER]);
  const times = records.map(([t]) => Number(t));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  for (const line of sessionLines(session)) {
    const { host, port, family, what, unit } = line;
    const name = typeof what === 'string' ? what : what.counter;
    const own = records.filter((r) => r[1] === host && r[2] === String(port ?? '') && r[4] === name);
    expect(own, name).toEqual(
      Array.from({ length: line.length }, (_, point) =>
        [
          line.t(point).toFixed(6),
          host,
          port ?? '',
          family ?? '',
          name,
          line.value(point),
          line.limit(point) ?? '',
          unit,
        ].map(String),
      ),
    );
  }
  expect(records.length).toBeGreaterThan(3);
});

test('a name that is no name stays one cell, and is no formula', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '"', ','),
      (rest, first) => {
        const name = first + rest;
        const [, record, ...more] = parsedCsv(csvOf(counter(name)).text);
        expect(more).toEqual([]);
        expect(record?.[4]?.replace(/^'/, '')).toBe(name.replace(/^'/, ''));
        expect(record?.[4]).not.toMatch(/^[=+\-@\t\r]/);
      },
    ),
  );
});

test('a file is named by when its lab began', () => {
  const [lab] = recordedEvents('handshake-and-close');
  if (lab?.type !== 'lab') throw new Error('the recording does not begin with a lab');
  const { session } = csvOf({ ...lab, startedAt: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000 });
  expect(csvName(session)).toBe('tcp-lab-2026-01-02T03-04-05.csv');
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { loadRecording } from '../../../src-main/common/recording/load.ts';
import { Session } from '../../../src-main/common/session/session.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const TEXT = readFileSync(new URL('three-way-handshake.ndjson', FIXTURES), 'utf8');
const LINES = TEXT.trimEnd().split('\n');

const withLine = (index: number, change: object): string =>
  LINES.map((line, i) => (i === index ? JSON.stringify({ ...(JSON.parse(line) as Event), ...change }) : line)).join(
    '\n',
  );

it.each(['three-way-handshake', 'three-way-handshake-zh-CN'])('reads %s as it was written', (name) => {
  const text = readFileSync(new URL(`${name}.ndjson`, FIXTURES), 'utf8');
  const written = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
  expect(loadRecording(text)).toEqual({ events: written });
});

it.each([
  ['nothing', '', 1, 'This line is no event in JSON.'],
  ['half a line', LINES.join('\n').slice(0, -5), LINES.length, 'This line is no event in JSON.'],
  ['an event that nobody knows', withLine(2, { type: 'weather' }), 3, 'This version knows no such type of event.'],
  ['a time that is a word', withLine(3, { t: 'noon' }), 4, '"t" is not what it should be.'],
  ['no lab', LINES.slice(1).join('\n'), 1, 'A recording begins with the event "lab".'],
])('names the line in a recording with %s', (_, text, line, message) => {
  expect(loadRecording(text)).toEqual({ problem: { line, message } });
});

it('takes no text that a terminal would obey', () => {
  const step = LINES.findIndex((line) => line.includes('"type":"step"'));
  expect(loadRecording(withLine(step, { name: '\u001b[2J' }))).toHaveProperty('problem.line', step + 1);
});

it('takes no number that a table would need a place for each below', () => {
  const segment = LINES.findIndex((line) => line.includes('"type":"segment"'));
  expect(loadRecording(withLine(segment, { id: 4_000_000_000 }))).toHaveProperty('problem.line', segment + 1);
});

const value = fc.oneof(fc.anything(), fc.constantFrom('client', 'LISTEN', 0, -1, null, [], {}, '10.0.0.1:1'));

it('never throws, and what it lets through can be shown', () => {
  fc.assert(
    fc.property(fc.nat(LINES.length - 1), fc.nat(20), value, (index, place, given) => {
      const fields = Object.keys(JSON.parse(LINES[index] ?? '') as Event);
      const loaded = loadRecording(withLine(index, { [fields[place % fields.length] ?? 't']: given }));
      if ('events' in loaded) new Session().append(loaded.events);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(loadRecording(text)).toHaveProperty('problem');
    }),
  );
});

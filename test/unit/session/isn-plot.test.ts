import { expect, test } from 'vitest';
import type { Event, Host, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import { isnRecords } from '../../../src-main/common/session/pictures/csv.ts';
import { isnMarks, isnPlot } from '../../../src-main/common/session/pictures/isn-plot.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { segment } from '../../support/endpoint-events.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';

const TICKS = 1e9 / 64;
const sent = (id: number, t: number, from: Host, port: number, seq: number): SegmentEvent => ({
  ...segment(id, t, from, from === 'client' ? 'SYN' : 'SYN,ACK', port),
  seq: seq >>> 0,
});
/** Four connections of one four-tuple, a quarter of a second apart, and one of another; the server's number space ends between. */
const CONNECTIONS: Event[] = [0, 1, 2, 3, 4].flatMap((i): Event[] => {
  const [t, port] = [i / 4, i < 4 ? 4000 : 4001];
  const clock = Math.round(t * TICKS);
  return [
    sent(2 * i + 1, t, 'client', port, clock + (i < 4 ? 7 : 3e9)),
    sent(2 * i + 2, t, 'server', port, clock + 2 ** 32 - 5e6),
  ];
});

function sessionOf(events: readonly Event[]): Session {
  const session = new Session();
  session.append(events);
  return session;
}

test('each SYN and each SYN,ACK with a number of its own is a mark that names its segment', () => {
  const again = { ...sent(20, 1.5, 'client', 4001, TICKS + 3e9), origin: 'rule:1 of 9' };
  const copy = sent(21, 2, 'client', 4001, TICKS + 3e9);
  const session = sessionOf([...CONNECTIONS, again, copy]);
  const marks = isnMarks(session);
  expect(marks.map(({ row }) => session.segments.get(row).id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(marks.at(-2)).toMatchObject({ t: 1, host: 'client', client: '10.0.0.1:4001', server: '10.0.0.2:80' });
});

test('a server that answers a second SYN with another number has two marks', () => {
  const syns = [sent(1, 0, 'client', 4000, 7), sent(3, 1, 'client', 4000, 7)];
  const session = sessionOf([syns[0]!, sent(2, 0, 'server', 4000, 50), syns[1]!, sent(4, 1, 'server', 4000, 99)]);
  expect(isnMarks(session).map(({ host, isn }) => [host, isn])).toEqual([
    ['client', 7],
    ['server', 50],
    ['server', 99],
  ]);
});

test('the clock of each host is measured, and each four-tuple lies on a line of its own', () => {
  const { series, clocks } = isnPlot(isnMarks(sessionOf(CONNECTIONS)));
  expect(clocks.client).toEqual({ slope: expect.closeTo(TICKS, -1) as number, fourTuples: 2, lines: 2 });
  expect(series.map(({ host, marks }) => [host, marks.length])).toEqual([
    ['client', 4],
    ['server', 4],
    ['client', 1],
    ['server', 1],
  ]);
});

test('without their offsets the four-tuples have risen alike, also where the number space ends', () => {
  const { series } = isnPlot(isnMarks(sessionOf(CONNECTIONS)));
  for (const { marks } of series.slice(0, 2))
    expect(marks.map(({ risen }) => risen / TICKS)).toEqual([0, 0.25, 0.5, 0.75].map((t) => expect.closeTo(t, 5)));
});

test('a number that does not come from the clock lies off the line, and does not move the others', () => {
  const odd = CONNECTIONS.map((event) => ('id' in event && event.id === 5 ? { ...event, seq: 1 } : event));
  const [line] = isnPlot(isnMarks(sessionOf(odd as Event[]))).series;
  expect(line?.marks.map(({ off }) => Math.round(Math.abs(off ?? 0) / 1e5))).toEqual([0, 0, 78, 0]);
});

test('where no four-tuple was used twice nothing is said of the clock', () => {
  const { series, clocks } = isnPlot(isnMarks(sessionOf(CONNECTIONS.slice(-2))));
  expect(clocks.client).toEqual({ slope: null, fourTuples: 1, lines: null });
  expect(series[0]?.marks[0]).toMatchObject({ risen: 0, off: null });
});

test('the file has a record for each mark, and no rise where none was measured', () => {
  const [header, first, ...others] = parsedCsv([...isnRecords(sessionOf(CONNECTIONS))].join(''));
  expect(header?.join()).toBe('t,host,client,server,segment,isn,since,risen,off');
  expect(first).toEqual(['0.000000', 'client', '10.0.0.1:4000', '10.0.0.2:80', '1', '7', '0.000000', '0', '0']);
  expect(others).toHaveLength(9);
  expect(parsedCsv([...isnRecords(sessionOf(CONNECTIONS.slice(-1)))].join(''))[1]?.slice(-2)).toEqual(['', '']);
});

import { expect, test } from 'vitest';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { figureRecords } from '../../../src-main/common/session/pictures/csv.ts';
import {
  curveOf,
  curveUpTo,
  mostToldOf,
  sendersOf,
  type SenderCurve,
} from '../../../src-main/common/session/pictures/sender.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { ends } from '../../support/endpoint-events.ts';
import { parsedCsv } from '../../support/parsed-csv.ts';
import { lost, sent, socket } from '../../support/timer-events.ts';

const SYN = [sent(1, 0, 'client', 'SYN'), sent(2, 0.01, 'server', 'SYN,ACK'), sent(3, 0.02, 'client', 'ACK')];
const data = (id: number, t: number, seq: number, more = {}): Event =>
  sent(id, t, 'client', 'PSH,ACK', { seq, len: 100, ...more });
const acks = (id: number, t: number, ack: number): Event =>
  sent(id, t, 'server', 'ACK', { ack, deliveredAt: t + 0.005 });
const ticked = (t: number, name: string, delta = 1): Event => ({ type: 'counter', t, host: 'client', name, delta });

function curveAt(until: number, ...events: Event[]): SenderCurve {
  const session = new Session();
  session.append([...SYN, socket(0.03, 'client', null, { cwnd: 10 }), ...events]);
  const sender = sendersOf(session).find(({ host }) => host === 'client');
  if (!sender) throw new Error('no sender');
  return curveOf(session, sender, until);
}

test('the window is what the kernel said when it was asked, up to the moment shown', () => {
  const later = [socket(0.5, 'client', null, { cwnd: 5, ssthresh: 5 }), socket(0.9, 'client', null, { cwnd: 6 })];
  const { figures } = curveAt(0.6, ...later);
  expect(figures.map(({ t, cwnd, ssthresh }) => [t, cwnd, ssthresh])).toEqual([
    [0.03, 10, null],
    [0.5, 5, 5],
  ]);
});

test('shown is the sender that the kernel has told most of up to then', () => {
  const session = new Session();
  const told = [
    socket(0.1, 'client', null, { cwnd: 10 }),
    ...[0.5, 0.6].map((t) => socket(t, 'server', null, { cwnd: t })),
  ];
  session.append([...SYN, ...told]);
  const senders = sendersOf(session);
  expect([0.4, 0.6].map((until) => mostToldOf(senders, until)?.host)).toEqual(['client', 'server']);
  expect(mostToldOf([], 1)).toBeUndefined();
});

test('what is under way grows when it is sent, and shrinks when its acknowledgement arrives', () => {
  const { flight } = curveAt(1, data(4, 0.1, 1001), data(5, 0.2, 1101), acks(6, 0.3, 1101), acks(7, 0.4, 1201));
  expect(flight.slice(2)).toEqual([
    { t: 0.1, value: 1 },
    { t: 0.2, value: 2 },
    { t: 0.305, value: 1 },
    { t: 0.405, value: 0 },
  ]);
});

test('a segment that is sent again is not counted twice', () => {
  const { flight } = curveAt(1, data(4, 0.1, 1001, lost), data(5, 0.4, 1001));
  expect(flight.at(-1)).toEqual({ t: 0.1, value: 1 });
});

test('how a loss was found the counters say that ticked with the retransmission', () => {
  const { losses } = curveAt(
    2,
    ...[
      data(4, 0.1, 1001, lost),
      data(5, 0.4, 1001),
      ticked(0.5, 'TcpRetransSegs'),
      ticked(0.5, 'TcpExtTCPLossProbes'),
    ],
    ...[data(6, 0.6, 1101, lost), data(7, 0.9, 1101), ticked(1, 'TcpRetransSegs'), ticked(1, 'TcpExtTCPTimeouts')],
  );
  expect(losses.map(({ t, again }) => [t, again?.way ?? 'lost'])).toEqual([
    [0.1, 'lost'],
    [0.4, 'probe'],
    [0.6, 'lost'],
    [0.9, 'timeout'],
  ]);
});

test('where several ways of sending again ticked, or too few, it is left open', () => {
  const again = [data(4, 0.1, 1001), data(5, 0.4, 1001), ticked(0.5, 'TcpExtTCPTimeouts')];
  const two = curveAt(1, ...again, ticked(0.5, 'TcpRetransSegs', 2), ticked(0.5, 'TcpExtTCPFastRetrans'));
  expect(two.losses[0]?.again).toEqual({ way: 'unclear', counters: ['TcpExtTCPFastRetrans', 'TcpExtTCPTimeouts'] });
  expect(curveAt(1, ...again, ticked(0.5, 'TcpRetransSegs', 2)).losses[0]?.again?.way).toBe('unclear');
});

test('before the counters were looked at, nothing is said of the way', () => {
  const again = [data(4, 0.1, 1001), data(5, 0.4, 1001)];
  expect(curveAt(0.45, ...again, ticked(0.5, 'TcpRetransSegs')).losses[0]?.again?.way).toBe('untold');
});

test('a part of a curve is the curve of that moment, also where more was found out later', () => {
  const session = new Session();
  const told = [socket(0.03, 'client', null, { cwnd: 10 }), socket(0.45, 'client', null, { cwnd: 1 })];
  const again = [data(4, 0.1, 1001, lost), data(5, 0.4, 1001), ticked(0.5, 'TcpRetransSegs'), acks(6, 0.6, 1101)];
  session.append([...SYN, ...told, ...again, ticked(0.7, 'TcpExtTCPTimeouts'), data(7, 0.8, 1101)]);
  const sender = sendersOf(session)[0]!;
  const whole = curveOf(session, sender, 1);
  for (let until = 0; until <= 1; until += 0.05)
    expect(curveUpTo(session, sender, whole, until)).toEqual(curveOf(session, sender, until));
});

test('the file has a record each time that the kernel told its figures', () => {
  const session = new Session();
  session.append([...SYN, socket(0.03, 'client', null, { cwnd: 10 })]);
  const [header, record] = parsedCsv([...figureRecords(session)].join(''));
  expect(header?.slice(0, 5)).toEqual(['t', 'host', 'socket', 'cwnd', 'ssthresh']);
  expect(record?.slice(0, 5)).toEqual(['0.030000', 'client', ends(4000).client, '10', '']);
});

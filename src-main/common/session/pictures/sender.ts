/** One end of a connection as a sender: its congestion window as the kernel tells it, and what the wire saw it send. */
import type { Host, SocketFigures } from '../../protocol/events.ts';
import { TCP_FLAG } from '../../wire/tcp.ts';
import { distance } from '../../tcp/sequence.ts';
import type { Connection } from '../connections.ts';
import type { Session, SessionSocket } from '../session.ts';
import { countUpTo } from '../timeline.ts';
import { whySentAgain, type SentAgain } from './sent-again.ts';

export interface Sender {
  readonly key: string;
  readonly host: Host;
  readonly connection: Connection;
  readonly socket: SessionSocket;
}

/** What the kernel said when it was asked. */
export interface FiguresAt extends SocketFigures {
  readonly t: number;
}

/** A segment that is about a loss: one that died on the wire, or one that was sent again, and why. */
export interface LossMark {
  readonly t: number;
  readonly row: number;
  /** Null for one that died. */
  readonly again: SentAgain | null;
}

export interface SenderCurve {
  figures: FiguresAt[];
  /** Segments that were sent and not acknowledged, from each of these times until the next. */
  flight: { t: number; value: number }[];
  losses: LossMark[];
}

/** Ends of connections whose figures the kernel has told; who was told of most comes first. */
export function sendersOf({ sockets, connections }: Session): Sender[] {
  const found: Sender[] = [];
  for (const [key, socket] of sockets) {
    const connection = connections.ofSocket(socket.host, socket.label);
    if (connection && socket.figures.entries.some(({ figures }) => figures))
      found.push({ key, host: socket.host, connection, socket });
  }
  const told = ({ socket }: Sender): number => socket.figures.entries.length;
  return found.sort((a, b) => told(b) - told(a) || a.connection.number - b.connection.number);
}

/** Whom the kernel has told most of by then, so that a moment of the past shows what was under way in it. */
export function mostToldOf(senders: readonly Sender[], until: number): Sender | undefined {
  const told = senders.map(({ socket }) => socket.figures.countUpTo(until));
  return senders[told.indexOf(Math.max(...told))];
}

/** Up to lab time `until`. Costs a look at each segment of the session. */
export function curveOf(session: Session, sender: Sender, until: number): SenderCurve {
  const { segments } = session;
  const { connection, host } = sender;
  const rows: number[] = [];
  const count = segments.countUpTo(until);
  for (let row = 0; row < count; row++) if (segments.connection(row) === connection) rows.push(row);
  const isOwn = (row: number): boolean => segments.fromServer(row) === (host === 'server');
  const began = segments.t(rows[0] ?? 0);
  const own = rows.filter((row) => isOwn(row) && segments.isOriginal(row));
  return {
    // The same four-tuple may have been used before.
    figures: figuresOf(sender.socket, until).filter(({ t }) => t >= began),
    flight: flightOf(
      session,
      own,
      rows.filter((row) => !isOwn(row)),
      until,
    ),
    losses: lossesOf(session, host, own, until),
  };
}

/** The part up to lab time `until` of a curve that ends later. Costs no look at the session's segments. */
export function curveUpTo(session: Session, { host }: Sender, curve: SenderCurve, until: number): SenderCurve {
  const upTo = <T extends { t: number }>(all: readonly T[]): T[] => all.slice(0, countUpTo(all, until));
  return {
    figures: upTo(curve.figures),
    flight: upTo(curve.flight),
    // Why it was sent again may not have been known by then.
    losses: upTo(curve.losses).map((mark) =>
      mark.again ? { ...mark, again: whySentAgain(session, host, mark.t, until) } : mark,
    ),
  };
}

function figuresOf({ figures }: SessionSocket, until: number): FiguresAt[] {
  return figures.entries
    .slice(0, figures.countUpTo(until))
    .flatMap(({ t, figures: told }) => (told ? [{ ...told, t }] : []));
}

/** Counted where it enters the wire; an acknowledgement counts when it arrives. */
function flightOf(
  { segments }: Session,
  own: readonly number[],
  peers: readonly number[],
  until: number,
): SenderCurve['flight'] {
  const { ack, syn, fin, rst } = TCP_FLAG;
  const has = (row: number, flag: number): boolean => (segments.flags(row) & flag) !== 0;
  const arrival = (row: number): number => segments.deliveredAt(row);
  const acks = peers
    .filter((row) => has(row, ack) && !has(row, rst) && arrival(row) <= until)
    .sort((a, b) => arrival(a) - arrival(b));
  const flight: SenderCurve['flight'] = [];
  /** The number after each segment that was sent for the first time; those before `head` are acknowledged. */
  const ends: number[] = [];
  let head = 0;
  const tell = (t: number): void => {
    const value = ends.length - head;
    if (value !== flight.at(-1)?.value) flight.push({ t, value });
  };
  let arrived = 0;
  /** Takes in what arrives before then. */
  function hear(before: number): void {
    for (; arrived < acks.length; arrived++) {
      const row = acks[arrived] ?? 0;
      if (arrival(row) >= before) return;
      while (head < ends.length && distance(segments.ack(row), ends[head] ?? 0) >= 0) head++;
      tell(arrival(row));
    }
  }
  for (const row of own) {
    const length = segments.len(row) + Number(has(row, syn)) + Number(has(row, fin));
    if (length === 0 || has(row, rst)) continue;
    const t = segments.t(row);
    hear(t);
    const [number, newest] = [(segments.seq(row) + length) >>> 0, ends.at(-1)];
    if (newest === undefined || distance(number, newest) > 0) ends.push(number);
    tell(t);
  }
  hear(Infinity);
  return flight;
}

function lossesOf(session: Session, host: Host, own: readonly number[], until: number): LossMark[] {
  const { segments } = session;
  return own.flatMap((row): LossMark[] => {
    const t = segments.t(row);
    const marks: LossMark[] = [];
    if (segments.repeats(row) > 0) marks.push({ t, row, again: whySentAgain(session, host, t, until) });
    if (segments.fate(row) === 'lost') marks.push({ t, row, again: null });
    return marks;
  });
}

/** Holds how far apart a segment and its copies are against the retransmission timeout (RFC 6298) of the socket that sent them. */
import type { Event, SegmentEvent, SocketEvent } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import { SHORTEST_RTO } from '../../tcp/retransmission-schedule.ts';
import { say } from '../wording/say.ts';
import type { ClaimOf, Finding } from './finding.ts';
import { countedOf } from './segments-counted.ts';
import { gapsOf, gapsText, isOnTime } from './series.ts';

interface Timeout {
  /** Smoothed round-trip time, and the timeout before it was doubled: seconds. */
  rtt: number;
  rto: number;
}

export function judgeTimeouts(claim: ClaimOf<'timeouts'>, events: readonly Event[], lang: Language): Finding {
  const seen = countedOf(events, claim.segments, claim.connection);
  const [first, second] = seen;
  const times = gapsText(seen, Math.max(claim.multiples.length, seen.length - 1), lang);
  const told = first && second && timeoutOf(events, first, second.t);
  if (!told) return { held: false, observed: times };
  const gaps = gapsOf(seen.map(({ t }) => t));
  const held = claim.multiples.every((multiple, i) => {
    const gap = gaps[i];
    const wanted = multiple * told.rto;
    // A tail loss probe takes the place of the first timeout, and may come sooner (RFC 8985 7.2).
    const least = i === 0 ? Math.min(wanted, 2 * told.rtt + SHORTEST_RTO) : wanted;
    return gap !== undefined && isOnTime(gap, wanted, least);
  });
  return { held, observed: `${times}${timeoutText(told, lang)}` };
}

/** What the sender's kernel said of it last before the first copy. */
function timeoutOf(events: readonly Event[], { from, src, dst }: SegmentEvent, until: number): Timeout | undefined {
  const label = `${src}-${dst}`;
  const told = events.findLast(
    (event): event is SocketEvent =>
      event.type === 'socket' && event.host === from && event.socket === label && event.t < until && !!event.figures,
  );
  return told?.figures && { rtt: told.figures.rtt, rto: told.figures.rto / 2 ** told.retransmits };
}

function timeoutText({ rtt, rto }: Timeout, lang: Language): string {
  const [trip, timeout] = [rtt, rto].map((seconds) => Math.round(seconds * 1000));
  return say(
    lang,
    `; its kernel measured a round trip of ${trip} ms, and its RTO is ${timeout} ms`,
    `；其内核测得往返时间 ${trip} 毫秒，RTO 为 ${timeout} 毫秒`,
  );
}

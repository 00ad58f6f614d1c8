/** Holds what a lesson says of initial sequence numbers over time against the run. */
import type { Event, Host } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import { offsetsApart, slopeOf, type IsnPoint } from '../../tcp/isn-lines.ts';
import { connectionOf, segmentsOf } from '../connections.ts';
import { spanOf, ticksDuring } from './during.ts';
import type { ClaimOf, Finding } from './finding.ts';
import { segmentOfTerm } from './numbers.ts';
import { say } from '../wording/say.ts';

/** What a busy PC may put into a slope that is measured over a second or so. */
const SLACK = 0.02;
/** Two four-tuples may come to lie near each other by chance; most do not. */
const MOST_OF = 0.9;

export function judgeSlope(claim: ClaimOf<'isn-slope'>, events: readonly Event[], lang: Language): Finding {
  const lines = isnLinesOf(events, claim.host, claim.step);
  const slope = slopeOf(lines);
  if (slope === null) return { held: false, observed: neverAgain(lines, lang) };
  const again = lines.filter(({ length }) => length > 1);
  const count = again.reduce((sum, { length }) => sum + length, 0);
  const [rate, tick] = [Math.round(slope), (1e9 / slope).toFixed(1)];
  const held = Math.abs(slope - claim.perSecond) <= SLACK * claim.perSecond;
  if (rate === 0)
    return { held, observed: say(lang, `always the same, in ${count} connections`, `${count} 条连接全都相同`) };
  return {
    held,
    observed: say(
      lang,
      `${rate} a second, one in ${tick} ns; ${count} connections of ${tuples(again.length)}`,
      `每秒 ${rate}，即每 ${tick} ns 加一；${again.length} 个四元组的 ${count} 条连接`,
    ),
  };
}

/** The slope is that of the whole run: other four-tuples may not have been used twice. */
export function judgeOffsets(claim: ClaimOf<'isn-offsets'>, events: readonly Event[], lang: Language): Finding {
  const lines = isnLinesOf(events, claim.host, claim.step);
  const slope = slopeOf(isnLinesOf(events, claim.host));
  if (slope === null) return { held: false, observed: neverAgain(lines, lang) };
  const apart = offsetsApart(lines, slope);
  return {
    held: lines.length > 1 && apart >= MOST_OF * lines.length,
    observed: say(
      lang,
      `${tuples(lines.length)}, on ${apart} ${apart === 1 ? 'line' : 'lines'}`,
      `${lines.length} 个四元组，在 ${apart} 条直线上`,
    ),
  };
}

/** Numbers that do not come from the clock. */
export function whyIsns({ host, step }: ClaimOf<'isn-slope'>, events: readonly Event[], lang: Language): string[] {
  const cookies = ticksDuring(events, host, step).get('SyncookiesSent') ?? 0;
  const { from, to } = spanOf(events, step);
  const reused = events.filter(
    (e) => e.type === 'state' && e.host === host && e.from === 'TIME_WAIT' && e.t >= from && e.t < to,
  ).length;
  const reasons: string[] = [];
  if (cookies > 0) reasons.push(say(lang, `${cookies} of them are SYN cookies`, `其中 ${cookies} 个是 SYN cookie`));
  if (reused > 0)
    reasons.push(
      say(
        lang,
        `TIME_WAIT was left ${reused} times, and what comes after it may go on from its numbers`,
        `有 ${reused} 次离开 TIME_WAIT，其后的连接可能接着它的编号`,
      ),
    );
  return reasons;
}

const tuples = (count: number): string => `${count} four-${count === 1 ? 'tuple' : 'tuples'}`;

function neverAgain(lines: readonly unknown[], lang: Language): string {
  if (lines.length === 0) return say(lang, 'no ISN was seen', '没有看到 ISN');
  return say(lang, `${tuples(lines.length)}, none of them used twice`, `${lines.length} 个四元组，都只用过一次`);
}

/** What the connections that begin in the step have of this host, by four-tuple. */
export function isnLinesOf(events: readonly Event[], host: Host, step?: number): IsnPoint[][] {
  const { from, to } = spanOf(events, step);
  const lines = new Map<string, IsnPoint[]>();
  const calls = new Set(events.flatMap((e) => (e.type === 'call' && e.call === 'connect' ? [e.id] : [])));
  for (let k = 1; k <= calls.size; k++) {
    const socket = connectionOf(events, k)?.socket ?? '';
    const syn = segmentOfTerm({ field: 'isn', host }, segmentsOf(events, k));
    if (syn === undefined || syn.t < from || syn.t >= to) continue;
    lines.set(socket, [...(lines.get(socket) ?? []), { t: syn.t, isn: syn.seq }]);
  }
  return [...lines.values()];
}

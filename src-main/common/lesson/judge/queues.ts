/** Holds what a lesson says of queues, counters and refusals against the run. */
import type { Event, RefusalEvent } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import { isOfConnection } from '../connections.ts';
import { fillsOf, spanOf, ticksOf } from './during.ts';
import { isWithin, listed, type ClaimOf, type Finding } from './finding.ts';
import { refusalName } from '../wording/refusals.ts';
import type { Refusable } from '../lesson.ts';
import { say } from '../wording/say.ts';

/** More refusals than these are not listed as evidence. */
const MOST_LISTED = 3;

export function judgeQueue(
  { queue, way, amount, step }: ClaimOf<'queue'>,
  events: readonly Event[],
  lang: Language,
): Finding {
  const fills = fillsOf(events, queue, step);
  const last = fills.at(-1);
  if (last === undefined) return { held: false, observed: say(lang, 'no such queue was seen', '没有看到这个队列') };
  const highest = fills.reduce((a, b) => (b.len > a.len ? b : a));
  const bound = (max: number): number => (amount === 'its-limit' ? max : amount);
  const text = ({ len, max }: { len: number; max: number }): string =>
    say(lang, `${len} (limit ${max})`, `${len}（上限 ${max}）`);
  switch (way) {
    case 'reaches':
      return {
        held: fills.some(({ len, max }) => len >= bound(max)),
        observed: say(lang, `at most ${text(highest)}`, `最多 ${text(highest)}`),
      };
    case 'never-above':
      return {
        held: fills.every(({ len, max }) => len <= bound(max)),
        observed: say(lang, `at most ${text(highest)}`, `最多 ${text(highest)}`),
      };
    case 'ends-with':
      return {
        held: last.len === bound(last.max),
        observed: say(lang, `${text(last)} at the end`, `最后 ${text(last)}`),
      };
    case 'has-room-for':
      return {
        held: last.max === bound(last.max),
        observed: say(lang, `room for ${last.max}`, `可容纳 ${last.max} 个`),
      };
  }
}

export function judgeCounter(claim: ClaimOf<'counter'>, events: readonly Event[]): Finding {
  const count = ticksOf(events, claim.counter, claim.step);
  return { held: isWithin(count, claim.times), observed: `${claim.counter.name} +${count}` };
}

export function judgeRefused(claim: ClaimOf<'refused'>, events: readonly Event[], lang: Language): Finding {
  const meant = refusalsMeant(claim, events);
  const shown = meant.length > 0 ? meant : refusalsOf(events, claim);
  if (shown.length === 0) return { held: isWithin(0, claim.times), observed: say(lang, 'none', '没有') };
  const names = shown.slice(0, MOST_LISTED).map((event) => refusalName(event, lang));
  const more = shown.length - names.length;
  const rest = more > 0 ? [say(lang, `and ${more} more`, `另有 ${more} 个`)] : [];
  return { held: isWithin(meant.length, claim.times), observed: listed([...names, ...rest], lang) };
}

/** Refusals of the segments that a claim speaks of, for its reason. */
export function refusalsMeant(claim: ClaimOf<'refused'>, events: readonly Event[]): RefusalEvent[] {
  const { gauge, how } = claim;
  const all = refusalsOf(events, claim);
  return all.filter((e) => (gauge === null || e.gauge === gauge) && (how === null || e.how === how));
}

/** The same, whatever the reason. */
export function refusalsOf(
  events: readonly Event[],
  { what, connection, step }: { what: Refusable | null; connection: number | null; step?: number },
): RefusalEvent[] {
  const { from, to } = spanOf(events, step);
  return events.filter(
    (e): e is RefusalEvent =>
      e.type === 'refusal' &&
      e.t >= from &&
      e.t < to &&
      (what === null || (e.what === what.segment && e.host !== what.from)) &&
      (connection === null || isOfConnection(events, connection, e)),
  );
}

/** Holds what a lesson says of how many segments there are, and how far apart, against the run. */
import type { Event } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import { isWithin, LATE, listed, type ClaimOf, type Finding } from './finding.ts';
import { countedOf } from './segments-counted.ts';
import { say } from '../wording/say.ts';

const MOST_LISTED = 12;

export function judgeCount(claim: ClaimOf<'count'>, events: readonly Event[], lang: Language): Finding {
  const seen = countedOf(events, claim.segments, claim.connection, claim.step);
  const names = seen.slice(0, MOST_LISTED).map(({ id }) => `#${id}`);
  const dots = seen.length > names.length ? ['…'] : [];
  const all = listed([...names, ...dots], lang);
  const which = names.length > 0 ? say(lang, `: ${all}`, `：${all}`) : '';
  return {
    held: isWithin(seen.length, claim.times),
    observed:
      seen.length === 0
        ? say(lang, 'none', '一个也没有')
        : say(lang, `${seen.length}${which}`, `${seen.length} 个${which}`),
  };
}

export function judgeGaps(claim: ClaimOf<'gaps'>, events: readonly Event[], lang: Language): Finding {
  const seen = countedOf(events, claim.segments, claim.connection);
  const gaps = gapsOf(seen.map(({ t }) => t));
  const held = claim.seconds.every((wanted, i) => {
    const gap = gaps[i];
    return gap !== undefined && isOnTime(gap, wanted);
  });
  return { held, observed: gapsText(seen, held ? claim.seconds.length : MOST_LISTED, lang) };
}

/** A timer is set with the kernel's tick of up to 10 ms, and a busy PC sends late: seconds. */
const TICK = 0.01;
const SLACK = 0.5;

/** Whether it came when a timer of `wanted` seconds lets it come, or one that was set for `least`. */
export const isOnTime = (gap: number, wanted: number, least = wanted): boolean =>
  gap >= least - TICK && gap <= wanted * LATE + SLACK;

/** The first gaps between them, at most so many. */
export function gapsText(seen: readonly { t: number }[], most: number, lang: Language): string {
  const gaps = gapsOf(seen.map(({ t }) => t));
  if (gaps.length === 0) return say(lang, `${seen.length} seen`, `看到 ${seen.length} 个`);
  const times = gaps.slice(0, most).map((gap) => gap.toFixed(gap < 1 ? 3 : 2));
  return say(lang, `${listed(times, lang)} s`, `${listed(times, lang)} 秒`);
}

export const gapsOf = (times: readonly number[]): number[] => times.slice(1).map((t, i) => t - (times[i] ?? t));

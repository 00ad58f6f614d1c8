/** Holds what a lesson says of calls that fail, and of states that are never or last seen, against the run. */
import type { Event } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import { visitsOf } from '../connections.ts';
import { callsOf, errorOf } from './during.ts';
import { listed, type ClaimOf, type Finding } from './finding.ts';
import { say } from '../wording/say.ts';
import { pathText } from '../wording/claims.ts';

export function judgeError(claim: ClaimOf<'error'>, events: readonly Event[], lang: Language): Finding {
  const calls = callsOf(events, claim.host, claim.call, claim.connection);
  const errors = calls.map(errorOf);
  const held =
    claim.errno === null
      ? calls.length > 0 && errors.every((error) => error === null)
      : errors.some((error) => error === claim.errno);
  if (calls.length === 0) return { held, observed: say(lang, 'no such call was made', '没有这样的调用') };
  const results = calls.map(({ call, result }) => `${call}() = ${result ?? say(lang, 'not returned', '尚未返回')}`);
  return { held, observed: listed(results, lang) };
}

/** What was filled in between two observations is no observation. */
export function judgeNever(claim: ClaimOf<'never'>, events: readonly Event[], lang: Language): Finding {
  const visits = visitsOf(events, claim.connection, claim.host);
  const held = visits.length > 0 && !visits.some(({ state, inferred }) => state === claim.state && !inferred);
  return { held, observed: pathText(visits, lang) };
}

export function judgeEnds(claim: ClaimOf<'ends'>, events: readonly Event[], lang: Language): Finding {
  const visits = visitsOf(events, claim.connection, claim.host);
  return { held: visits.at(-1)?.state === claim.state, observed: pathText(visits, lang) };
}

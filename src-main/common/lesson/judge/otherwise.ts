/** Where a run left the way that a lesson expected, and what led it elsewhere. */
import type { Event, SegmentEvent, StateEvent } from '../../protocol/events.ts';
import type { Language } from '../../protocol/messages.ts';
import { segmentsOf, stateEventsOf, visitsOf } from '../connections.ts';
import { segmentName } from '../wording/claims.ts';
import { say } from '../wording/say.ts';
import type { ClaimOf } from './finding.ts';
import { segmentOfTerm, valueIn } from './numbers.ts';

/** The first state that is not as expected, of the visit that goes along with the expected ones for longest. */
export function whyStates(claim: ClaimOf<'states'>, events: readonly Event[], lang: Language): string[] {
  const seen = visitsOf(events, claim.connection, claim.host).map(({ state }) => state);
  const alike = seen.map((_, from) => claim.states.findIndex((state, i) => seen[from + i] !== state));
  const most = Math.max(0, ...alike);
  const from = alike.indexOf(most);
  const [last, wanted, got] = [claim.states[most - 1], claim.states[most], seen[from + most]];
  if (last === undefined || wanted === undefined) return [];
  const [en, zh] =
    got === undefined
      ? [`it stayed ${last} and never was ${wanted}`, `它停留在 ${last}，没有进入 ${wanted}`]
      : [`after ${last} came ${got}, not ${wanted}`, `${last} 之后是 ${got}，而不是 ${wanted}`];
  return [say(lang, en, zh)];
}

/** What made it leave the state. */
export function whyLasts(claim: ClaimOf<'lasts'>, events: readonly Event[], lang: Language): string[] {
  const { host, state, connection } = claim;
  const left = stateEventsOf(events, connection, host).find(({ from, to }) => from === state && to !== state);
  if (!left) return [];
  const name = causeName(left, events, lang);
  return [say(lang, `${name} ended it, and ${left.to} came next`, `${name} 使它结束，随后是 ${left.to}`)];
}

function causeName({ cause }: StateEvent, events: readonly Event[], lang: Language): string {
  if ('call' in cause) return `${cause.call}()`;
  if ('timer' in cause) return say(lang, 'a timer', '定时器');
  // It may be the next connection's of the same four-tuple.
  const segment = events.find((event): event is SegmentEvent => event.type === 'segment' && event.id === cause.segment);
  return segment ? `#${segment.id} ${segmentName(segment, lang)}` : `#${cause.segment}`;
}

/** By how much the two differ, where that is little enough to have a meaning. */
export function whyNumber(claim: ClaimOf<'number'>, events: readonly Event[], lang: Language): string[] {
  if (typeof claim.right === 'number') return [];
  const segments = segmentsOf(events, claim.connection);
  const [left, right] = [claim.left, claim.right].map((term) => valueIn(term, segmentOfTerm(term, segments)));
  if (left === undefined || right === undefined) return [];
  const apart = (left - right) | 0;
  if (Math.abs(apart) > 0xffff) return [];
  const expected = claim.plus | 0;
  const [en, zh] =
    expected === 0 ? [', not equal to it', '，而不是相等'] : [`, not ${plus(expected)}`, `，而不是 ${plus(expected)}`];
  return [say(lang, `the first is the second ${plus(apart)}${en}`, `前者是后者 ${plus(apart)}${zh}`)];
}

const plus = (amount: number): string => (amount < 0 ? `− ${-amount}` : `+ ${amount}`);

/** Whether a sentence of a lesson is to be judged in a run: some hold only of certain kernels, or of a run that went in time. */
import type { Event } from '../../protocol/events.ts';
import { visitsOf } from '../connections.ts';
import type { Condition } from '../lesson.ts';

/** `hasSetting` knows what the kernels of the run let its hosts see. */
export function isMet(
  condition: Condition,
  events: readonly Event[],
  hasSetting: (setting: Extract<Condition, { kind: 'setting' }>) => boolean,
): boolean {
  if (condition.kind === 'setting') return hasSetting(condition) === condition.there;
  const visits = visitsOf(events, condition.connection, condition.host);
  const entered = visits.findIndex(({ state }) => state === condition.state);
  const [from, to] = [visits[entered]?.t, visits[entered + 1]?.t];
  // A state that was never seen has lasted for no time, one whose end was not for any.
  const lasted = entered === -1 ? 0 : (to ?? Infinity) - (from ?? -Infinity);
  return lasted < condition.seconds === (condition.way === 'less');
}

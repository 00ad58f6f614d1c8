/** Holds an expectation against the stream of events. Pure: the same events give the same verdict live and in a replay. */
import type { Event } from '../protocol/events.ts';
import type { Language } from '../protocol/messages.ts';
import type { Expectation } from './lesson.ts';

export interface Verdict {
  text: string;
  held: boolean;
  /** The evidence, or what was seen instead. */
  observed: string;
}

export function evaluate(expectation: Expectation, events: readonly Event[], lang: Language): Verdict {
  void events;
  return { text: expectation.text?.[lang] ?? '', held: false, observed: '' };
}

/** What causes an arrow of the state diagram, and what is sent on the way. */
import type { Transition } from '../../../src-main/common/tcp/transitions.ts';
import { say, type PageKey } from '../../state/words.svelte.ts';

export function transitionWords({ on, sends }: Transition): string {
  const cause = say(`trigger.${on}` satisfies PageKey);
  return sends === null ? cause : say('trigger.and-sends', { cause, segment: sends });
}

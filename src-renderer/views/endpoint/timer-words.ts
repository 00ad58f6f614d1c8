import { sayIfKnown } from '../../state/words.svelte.ts';

/** The field's name of one of the kernel's timers; its own name where there is none. */
export const timerName = (timer: string): string => sayIfKnown(`timer.${timer}`) ?? timer;

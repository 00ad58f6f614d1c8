/** What a judge answers, and the words that several of them use. */
import type { Language } from '../../protocol/messages.ts';
import type { Claim, Times } from '../lesson.ts';
import { say } from '../wording/say.ts';

export interface Finding {
  held: boolean;
  /** The evidence, or what was seen instead. */
  observed: string;
}

export type ClaimOf<K extends Claim['kind']> = Extract<Claim, { kind: K }>;

/** Kernel timers are late, never early: the timer wheel rounds up by as much as an eighth (kernel/time/timer.c). */
export const LATE = 1.125;

export const isWithin = (count: number, { least, most }: Times): boolean =>
  count >= least && (most === null || count <= most);

export const notSeen = (lang: Language): string => say(lang, 'not seen', '没有看到');

export const listed = (items: readonly string[], lang: Language): string => items.join(say(lang, ', ', '、'));

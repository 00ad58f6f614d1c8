/** What a person is told of an answered question. */
import type { AnswerEvent } from '../../../src-main/common/protocol/events.ts';
import { say, sayIfKnown } from '../../state/words.svelte.ts';

export interface Verdict {
  kind: 'right' | 'wrong' | 'other';
  text: string;
}

/** A choice as a person reads it: the few that are words have translations. */
export const choiceText = (choice: string): string => sayIfKnown(`choice.${choice}`) ?? choice;

export function verdictOf({ given, truth, right }: AnswerEvent): Verdict {
  if (truth === null) return { kind: 'other', text: say('question.unseen') };
  const shown = { truth: choiceText(truth) };
  if (given === null) return { kind: 'other', text: say('question.shown', shown) };
  if (right === null) return { kind: 'other', text: say('question.other', shown) };
  if (right) return { kind: 'right', text: say('question.right', shown) };
  return { kind: 'wrong', text: say('question.wrong', { given: choiceText(given), ...shown }) };
}

/** What a person is told of an answered question. */
import type { AnswerEvent } from '../../../src-main/common/protocol/events.ts';
import { say } from '../../state/words.svelte.ts';

export interface Verdict {
  kind: 'right' | 'wrong' | 'other';
  text: string;
}

export function verdictOf({ given, truth, right }: AnswerEvent): Verdict {
  if (truth === null) return { kind: 'other', text: say('question.unseen') };
  if (given === null) return { kind: 'other', text: say('question.shown', { truth }) };
  if (right === null) return { kind: 'other', text: say('question.other', { truth }) };
  if (right) return { kind: 'right', text: say('question.right', { truth }) };
  return { kind: 'wrong', text: say('question.wrong', { given, truth }) };
}

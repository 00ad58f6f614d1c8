/** The sentences that can stand where the cursor is, as examples to be changed. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { ACTION_EXAMPLES, VERB_EXAMPLES } from '../../../src-main/common/lesson/actions.ts';
import { EXPECTATION_EXAMPLES } from '../../../src-main/common/lesson/expectations.ts';
import { PREDICTION_EXAMPLES } from '../../../src-main/common/lesson/read/predictions.ts';

const each = (examples: readonly string[]): Completion[] =>
  [...new Set(examples.flatMap((example) => example.split(', or ')))].map((label) => ({ label }));

const { wire, crowd, flood, wait } = ACTION_EXAMPLES;
const SENTENCES: Readonly<Record<string, readonly Completion[]>> = {
  do: each([...VERB_EXAMPLES, wire, crowd, flood, ...wait.split(', ')]),
  expect: each(Object.values(EXPECTATION_EXAMPLES)),
  predict: each(Object.values(PREDICTION_EXAMPLES)),
};

/** An entry of a list, as far as it is written. */
const ENTRY = /^\s*(?:- )?[^#]*$/;

export function sentencesFor({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  if (!ENTRY.test(before) || (!explicit && !/- \w+$/.test(before))) return null;
  const start = /^\s*(?:- )?/.exec(before)?.[0].length ?? 0;
  // The list is the nearest one above.
  for (let number = line.number - 1; number > 0; number--) {
    const [, list] = /^\s*(do|expect|predict):\s*$/.exec(state.doc.line(number).text) ?? [];
    if (list !== undefined) return { from: line.from + start, options: SENTENCES[list] ?? [], validFor: /^.*$/ };
  }
  return null;
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../src-main/common/rules/parse-rule.ts';

const TEXT = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');

/** What stands in backticks in a column of the tables between two texts. */
function codeIn(start: string, end: string, column: number): string[] {
  const rows = TEXT.slice(TEXT.indexOf(start), TEXT.indexOf(end)).split('\n');
  return rows.flatMap((row) =>
    row.startsWith('|') ? [...(row.split('|')[column] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code) : [],
  );
}

const whole = TEXT.split('```')[1]?.trim().split('\n') ?? [];
const deeds = codeIn('## What is done', '## Which segments', 1);
const parts = codeIn('| Part', 'A flag by its name', 2).map((part) => {
  if (/^(with|at|of|from|and)/.test(part)) return `drop segment ${part}`;
  return /^(every|2nd|second|first|new)/.test(part) ? `drop ${part} SYN` : `drop ${part}`;
});
const kinds = codeIn('| Kind ', 'So in a list', 1).map((kind) => `drop ${kind}`);
const clauses = codeIn('## When', '## Never', 1).map((clause) => `drop SYN ${clause}`);

describe('The reference says nothing that is not understood', () => {
  it('has sentences of every kind', () => {
    for (const some of [whole, deeds, parts, kinds, clauses]) expect(some.length).toBeGreaterThan(2);
  });

  it.each([...whole, ...deeds, ...parts, ...kinds, ...clauses])('%s', (sentence) => {
    expect(parseRule(sentence)).toHaveProperty('rule');
  });
});

import * as fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { Rule } from '../../../src-main/common/protocol/wire-control.ts';
import { parseRule } from '../../../src-main/common/rules/parse-rule.ts';
import { ruleSentence } from '../../../src-main/common/rules/rule-sentence.ts';
import { mutate, randomSource } from '../lesson/mutations.ts';
import { anyRule } from './any-rule.ts';

const COUNT = 20_000;
const SEED = 1;

/** A sentence gives a rule of the schema, or a problem that lies within it. */
function check(sentence: string): 'rule' | 'problem' {
  const parsed = parseRule(sentence);
  if ('rule' in parsed) {
    expect(parsed.rule).toEqual(v.parse(Rule, parsed.rule));
    return 'rule';
  }
  const { column, message, hint } = parsed.problem;
  if (!(column >= 1 && column <= sentence.length + 1 && message !== '' && hint !== '')) {
    expect.fail(`${JSON.stringify(sentence)}: ${JSON.stringify(parsed.problem)}`);
  }
  return 'problem';
}

it(`${COUNT} damaged sentences are rules or are refused with a place`, () => {
  const random = randomSource(SEED);
  const sentences = fc.sample(anyRule, { numRuns: 200, seed: SEED }).map(ruleSentence);
  let rules = 0;
  for (let i = 0; i < COUNT; i++) {
    if (check(mutate(sentences[i % sentences.length] ?? '', random)) === 'rule') rules += 1;
  }
  // Not all alike: some damage is harmless, most is found.
  expect(rules).toBeGreaterThan(0);
  expect(rules).toBeLessThan(COUNT / 2);
});

it('Any text at all is refused with a place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      check(text);
    }),
    { numRuns: COUNT / 10 },
  );
});

it('The words of the language in any order are rules or are refused with a place', () => {
  const words =
    'drop hold delay set clear window truncate swap answer every first 2nd 3 segment data new SYN ACK,PSH RST ' +
    "retransmission from client server's the a and not with without at least sequence to by ms bytes until after , once times in of byte";
  const sentence = fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 20 }).map((some) => some.join(' '));
  fc.assert(
    fc.property(sentence, (text) => {
      check(text);
    }),
    { numRuns: COUNT / 4 },
  );
});

it('A sentence of fifty thousand words or letters is refused like a short one', () => {
  const many = 50_000;
  for (const piece of ['SYN,', 'SYN-', 'x', ' ', '9', 'and not ECE ', ', ']) check(`drop SYN ${piece.repeat(many)}`);
  check(`drop ${'SYN,'.repeat(many)}ACK`);
});

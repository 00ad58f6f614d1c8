import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { impairmentSentence } from '../../../src-main/common/impairment/impairment-sentence.ts';
import { isOfImpairments, parseImpairment } from '../../../src-main/common/impairment/parse-impairment.ts';
import { PRESET_NAMES, PRESETS } from '../../../src-main/common/impairment/presets.ts';
import { Impairment } from '../../../src-main/common/protocol/wire-control.ts';
import { parseRule } from '../../../src-main/common/rules/parse-rule.ts';
import { ruleSentence } from '../../../src-main/common/rules/rule-sentence.ts';
import { mutate, randomSource } from '../lesson/mutations.ts';
import { anyRule } from '../rules/any-rule.ts';
import { anyImpairing } from './any-impairment.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');
const SECTION = DOCUMENT.split('\n## ').find((part) => part.startsWith('Impairments\n')) ?? '';
const DOCUMENTED = [...SECTION.matchAll(/^\| `([^`]+)` +\| [^`]/gm)].map(([, sentence = '']) => sentence);
const NAMED = [...SECTION.matchAll(/^\| `([^`]+)` +\| `([^`]+)`/gm)].map(([, name = '', sentence = '']) => [
  name,
  sentence,
]);
const COUNT = 20_000;

const meant = (parts: v.InferInput<typeof Impairment>): Impairment => v.parse(Impairment, parts);

/** A sentence gives an impairment of the schema, or a problem that lies within it. */
function check(sentence: string): 'impairment' | 'problem' {
  isOfImpairments(sentence);
  const parsed = parseImpairment(sentence);
  if (!('problem' in parsed)) {
    if (parsed.impairment) expect(parsed.impairment).toEqual(v.parse(Impairment, parsed.impairment));
    return 'impairment';
  }
  const { column, message, hint } = parsed.problem;
  if (!(column >= 1 && column <= sentence.length + 1 && message !== '' && hint !== ''))
    expect.fail(`${JSON.stringify(sentence)}: ${JSON.stringify(parsed.problem)}`);
  return 'problem';
}

describe('The sentence of an impairment', () => {
  it.each([
    ['delay 50 ms from server', { from: 'server', impairment: meant({ delay: { time: 0.05 } }) }],
    [
      'Delay 50ms, and loss 5% from client.',
      { from: 'client', impairment: meant({ delay: { time: 0.05 }, loss: { model: 'random', share: 0.05 } }) },
    ],
    ['rate 1 Mbit/s with limit 10 from client', { from: 'client', impairment: meant({ rate: 1e6, limit: 10 }) }],
    [
      'delay 40 ms jitter 15 ms distribution normal',
      { impairment: meant({ delay: { time: 0.04, jitter: 0.015, distribution: 'normal' } }) },
    ],
    [
      'loss 0.7 % correlation 25 %, seed 7',
      { seed: 7, impairment: meant({ loss: { model: 'random', share: 0.007, correlation: 0.25 } }) },
    ],
    ['no impairment from client', { from: 'client', impairment: null }],
    ['preset Satellite from server', { from: 'server', impairment: PRESETS.satellite, preset: 'satellite' }],
    ['preset LAN', { impairment: null, preset: 'lan' }],
    [
      'preset 4G, loss 2 % and limit 50, seed 7',
      { seed: 7, impairment: { ...PRESETS['4g'], loss: { model: 'random', share: 0.02, correlation: 0 }, limit: 50 } },
    ],
  ] as const)('%s', (sentence, expected) => {
    expect(isOfImpairments(sentence)).toBe(true);
    expect(parseImpairment(sentence)).toEqual(expected);
  });

  it.each(PRESET_NAMES)('names the preset %s', (preset) => {
    const named = { from: 'client', impairment: PRESETS[preset], preset } as const;
    expect(parseImpairment(impairmentSentence(named))).toEqual(named);
    const { impairment } = named;
    expect(parseImpairment(impairmentSentence({ impairment }))).toEqual({ impairment });
  });

  it('of a preset is documented with its meaning', () => {
    const meanings = NAMED.map(([name = '', sentence = '']) => [name, parseImpairment(sentence)]);
    expect(Object.fromEntries(meanings)).toEqual(
      Object.fromEntries(PRESET_NAMES.map((name) => [name, { impairment: PRESETS[name] }])),
    );
  });

  it('is written so that it is read as the same', () => {
    fc.assert(
      fc.property(anyImpairing, (impairing) => {
        expect(parseImpairment(impairmentSentence(impairing))).toEqual(impairing);
      }),
      { numRuns: 2000 },
    );
  });

  it('is taken for that of no rule, and none of a rule for it', () => {
    fc.assert(
      fc.property(anyImpairing, anyRule, (impairing, rule) => {
        const [ofLink, ofRule] = [impairmentSentence(impairing), ruleSentence(rule)];
        expect([isOfImpairments(ofLink), isOfImpairments(ofRule)]).toEqual([true, false]);
        expect(parseRule(ofLink)).toHaveProperty('problem');
      }),
      { numRuns: 2000 },
    );
    expect(isOfImpairments('delay 2nd SYN by 50 ms')).toBe(false);
  });

  it('of each kind is in the reference', () => {
    expect(DOCUMENTED.length).toBeGreaterThan(8);
    const kinds = DOCUMENTED.flatMap((sentence) => {
      const parsed = parseImpairment(sentence);
      if ('problem' in parsed) throw new Error(`${sentence}: ${parsed.problem.message}`);
      return Object.keys(parsed.impairment ?? { none: null });
    });
    expect(new Set(kinds)).toEqual(new Set([...Object.keys(Impairment.entries), 'none']));
  });
});

describe('A wrong sentence of an impairment', () => {
  it.each([
    ['loss 101 % from client', 6, 'There is no more than 100 %.', 'It is a share from 0 to 100 %.'],
    ['delay -5 ms', 7, 'Here there is "-5" where a time is needed.', 'It is a time such as 200 ms, 1.5 s or 10 µs.'],
    ['delay 61 s', 7, 'This delay is too long.', 'It is a time from 0 to 60 s.'],
    [
      'delay 5 ms jitter 1 ms distribution gauss',
      37,
      'Here there is "gauss" where a distribution is needed.',
      'Here can stand "uniform", "normal", "pareto" or "paretonormal".',
    ],
    [
      'los 5 % from client',
      1,
      'Here there is "los" where an impairment is needed.',
      'Did you mean "loss"? Here can stand "no", "preset", "delay", "loss", "duplicate", "corrupt", "reorder", "rate", "limit" or "slot".',
    ],
    ['loss 5 from client', 8, 'Here there is "from" where "%" is needed.', 'As in: delay 50 ms, loss 5 % from client'],
    ['loss 5 % of client', 10, 'Here there is "of" where an impairment is needed.', ''],
    ['loss 5 % from cleint', 15, 'Here there is "cleint" where a host is needed.', 'Did you mean "client"?'],
    ['rate 10 bit/s', 6, 'The wire does not do this rate.', 'It is a rate from 1 kbit/s to 100 Gbit/s.'],
    ['rate 1 MB/s', 8, 'Here there is "MB/s" where a unit of rate is needed.', ''],
    ['limit 0', 7, 'Here there is "0" where a number of frames is needed.', 'It is a number from 1 to 100000.'],
    ['delay 5 ms, delay 6 ms', 13, '"delay" is there twice.', 'Take one away.'],
    ['reorder 5 %', 1, 'Reordering sends', 'As in: delay 50 ms, reorder 5 %'],
    ['loss gemodel p 1 % r 20 %', 26, 'Here the sentence ends where "1-h" is needed.', ''],
    [
      'preset satelite',
      8,
      'Here there is "satelite" where a preset is needed.',
      'Did you mean "satellite"? Here can stand "lan", "wi-fi", "4g", "satellite" or "bad-line".',
    ],
    [
      'preset',
      7,
      'Here the sentence ends where a preset is needed.',
      '"lan", "wi-fi", "4g", "satellite" or "bad-line"',
    ],
    ['preset 4g loss', 15, 'Here the sentence ends where a share in % is needed.', ''],
    ['presett 4g', 1, 'Here there is "presett" where an impairment is needed.', 'Did you mean "preset"?'],
    ['satellite', 1, 'Here there is "satellite" where an impairment is needed.', '"preset"'],
    ['no loss', 4, 'Here there is "loss" where "impairment" is needed.', 'As in: no impairment'],
  ])('%s', (sentence, column, message, hint) => {
    expect(isOfImpairments(sentence)).toBe(true);
    expect(parseImpairment(sentence)).toMatchObject({
      problem: {
        column,
        message: expect.stringContaining(message) as unknown,
        hint: expect.stringContaining(hint) as unknown,
      },
    });
  });

  it(`among ${COUNT} that are damaged is refused with a place`, () => {
    const random = randomSource(1);
    const sentences = fc.sample(anyImpairing, { numRuns: 200, seed: 1 }).map(impairmentSentence);
    let right = 0;
    for (let i = 0; i < COUNT; i++)
      if (check(mutate(sentences[i % sentences.length] ?? '', random)) === 'impairment') right += 1;
    // Not all alike: some damage is harmless, most is found.
    expect(right).toBeGreaterThan(0);
    expect(right).toBeLessThan(COUNT / 2);
  });

  it('may be of any words in any order', () => {
    const words =
      'delay loss rate limit slot preset 4g no impairment jitter correlation gemodel state p r 1-h p13 5 % ms 50ms 1 Mbit/s , and with from client seed 7 to packets';
    const sentence = fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 20 }).map((some) => some.join(' '));
    fc.assert(
      fc.property(fc.oneof(sentence, fc.string({ unit: 'binary' })), (text) => void check(text)),
      { numRuns: COUNT / 4 },
    );
    for (const piece of ['loss 5 % ', ', ', '9', 'x']) check(`delay 5 ms ${piece.repeat(50_000)}`);
  });
});

import { expect, test } from 'vitest';
import { inEnglish, tell, told } from '../../../src-main/common/text/telling.ts';

test('what stands in a place may be words of its own, a text, a number or a choice', () => {
  const list = ['"client"', told('what.flag'), 3];
  expect(inEnglish(told('problem.needed', { found: '"x"', what: told('what.host') }))).toBe(
    'Here there is "x" where a host is needed.',
  );
  expect(inEnglish(told('hint.possible', { list }))).toBe('Here can stand "client", a flag or 3.');
  expect(inEnglish(told('hint.possible', { list: ['"client"'] }))).toBe('Here can stand "client".');
});

test('a text that looks like a place is left alone', () => {
  expect(inEnglish(told('problem.needed', { found: '"{what}"', what: '{found}' }))).toBe(
    'Here there is "{what}" where {found} is needed.',
  );
});

test('another language says each part in its own words', () => {
  const said = tell(told('problem.both', { first: told('hint.drop'), second: ['a', 'b'] }), (words, values) =>
    [words, ...Object.values(values)].join(' '),
  );
  expect(said).toBe('problem.both hint.drop problem.or a b');
});

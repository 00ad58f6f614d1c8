import { expect, test } from 'vitest';
import en from '../../../resources/locales/en.json' with { type: 'json' };
import zhCN from '../../../resources/locales/zh-CN.json' with { type: 'json' };
import { languageOf, sayError, sayIn } from '../../../src-main/host/words.ts';

const placeholders = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

test('both languages have the same keys, in the same order', () => {
  expect(Object.keys(zhCN)).toEqual(Object.keys(en));
});

test('no translation uses a placeholder that the original does not have, or leaves one out', () => {
  for (const [key, sentence] of Object.entries(en)) {
    const translated = placeholders(zhCN[key as keyof typeof zhCN]);
    // An error's own English sentence and hint may be replaced as a whole.
    if (key.startsWith('error.')) expect(['{hint}', '{message}'], key).toEqual(expect.arrayContaining(translated));
    else expect(translated, key).toEqual(placeholders(sentence));
  }
});

test('errors are said by their code, and as they came when it is unknown', () => {
  const say = sayIn('zh-CN');
  expect(sayError(say, { code: 'no-unshare', message: 'x', hint: 'y' }).message).toContain('unshare');
  expect(sayError(say, { code: 'EMFILE', message: 'x', hint: 'y' })).toEqual({ message: 'x', hint: 'y' });
});

test.each([
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_TW' }, 'zh-CN'],
  [{ LC_ALL: '', LANG: 'de_DE' }, 'en'],
  [{}, 'en'],
])('%j speaks %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});

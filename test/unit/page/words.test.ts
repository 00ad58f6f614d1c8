import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROBLEM_WORDS } from '../../../src-main/common/text/problem-words.ts';

/** Their English words are the lab's own. */
const PROBLEMS = 'problems.json';
const FOLDER = new URL('../../../resources/locales/page/', import.meta.url);
const FILES = [...readdirSync(new URL('en/', FOLDER)), PROBLEMS].sort();

function wordsOf(language: string, file: string): Record<string, string> {
  if (language === 'en' && file === PROBLEMS) return PROBLEM_WORDS;
  return JSON.parse(readFileSync(new URL(`${language}/${file}`, FOLDER), 'utf8')) as Record<string, string>;
}
const placeholders = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g))].sort();

test('there is a file of Chinese words for each file of English ones', () => {
  expect(readdirSync(new URL('zh-CN/', FOLDER)).sort()).toEqual(FILES);
});

test('no key has words in two files', () => {
  const keys = FILES.flatMap((file) => Object.keys(wordsOf('en', file)));
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

describe.each(FILES)('%s', (file) => {
  const [en, zh] = [wordsOf('en', file), wordsOf('zh-CN', file)];

  test('both languages have the same keys', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  test('each sentence has the same placeholders in both', () => {
    // What the page words itself in one language may leave out what the host said in another.
    const own = (key: string): boolean => key.startsWith('error.');
    for (const [key, sentence] of Object.entries(en).filter(([key]) => !own(key)))
      expect({ key, placeholders: placeholders(zh[key] ?? '') }).toEqual({ key, placeholders: placeholders(sentence) });
  });

  test('no sentence is empty', () => {
    for (const words of [en, zh]) expect(Object.entries(words).filter(([, sentence]) => sentence === '')).toEqual([]);
  });
});

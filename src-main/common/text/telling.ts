/** What a person is to be told, as data, so that each program says it in its own language. */
import { fill, type Values } from './fill.ts';
import { PROBLEM_WORDS } from './problem-words.ts';

export type WordsName = keyof typeof PROBLEM_WORDS;

/** Words by their name, and what stands in their {places}; a list is that of what can be chosen. */
export interface Telling {
  words: WordsName;
  values: Readonly<Record<string, Told>>;
}
export type Told = string | number | Telling | readonly Told[];

export const told = (words: WordsName, values: Telling['values'] = {}): Telling => ({ words, values });

/** Puts it into words; `say` has those of one language. */
export function tell(told: Told, say: (words: WordsName, values: Values) => string): string {
  if (typeof told === 'string' || typeof told === 'number') return String(told);
  if ('words' in told) {
    const values = Object.entries(told.values).map(([name, value]) => [name, tell(value, say)]);
    return say(told.words, Object.fromEntries(values) as Values);
  }
  const all = told.map((each) => tell(each, say));
  const last = all.pop() ?? '';
  return all.length === 0 ? last : say('problem.or', { list: all.join(say('problem.comma', {})), last });
}

/** As the lab and the terminal say it. */
export const inEnglish = (told: Told): string => tell(told, (words, values) => fill(PROBLEM_WORDS[words], values));

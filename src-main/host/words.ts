/** Every sentence that a host shows, from resources/locales. Keys are typed; a test holds the languages to the same keys. */
import enOwn from '../../resources/locales/en.json' with { type: 'json' };
import enQueues from '../../resources/locales/page/en/queues.json' with { type: 'json' };
import enScores from '../../resources/locales/page/en/scores.json' with { type: 'json' };
import zhProblems from '../../resources/locales/page/zh-CN/problems.json' with { type: 'json' };
import zhQueues from '../../resources/locales/page/zh-CN/queues.json' with { type: 'json' };
import zhScores from '../../resources/locales/page/zh-CN/scores.json' with { type: 'json' };
import zhOwn from '../../resources/locales/zh-CN.json' with { type: 'json' };
import type { LabErrorData } from '../common/protocol/errors.ts';
import type { Language } from '../common/protocol/messages.ts';
import { fill, type Values } from '../common/text/fill.ts';
import { PROBLEM_WORDS } from '../common/text/problem-words.ts';

const en = { ...enOwn, ...enQueues, ...enScores, ...PROBLEM_WORDS };

export type { Values };
export type WordKey = keyof typeof en;
/** A sentence of one language, with its {placeholders} filled in. */
export type Say = (key: WordKey, values?: Values) => string;

const LOCALES: Record<Language, Record<WordKey, string>> = {
  en,
  'zh-CN': { ...zhOwn, ...zhQueues, ...zhScores, ...zhProblems },
};

export function sayIn(language: Language): Say {
  const sentences = LOCALES[language];
  return (key, values = {}) => fill(sentences[key], values);
}

export const isWordKey = (key: string): key is WordKey => Object.hasOwn(en, key);

/** The error in the reader's language where its code is known there; else as it came. {message} and {hint} are the original's. */
export function sayError(say: Say, error: LabErrorData): { message: string; hint: string } {
  const { code, message, hint } = error;
  const [key, hintKey] = [`error.${code}`, `error.${code}.hint`];
  return {
    message: isWordKey(key) ? say(key, { message, hint }) : message,
    hint: isWordKey(hintKey) ? say(hintKey, { message, hint }) : hint,
  };
}

/** The language of POSIX's LC_ALL, LC_MESSAGES and LANG, in that order (locale(7)); every zh is simplified Chinese here. */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const name = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh/i.test(name) ? 'zh-CN' : 'en';
}

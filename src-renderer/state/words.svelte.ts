/** Every sentence of the page, in the language that is chosen; changing it changes the page at once. */
import type { Language } from '../../src-main/common/protocol/messages.ts';
import { fill, type Values } from '../../src-main/common/text/fill.ts';
import { PROBLEM_WORDS } from '../../src-main/common/text/problem-words.ts';
import { tell, type Told } from '../../src-main/common/text/telling.ts';
import enCrowds from '../../resources/locales/page/en/crowds.json';
import enEditor from '../../resources/locales/page/en/editor.json';
import enEndpoints from '../../resources/locales/page/en/endpoints.json';
import enGuide from '../../resources/locales/page/en/guide.json';
import enKnobs from '../../resources/locales/page/en/knobs.json';
import enLadder from '../../resources/locales/page/en/ladder.json';
import enLines from '../../resources/locales/page/en/lines.json';
import enNotes from '../../resources/locales/page/en/notes.json';
import enPictures from '../../resources/locales/page/en/pictures.json';
import enRecording from '../../resources/locales/page/en/recording.json';
import enQueues from '../../resources/locales/page/en/queues.json';
import enRoom from '../../resources/locales/page/en/room.json';
import enScores from '../../resources/locales/page/en/scores.json';
import enShell from '../../resources/locales/page/en/shell.json';
import enTimers from '../../resources/locales/page/en/timers.json';
import enWire from '../../resources/locales/page/en/wire.json';
import zhCrowds from '../../resources/locales/page/zh-CN/crowds.json';
import zhEditor from '../../resources/locales/page/zh-CN/editor.json';
import zhEndpoints from '../../resources/locales/page/zh-CN/endpoints.json';
import zhGuide from '../../resources/locales/page/zh-CN/guide.json';
import zhKnobs from '../../resources/locales/page/zh-CN/knobs.json';
import zhLadder from '../../resources/locales/page/zh-CN/ladder.json';
import zhLines from '../../resources/locales/page/zh-CN/lines.json';
import zhNotes from '../../resources/locales/page/zh-CN/notes.json';
import zhProblems from '../../resources/locales/page/zh-CN/problems.json';
import zhPictures from '../../resources/locales/page/zh-CN/pictures.json';
import zhRecording from '../../resources/locales/page/zh-CN/recording.json';
import zhQueues from '../../resources/locales/page/zh-CN/queues.json';
import zhRoom from '../../resources/locales/page/zh-CN/room.json';
import zhScores from '../../resources/locales/page/zh-CN/scores.json';
import zhShell from '../../resources/locales/page/zh-CN/shell.json';
import zhTimers from '../../resources/locales/page/zh-CN/timers.json';
import zhWire from '../../resources/locales/page/zh-CN/wire.json';

const en = {
  ...enShell,
  ...enLadder,
  ...enEditor,
  ...enEndpoints,
  ...enWire,
  ...enCrowds,
  ...enGuide,
  ...enKnobs,
  ...enNotes,
  ...enPictures,
  ...enQueues,
  ...enRecording,
  ...enRoom,
  ...enScores,
  ...enLines,
  ...enTimers,
  ...PROBLEM_WORDS,
};
export type PageKey = keyof typeof en;
const LOCALES: Record<Language, Record<PageKey, string>> = {
  en,
  'zh-CN': {
    ...zhShell,
    ...zhLadder,
    ...zhEditor,
    ...zhEndpoints,
    ...zhWire,
    ...zhCrowds,
    ...zhGuide,
    ...zhKnobs,
    ...zhNotes,
    ...zhProblems,
    ...zhPictures,
    ...zhQueues,
    ...zhRecording,
    ...zhRoom,
    ...zhScores,
    ...zhLines,
    ...zhTimers,
  },
};

/** Each in itself, so that it is found by those who read no other. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', 'zh-CN': '中文' };

class Words {
  language = $state<Language>('en');
}

export const words = new Words();

/** A sentence with its {placeholders} filled in. */
export function say(key: PageKey, values: Values = {}): string {
  return fill(LOCALES[words.language][key], values);
}

/** For keys that are made from data, as `state.${name}`: the sentence, or undefined where there is none. */
export function sayIfKnown(key: string, values: Values = {}): string | undefined {
  return Object.hasOwn(en, key) ? say(key as PageKey, values) : undefined;
}

/** What is told as data. */
export const sayTold = (told: Told): string => tell(told, say);

/** What is told of lesson files that are not right, in both languages, for people to read over. */
import { expect, it } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import { LANGUAGES, type Language } from '../../../src-main/common/protocol/messages.ts';
import { tell } from '../../../src-main/common/text/telling.ts';
import { sayIn } from '../../../src-main/host/words.ts';

const GOOD = `lesson: a-lesson
title: { en: A lesson, zh-CN: 一课 }
about: { en: About it, zh-CN: 说明 }
steps:
  - name: { en: All, zh-CN: 全部 }
    predict:
      - ask: { en: Where is it?, zh-CN: 它在哪里？ }
        state: server
        choices: SYN_RECV, ESTABLISHED
        answer: ESTABLISHED
        why: { en: Because., zh-CN: 因为。 }
    do:
      - server: listen on 80 with backlog 4
      - client: connect to 80
      - wait: server is ESTABLISHED
      - server: accept
expect:
  - client goes: CLOSED, SYN_SENT, ESTABLISHED
`;

const BOMB = ['a0: &a0 [x, x]', ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)];

/** In the lesson above, one piece becomes another. */
const DAMAGE: Readonly<Record<string, readonly [piece: string, instead: string]>> = {
  'a verb that there is not': ['server: accept', 'server: acept'],
  'a verb far from all': ['server: accept', 'server: dance'],
  'a wrong indent': ['      - server: accept', '     - server: accept'],
  'a wait for what cannot come': ['wait: server is ESTABLISHED', 'wait: server is ESTABLISHED on connection 2'],
  'a wait for a flood that there is not': ['server: accept', 'wait: flood is over'],
  'a missing translation': [', zh-CN: 说明', ''],
  'notes in one language': ['steps:', 'notes: { en: Ask them. }\nsteps:'],
  'a text where a group belongs': ['{ en: About it, zh-CN: 说明 }', 'About it'],
  'a group where a list belongs': ['expect:\n  - client', 'expect:\n  client'],
  'a list where a sentence belongs': ['server: accept', 'server: [accept]'],
  'a key that is there twice': ['about:', 'title: { en: A, zh-CN: 甲 }\nabout:'],
  'a field near one that there is': ['title:', 'titel:'],
  'a field that there is not': ['steps:', 'colour: red\nsteps:'],
  'a comma that ends a text': ['en: About it', 'en: About it, and more'],
  'a colon in a text': ['{ en: About it, zh-CN: 说明 }', '\n  en: About: it\n  zh-CN: 说明'],
  'an open quote': ['About it', '"About it'],
  'an open quote at the end': ['- client goes', '- "client goes'],
  'an open quote of another kind in a list': ['server: accept', "'server: accept"],
  'an open bracket': ['zh-CN: 说明 }', 'zh-CN: 说明'],
  'an open bracket within another': ['server: accept', 'server: { on: [accept }'],
  'a name that is none': ['lesson: a-lesson', 'lesson: A lesson!'],
  'a number out of bounds': ['backlog 4', 'backlog 70000'],
  'a sentence that ends early': ['with backlog 4', 'with'],
  'a word too many': ['server: accept', 'server: accept on connection 1 please'],
  'a choice that is not there': ['answer: ESTABLISHED', 'answer: CLOSED'],
  'a rule with a word mistyped': ['server: accept', 'wire: drop 2nd SIN,ACK from server'],
  'a rule that could never match': ['server: accept', 'wire: drop ACK with 100 bytes'],
  'more loss than there is': ['server: accept', 'wire: delay 50 ms, loss 101 % from client'],
  'a preset that there is not': ['server: accept', 'wire: preset satelite from server'],
  'an impairment mistyped': ['server: accept', 'wire: delay 50 ms jitter 5 ms distribution gauss'],
  'a setting out of bounds': ['server: accept', 'server: set tcp_syncookies to 7'],
  'two sentences in one entry': ['- server: accept', '- server: accept\n        client: close'],
  'a tab': ['      - server: accept', '\t- server: accept'],
  'an alias': ['server: accept', 'server: *a'],
  'a tag': ['server: accept', 'server: !!js/function accept'],
};

const FILES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(DAMAGE).map(([name, [piece, instead]]) => [name, GOOD.replace(piece, instead)])),
  'two lessons in one file': `${GOOD}---\n${GOOD}`,
  'an empty file': '',
  'a text': 'hello',
  'ten megabytes': GOOD + '#'.repeat(10 << 20),
  'aliases that multiply': BOMB.join('\n'),
};

function told(language: Language): string {
  const say = sayIn(language);
  return Object.entries(FILES)
    .map(([name, text]) => {
      const loaded = loadLesson(text);
      if ('lesson' in loaded) throw new Error(`"${name}" is right`);
      const [first, second, ...others] = loaded.problems.map(
        ({ line, column, told: { message, hint } }) =>
          `  ${line}:${column} ${tell(message, say)}\n      ${tell(hint, say)}\n`,
      );
      return `${name}\n${first}${second ?? ''}${others.length > 0 ? `  (${others.length})\n` : ''}`;
    })
    .join('\n');
}

it.each(LANGUAGES)(
  'what is wrong with a lesson file is told in %s, with its place and what to write',
  async (language) => {
    await expect(told(language)).toMatchFileSnapshot(`bad-files.${language}.txt`);
  },
);

it('each problem says what to do', () => {
  const problems = Object.values(FILES)
    .map(loadLesson)
    .flatMap((loaded) => ('problems' in loaded ? loaded.problems : []));
  expect(problems.filter(({ hint }) => hint === '')).toEqual([]);
});

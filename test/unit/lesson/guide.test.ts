import { expect, test } from 'vitest';
import { actionSummary, minutesNeeded } from '../../../src-main/common/lesson/guide.ts';
import type { ActionSummary } from '../../../src-main/common/protocol/app.ts';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import type { Lesson } from '../../../src-main/common/lesson/lesson.ts';

function lessonWith({ about = 'One.', actions = ['wait: 50 ms'], expectation = 'count: no RST from client' }): Lesson {
  const text = `
lesson: guided
title: { en: Guided, zh-CN: 引导 }
about: { en: '${about}', zh-CN: 一 }
steps:
  - name: { en: First, zh-CN: 第一步 }
    do:
      - server: listen on 80 with backlog 4
      - client: connect to 80
${actions.map((action) => `      - ${action}`).join('\n')}
expect:
  - ${expectation}
`;
  const loaded = loadLesson(text);
  if (!('lesson' in loaded)) throw new Error(JSON.stringify(loaded.problems));
  return loaded.lesson;
}

const summaryOf = (sentence: string): ActionSummary | undefined => {
  const action = lessonWith({ actions: [sentence] }).steps[0]?.actions.at(-1);
  return action && actionSummary(action);
};

test.each([
  ['client: close', ['client']],
  ['server: accept', ['server', 'accept queue']],
  ['wire: hold ACK from client', ['wire']],
  ['wait: server SYN queue holds 1', ['SYN queue']],
  ['wait: ListenDrops of server ticks 3 times', ['counters']],
  ['wait: 50 ms', []],
  ['wait: server is SYN_RECV', ['server']],
  ['wait: client is CLOSED', ['client', 'timers']],
  ['wait: 2nd SYN,ACK from server', ['wire', 'timers']],
  ['wait: 2nd ACK from server', ['wire']],
  ['wait: 1st data retransmission from client', ['wire', 'timers']],
  ['wait: TCPWinProbe of client ticks 2 times', ['counters', 'timers']],
  ['wait: client connect fails', ['client', 'timers']],
])('"%s" is about %j', (sentence, lights) => {
  expect(summaryOf(sentence)?.lights).toEqual(lights);
});

test.each([
  ['wait: client is CLOSED', { host: 'client', connection: 1, state: 'CLOSED' }],
  ['wait: 2nd SYN,ACK from server', { host: 'server', connection: 1 }],
  ['wait: ListenDrops of server ticks', { host: 'server', counter: 'ListenDrops' }],
  ['client: close', { host: 'client', connection: 1 }],
  ['wait: SYN of client is refused', null],
  ['wire: stop', null],
])('"%s" is about one thing: %j', (sentence, subject) => {
  expect(summaryOf(sentence)?.subject).toEqual(subject);
});

test('a preset is told by its name and by what it stands for', () => {
  const meaning = 'delay 300 ms jitter 5 ms, rate 10 Mbit/s';
  expect(summaryOf('wire: preset satellite from server')?.text).toEqual({
    en: `The wire: preset satellite from server (${meaning})`,
    'zh-CN': `线路：preset satellite from server（${meaning}）`,
  });
});

test('a lesson takes longer with more to read, and with what it waits for', () => {
  const short = minutesNeeded(lessonWith({}));
  expect(short).toBe(1);
  expect(minutesNeeded(lessonWith({ about: 'word '.repeat(540) }))).toBe(3);
  expect(minutesNeeded(lessonWith({ actions: ['wait: 110 s'] }))).toBe(2);
  expect(minutesNeeded(lessonWith({ expectation: 'lasts: client TIME_WAIT about 110 s' }))).toBe(2);
});

import { expect, it } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import { turnsOf } from '../../../src-main/common/lesson/turns.ts';
import { LessonControl } from '../../../src-main/daemon/lesson/control.ts';
import { runLesson } from '../../../src-main/daemon/lesson/runner.ts';
import { FakeLab } from './fake-lab.ts';

const lessonText = (repeat: string, action = 'client: close on connection 2'): string => `lesson: again
title: { en: Again, zh-CN: 再次 }
about: { en: Again, zh-CN: 再次 }
steps:
  - name: { en: First, zh-CN: 首先 }
    do:
      - server: listen on 80 with backlog 4
      - client: connect to 80
  - name: { en: Again, zh-CN: 再次 }
    repeat: ${repeat}
    do:
      - client: connect to 80 on connection 2
      - ${action}
  - name: { en: Last, zh-CN: 最后 }
    do:
      - client: connect to 80 on connection 5
expect:
  - count: no RST from client
`;

function problemsOf(text: string): string[] {
  const loaded = loadLesson(text);
  return 'problems' in loaded ? loaded.problems.map(({ line, column, message }) => `${line}:${column} ${message}`) : [];
}

it('Connections of a step that is repeated count on, and the next step goes on from there', () => {
  expect(problemsOf(lessonText('3'))).toEqual([]);
  const loaded = loadLesson(lessonText('3'));
  const step = 'lesson' in loaded ? loaded.lesson.steps[1] : undefined;
  const connections = turnsOf(step?.actions ?? [], step?.repeat).map((turn) =>
    turn.map((action) => ('connection' in action ? action.connection : null)),
  );
  expect(connections).toEqual([
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
});

it('A connection of an earlier step stays what it is in each turn', () => {
  expect(problemsOf(lessonText('3', 'client: send "x"'))).toEqual([]);
  expect(problemsOf(lessonText('3', 'client: close'))).toEqual(['13:9 The client has closed connection 1 before.']);
});

it.each(['1', '51', 'often', '2.5'])('A step is not repeated %s times', (repeat) => {
  expect(problemsOf(lessonText(repeat))[0]).toBe('10:13 "repeat" is how often the step is done.');
});

it('The next step has to count the turns, too', () => {
  expect(problemsOf(lessonText('2'))).toEqual(['16:9 Connection 5 comes before connection 4.']);
});

it('The runner does each turn', async () => {
  const loaded = loadLesson(lessonText('3'));
  if (!('lesson' in loaded)) throw new Error('no lesson');
  const lab = new FakeLab();
  await runLesson(loaded.lesson, lab, { family: 'ipv4', lang: 'en', full: false }, new LessonControl());
  expect(lab.made.filter((made) => made.startsWith('close'))).toEqual(['close 3', 'close 4', 'close 5']);
});

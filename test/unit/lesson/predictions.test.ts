import { describe, expect, it, test } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import type { Prediction } from '../../../src-main/common/lesson/lesson.ts';
import { truthOf } from '../../../src-main/common/lesson/judge/truth.ts';
import { LabError } from '../../../src-main/common/protocol/errors.ts';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { LessonControl } from '../../../src-main/daemon/lesson/control.ts';
import { runLesson } from '../../../src-main/daemon/lesson/runner.ts';
import { FakeLab } from './fake-lab.ts';
import { call, CLIENT, connect, handshake, segment, SERVER, states } from './run-events.ts';

/** A lesson with one step that asks this. */
const lessonText = (question: string, choices: string, answer: string): string => `lesson: a-lesson
title: { en: A lesson, zh-CN: 一课 }
about: { en: About it, zh-CN: 说明 }
steps:
  - name: { en: All, zh-CN: 全部 }
    predict:
      - ask: { en: What happens, zh-CN: 会发生什么 }
        ${question}
        choices: ${choices}
        answer: ${answer}
        why: { en: Because, zh-CN: 因为 }
    do:
      - server: listen on 80 with backlog 4
      - client: connect to 80
      - wait: server is ESTABLISHED
    explain: { en: So it is, zh-CN: 就是这样 }
expect:
  - client goes: CLOSED, SYN_SENT, ESTABLISHED
`;

function problemsOf(question: string, choices: string, answer: string): string[] {
  const loaded = loadLesson(lessonText(question, choices, answer));
  if (!('problems' in loaded)) return [];
  return loaded.problems.map((p) => `${p.line}:${p.column} ${p.message} | ${p.hint}`);
}

function predictionOf(question: string, choices: string, answer: string): Prediction {
  const loaded = loadLesson(lessonText(question, choices, answer));
  const prediction = 'lesson' in loaded && loaded.lesson.steps[0]?.predict?.[0];
  if (!prediction) throw new Error(problemsOf(question, choices, answer).join('\n'));
  return prediction;
}

const STEP: Event = { type: 'step', t: 0, name: 'All', number: 1 };
const HANDSHAKE = [
  STEP,
  connect(),
  ...states('client', ['CLOSED', 'SYN_SENT', 'ESTABLISHED']),
  ...states('server', ['LISTEN', 'SYN_RECV', 'ESTABLISHED']),
  ...handshake(),
];
/** The SYN is sent again and again, never answered. */
const UNANSWERED = [
  STEP,
  connect(),
  ...[1, 2.06, 4.3].map((t, i) => ({ ...segment(i + 1, 'client', 'SYN', 1000, 0), t })),
];

/** A second connection of the same four-tuple. */
const twice = (isn: number): Event[] => [...HANDSHAKE, connect(4), ...handshake(4, isn)];

test.for<[isn: number, answer: string]>([
  [1000, 'equal'],
  [1001, 'higher'],
  [2 ** 31 + 1001, 'lower'],
])('The ISN %i of a second connection is told from that of the first, 1000', ([isn, answer]) => {
  const question: Prediction['question'] = {
    kind: 'compare',
    term: { field: 'isn', host: 'client' },
    connections: [1, 2],
  };
  const compared = (run: Event[]) => truthOf(question, ['lower', 'equal', 'higher'], run, 1);
  expect(compared(twice(isn))).toEqual({ answer, evidence: { segment: 4 } });
  expect(compared(HANDSHAKE)).toBeNull();
});

describe('What the run says to', () => {
  test.for<[question: string, choices: string, run: Event[], answer: string | undefined, evidence: object | null]>([
    ['state: server', 'LISTEN, ESTABLISHED', HANDSHAKE, 'ESTABLISHED', { state: `${SERVER}-${CLIENT}`, t: 2 }],
    ['state: server', 'LISTEN, ESTABLISHED', UNANSWERED, undefined, null],
    ['segment: first from server', 'SYN,ACK, RST,ACK, nothing', HANDSHAKE, 'SYN,ACK', { segment: 2 }],
    ['segment: first from server', 'SYN,ACK, RST,ACK, nothing', UNANSWERED, 'nothing', null],
    ['number: of SYN from client', '1, 3', UNANSWERED, '3', { segment: 3 }],
    ['number: ack of SYN,ACK from server - isn of client', '0, 1', HANDSHAKE, '1', { segment: 2 }],
    ['number: ack of SYN,ACK from server - isn of client', '0, 1', UNANSWERED, undefined, null],
    ['time: from SYN from client to 2nd SYN from client', '200 ms, 1 s, 3 s', UNANSWERED, '1 s', { segment: 2 }],
    ['time: from SYN from client to 3rd SYN from client', '200 ms, 1 s, 3 s', UNANSWERED, '3 s', { segment: 3 }],
    ['time: from SYN from client to 3rd SYN from client', '1 s, 7 s', UNANSWERED, '3.30 s', { segment: 3 }],
    ['outcome: client connect', 'success, ETIMEDOUT', HANDSHAKE, 'success', { t: 1 }],
    ['outcome: client connect', 'success, ECONNREFUSED', [STEP, refused()], 'ECONNREFUSED', { t: 1 }],
  ])('%s', ([question, choices, run, answer, evidence]) => {
    const prediction = predictionOf(question, choices, choices.split(', ')[0] ?? '');
    const truth = truthOf(prediction.question, prediction.choices, run, 1);
    expect(truth?.answer).toBe(answer);
    expect(truth?.evidence ?? null).toEqual(evidence);
  });
});

function refused(): Event {
  return call(1, 'connect', 'client', { socket: `${CLIENT}-${SERVER}`, result: 'ECONNREFUSED: nobody there' });
}

describe('A prediction is refused at its place when', () => {
  test.for<[what: string, question: string, choices: string, answer: string, problem: string]>([
    ['nothing is asked', 'full: true', '1, 2', '1', '8:9 A prediction has no field "full".'],
    [
      'a state is none',
      'state: server',
      'LISTEN, ESTABLISHD',
      'LISTEN',
      '9:26 Here there is "ESTABLISHD" where a TCP state is needed.',
    ],
    [
      'the answer is no choice',
      'state: server',
      'LISTEN, CLOSED',
      'SYN_RECV',
      '10:17 The answer is none of the choices.',
    ],
    ['there is one choice', 'state: server', 'LISTEN', 'LISTEN', '9:18 There are 1 choices.'],
    ['a choice is there twice', 'state: server', 'LISTEN, LISTEN', 'LISTEN', '9:18 A choice is there twice.'],
    [
      'a time has no unit',
      'time: from SYN from client to 2nd SYN from client',
      '1, 3 s',
      '3 s',
      '9:19 Here there is "," where "ms" or "s" is needed.',
    ],
    [
      'the connection is not opened',
      'state: client on connection 2',
      'LISTEN, CLOSED',
      'CLOSED',
      '8:9 Connection 2 is not open here.',
    ],
  ])('%s', ([, question, choices, answer, problem]) => {
    expect(problemsOf(question, choices, answer)[0]).toContain(problem);
  });
});

describe('A lesson that asks', () => {
  const told = (lab: FakeLab): Event[] => lab.log.filter(({ type }) => type === 'question' || type === 'answer');
  const how = { family: 'ipv4', lang: 'en', full: false } as const;
  function load(answer: string, choices = 'SYN_RECV, ESTABLISHED, CLOSED') {
    const loaded = loadLesson(lessonText('state: server', choices, answer));
    if ('problems' in loaded) throw new Error('no lesson');
    return loaded.lesson;
  }

  it('waits for an answer before it does anything, and then says what the run says', async () => {
    const lab = new FakeLab();
    const control = new LessonControl();
    const ran = runLesson(load('ESTABLISHED'), lab, { ...how, ask: true }, control);
    await expect.poll(() => told(lab)).toHaveLength(1);
    expect(lab.calls).toEqual([]);
    expect(() => control.answer(2, 'CLOSED')).toThrow('The lesson does not wait for an answer to question 2.');
    expect(() => control.answer(1, 'LISTEN')).toThrow('The answer is SYN_RECV, ESTABLISHED or CLOSED, not LISTEN.');
    control.answer(1, 'CLOSED');
    await ran;
    expect(told(lab)[1]).toMatchObject({
      question: 1,
      given: 'CLOSED',
      truth: 'ESTABLISHED',
      right: false,
      why: 'Because',
    });
  });

  it('judges by what the run has done, also where its author thought otherwise', async () => {
    const lab = new FakeLab();
    const control = new LessonControl();
    const ran = runLesson(load('SYN_RECV'), lab, { ...how, ask: true }, control);
    await expect.poll(() => told(lab)).toHaveLength(1);
    control.answer(1, 'ESTABLISHED');
    await ran;
    expect(told(lab)[1]).toMatchObject({ right: true, truth: 'ESTABLISHED', expected: 'SYN_RECV' });
  });

  it('waits for nobody when it is not to, and tells the answers all the same', async () => {
    const lab = new FakeLab();
    await runLesson(load('ESTABLISHED'), lab, how, new LessonControl());
    expect(told(lab)).toMatchObject([{ waits: false }, { given: null, truth: 'ESTABLISHED', right: null }]);
  });

  it('judges nothing when what the run says is none of the choices', async () => {
    const lab = new FakeLab();
    const control = new LessonControl();
    const ran = runLesson(load('CLOSED', 'SYN_RECV, CLOSED'), lab, { ...how, ask: true }, control);
    await expect.poll(() => told(lab)).toHaveLength(1);
    control.answer(1, 'CLOSED');
    await ran;
    expect(told(lab)[1]).toMatchObject({ truth: 'ESTABLISHED', right: null });
  });

  it('says what the run says of a step that did not come about', async () => {
    const lab = new FakeLab({ connect: () => Promise.reject(new LabError('ECONNREFUSED', 'Nobody listens.')) });
    await runLesson(load('ESTABLISHED'), lab, how, new LessonControl());
    expect(told(lab)[1]).toMatchObject({ truth: null, right: null });
  });
});

import { describe, expect, test } from 'vitest';
import type { AnswerEvent, Event, QuestionEvent } from '../../../src-main/common/protocol/events.ts';
import { shareOf } from '../../../src-main/common/scores/score.ts';
import { scoreOfRun } from '../../../src-main/common/scores/score-of-run.ts';
import { progressOf, standingsOf } from '../../../src-main/common/scores/standing.ts';
import { segment, state } from '../../support/endpoint-events.ts';
import { LAB } from '../../support/fake-starter.ts';
import { scoreOf } from '../../support/scores.ts';

const asked = (question: number, fields: Partial<QuestionEvent> = {}): QuestionEvent => ({
  ...{ type: 'question', t: 0.1, question, step: question, ask: `Question ${question}?` },
  ...{ choices: ['ACK', 'SYN,ACK'], waits: true, ...fields },
});
const answered = (question: number, fields: Partial<AnswerEvent> = {}): AnswerEvent => ({
  ...{ type: 'answer', t: 0.6, question, given: 'ACK', truth: 'ACK', right: true },
  ...{ expected: 'ACK', why: 'So it is.', evidence: null, ...fields },
});
const ended = (lesson: string, fields: { held?: number; missed?: number } = {}): Event => ({
  ...{ type: 'result', t: 2, lesson, ok: true, held: 3, missed: 0, ...fields },
});

describe('the score of a run', () => {
  test('says which question got which answer, and what proves it', () => {
    const SYN_ACK = segment(7, 0.5, 'server', 'SYN,ACK', 40_000);
    const TURN = state(0.55, 'client', '10.0.0.1:1-10.0.0.2:80', ['SYN_SENT', 'ESTABLISHED'], { segment: 7 });
    const score = scoreOfRun([
      LAB,
      ...[asked(1), SYN_ACK, TURN, answered(1, { evidence: { segment: 7 } })],
      ...[asked(2), answered(2, { given: 'SYN,ACK', right: false, evidence: { state: TURN.socket, t: 0.55 } })],
      ended('one', { held: 2, missed: 1 }),
    ]);
    expect(score).toEqual({
      ...{ lesson: 'one', at: '2023-11-14T22:13:22.000Z', kernel: '6.18.44', engine: 'built-in' },
      ...{ held: 2, missed: 1, stopped: false },
      answers: [
        {
          ...{ step: 1, ask: 'Question 1?', given: 'ACK', truth: 'ACK', right: true },
          evidence: { t: 0.5, segment: { id: 7, from: 'server', flags: 'SYN,ACK' } },
        },
        {
          ...{ step: 2, ask: 'Question 2?', given: 'SYN,ACK', truth: 'ACK', right: false },
          evidence: { t: 0.55, socket: TURN.socket, from: 'SYN_SENT', to: 'ESTABLISHED' },
        },
      ],
    });
  });

  test('counts only what somebody answered, and the run could judge', () => {
    const score = scoreOfRun([
      LAB,
      ...[asked(1), answered(1)],
      ...[asked(2, { waits: false }), answered(2, { given: null, right: null })],
      ...[asked(3), answered(3, { truth: 'RST', right: null })],
      // The lesson was over before this one was answered.
      asked(4),
      ended('one'),
    ]);
    expect(score?.answers.map(({ given, right }) => [given, right])).toEqual([
      ['ACK', true],
      [null, null],
      ['ACK', null],
      [null, null],
    ]);
    expect(score && shareOf(score)).toEqual({ right: 1, of: 1 });
  });

  test('is of the last run in the lab, and of none that has not ended', () => {
    const first = [LAB, asked(1), answered(1), ended('one')];
    expect(scoreOfRun(first.slice(0, -1))).toBeNull();
    expect(scoreOfRun([...first, ended('two')])).toMatchObject({ lesson: 'two', answers: [] });
  });

  test('says that it was stopped', () => {
    const stop: Event = { type: 'warning', t: 1, code: 'stopped', text: '' };
    expect(scoreOfRun([LAB, stop, ended('one')])?.stopped).toBe(true);
    expect(scoreOfRun([LAB, stop, ended('one'), ended('two')])?.stopped).toBe(false);
  });

  test('does without what proves an answer where that is no longer told', () => {
    expect(scoreOfRun([LAB, asked(1), answered(1, { evidence: { segment: 9 } }), ended('one')])?.answers).toMatchObject(
      [{ right: true, evidence: null }],
    );
  });
});

describe('a lesson stands', () => {
  test('by its best run, and by its last one', () => {
    const runs = [scoreOf('a', [1, 4]), scoreOf('a', [3, 4]), scoreOf('a', [2, 4])];
    expect(standingsOf(runs).get('a')).toEqual({ runs: 3, best: { right: 3, of: 4 }, last: runs[2] });
  });

  test('as done but not asked where no answer counts, and as not done where each run was stopped', () => {
    const stopped = { ...scoreOf('b', [4, 4]), stopped: true };
    const standings = standingsOf([scoreOf('a', [0, 0]), stopped]);
    expect(standings.get('a')).toMatchObject({ runs: 1, best: null });
    expect(standings.get('b')).toEqual({ runs: 0, best: null, last: stopped });
    const course = { id: 'c', title: { en: 'C', 'zh-CN': 'C' }, prerequisites: ['b', 'a'], lessons: ['a', 'b', 'x'] };
    expect(progressOf(course, standings)).toEqual({ done: 1, of: 3, missing: ['b'] });
  });
});

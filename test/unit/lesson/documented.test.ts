/** docs/lessons.md and the language say the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Action, Claim } from '../../../src-main/common/lesson/lesson.ts';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import { PREDICTION_EXAMPLES } from '../../../src-main/common/lesson/read/predictions.ts';
import { Action as ActionSchema } from '../../../src-main/common/lesson/schema/action.ts';
import { Claim as ClaimSchema } from '../../../src-main/common/lesson/schema/claim.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/lessons.md', import.meta.url), 'utf8');

/** The sentences of a section's table. */
function sentencesOf(section: string): string[] {
  const text = DOCUMENT.split('\n## ').find((part) => part.startsWith(`${section}\n`)) ?? '';
  return [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, sentence = '']) => sentence);
}

/** A lesson in which every example can stand: three connections, two of them accepted, a crowd and a flood. */
function lessonWith(action: string, expectation: string): string {
  return `lesson: x
title: { en: X, zh-CN: X }
about: { en: X, zh-CN: X }
steps:
  - name: { en: X, zh-CN: X }
    do:
      - server: listen on 80 with backlog 4
      - client: connect to 80
      - client: connect to 80 on connection 2
      - client: connect to 80 on connection 3
      - server: accept
      - server: accept on connection 2
      - crowd: 2 clients of port 80, connected
      - flood: 2 SYNs a second for 1 s to port 80
  - name: { en: X, zh-CN: X }
    do:
      - ${action}
expect:
  - ${expectation}
`;
}

function loaded(action: string, expectation: string): { action: Action | undefined; claim: Claim | undefined } {
  const result = loadLesson(lessonWith(action, expectation));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return { action: result.lesson.steps[1]?.actions[0], claim: result.lesson.expect[0]?.claim };
}

const ACTION = 'wait: 1 ms';
const CLAIM = 'client goes: CLOSED';
const ACTIONS = sentencesOf('Actions');
const CLAIMS = sentencesOf('Expectations');

describe('docs/lessons.md', () => {
  it.each(ACTIONS)('shows the action "%s", which can be read', (sentence) => {
    expect(loaded(sentence, CLAIM).action).toHaveProperty('kind');
  });

  it.each(CLAIMS)('shows the expectation "%s", which can be read', (sentence) => {
    expect(loaded(ACTION, sentence).claim).toHaveProperty('kind');
  });

  it('has an example of every action and of every expectation', () => {
    const kinds = (schema: { options: readonly { entries: { kind: { literal: string } } }[] }) =>
      new Set(schema.options.map(({ entries }) => entries.kind.literal));
    expect(new Set(ACTIONS.map((sentence) => loaded(sentence, CLAIM).action?.kind))).toEqual(kinds(ActionSchema));
    expect(new Set(CLAIMS.map((sentence) => loaded(ACTION, sentence).claim?.kind))).toEqual(kinds(ClaimSchema));
  });

  it.each(sentencesOf('Predictions'))('shows "%s", which answers a prediction and can be read', (sentence) => {
    const choices: Record<string, string> = {
      state: 'CLOSED, LISTEN',
      segment: 'ACK, nothing',
      time: '1 s, 2 s',
      compare: 'lower, higher',
    };
    const [kind = ''] = sentence.split(':');
    const twoOf = choices[kind] ?? (kind === 'outcome' ? 'success, EPIPE' : '1, 2');
    const text = { en: 'X', 'zh-CN': 'X' };
    const asked = { ask: text, choices: twoOf, answer: twoOf.split(', ')[0], why: text };
    const entry = JSON.stringify(asked).replace('{', `{"${kind}":"${sentence.slice(kind.length + 2)}",`);
    const lesson = lessonWith(ACTION, CLAIM).replace(
      '    do:\n      - wait',
      `    predict: [${entry}]\n    do:\n      - wait`,
    );
    expect(loadLesson(lesson)).toHaveProperty('lesson.steps.1.predict.0.question.kind');
  });

  it('has every kind of question', () => {
    const kinds = new Set(sentencesOf('Predictions').map((sentence) => sentence.split(':')[0]));
    expect(kinds).toEqual(new Set(Object.keys(PREDICTION_EXAMPLES)));
  });

  it('shows lessons that are right', () => {
    const lessons = [...DOCUMENT.matchAll(/```yaml\n(lesson:[^`]*)```/g)].map(([, lesson = '']) => loadLesson(lesson));
    expect(lessons).toEqual([{ lesson: expect.anything() as unknown }, { lesson: expect.anything() as unknown }]);
  });

  it('begins from templates that are right, and alike but for their notes', () => {
    const [en, zh] = ['en', 'zh-CN'].map((language) => {
      const file = new URL(`../../../resources/templates/lesson.${language}.yaml`, import.meta.url);
      return loadLesson(readFileSync(file, 'utf8'));
    });
    expect(en).toHaveProperty('lesson.id', 'my-lesson');
    expect(zh).toEqual(en);
  });

  it.each([
    ['gaps', { there: true }, { there: false }],
    ['never', { way: 'less' }, { way: 'at-least' }],
  ])('shows alternatives of %s that can be read', (first, ...alternatives) => {
    const [, entries = ''] = new RegExp(`\`\`\`yaml\\n(- ${first}:[^\`]*)\`\`\``).exec(DOCUMENT) ?? [];
    const result = loadLesson(lessonWith(ACTION, CLAIM) + entries.replace(/^/gm, '  ').trimEnd());
    const conditions = 'lesson' in result ? result.lesson.expect.slice(1).map((one) => one.if) : result.problems;
    expect(conditions).toMatchObject(alternatives);
  });
});

import { describe, expect, it } from 'vitest';
import { isMet } from '../../../src-main/common/lesson/judge/conditions.ts';
import type { Condition } from '../../../src-main/common/lesson/lesson.ts';
import { connect, states } from './run-events.ts';

const condition = (way: 'less' | 'at-least', seconds: number): Condition => ({
  ...{ kind: 'lasts', host: 'server', state: 'CLOSE_WAIT', connection: 1 },
  ...{ way, seconds },
});
const met = (way: 'less' | 'at-least', seconds: number, path: Parameters<typeof states>[1]): boolean =>
  isMet(condition(way, seconds), [connect(), ...states('server', path)], () => false);

describe('A condition on how long a state lasts', () => {
  // One second after the other.
  const left = ['ESTABLISHED', 'CLOSE_WAIT', 'LAST_ACK'] as const;

  it('is met, or its opposite is', () => {
    expect([met('less', 1.5, left), met('at-least', 1.5, left)]).toEqual([true, false]);
    expect([met('less', 0.5, left), met('at-least', 0.5, left)]).toEqual([false, true]);
  });

  it('takes a state that was not left for a long one, and one that was not seen for none', () => {
    expect(met('at-least', 1000, ['ESTABLISHED', 'CLOSE_WAIT'])).toBe(true);
    expect(met('less', 0.001, ['SYN_RECV', 'ESTABLISHED'])).toBe(true);
  });
});

/** What a lesson does to the wire, and how it leaves it. */
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Action } from '../../../src-main/common/lesson/lesson.ts';
import { Impairment, type Rule } from '../../../src-main/common/protocol/wire-control.ts';
import { LessonControl } from '../../../src-main/daemon/lesson/control.ts';
import { runLesson } from '../../../src-main/daemon/lesson/runner.ts';
import { FakeLab } from './fake-lab.ts';

const TEXT = { en: 'Do it', 'zh-CN': '执行' };
const DROP: Rule = { action: { kind: 'drop' }, match: { set: [], clear: [] }, which: { kind: 'each' } };

function run(lab: FakeLab, actions: Action[], control = new LessonControl()): Promise<void> {
  const steps = [{ name: TEXT, full: false, actions }];
  const lesson = { id: 'x', title: TEXT, about: TEXT, steps, expect: [] };
  return runLesson(lesson, lab, { family: 'ipv4', lang: 'en', full: false }, control);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('A lesson that ends', () => {
  it('takes its rules away and lets the wire run again', async () => {
    const lab = new FakeLab();
    const stop: Action = { kind: 'wire', do: 'stop' };
    await run(lab, [{ kind: 'rule', rule: DROP, sentence: 'drop every segment' }, stop]);
    expect(lab.commands).toEqual([
      { do: 'add-rule', rule: DROP },
      { do: 'stop' },
      { do: 'remove-rule', rule: 1 },
      { do: 'run' },
    ]);
  });

  it('puts what befell the frames back as it was before', async () => {
    const lab = new FakeLab();
    const own = { impairment: v.parse(Impairment, { loss: { model: 'random', share: 0.1 } }), seed: 7 };
    lab.impaired.server = own;
    const deeds: Action[] = [
      { kind: 'impair', impairment: v.parse(Impairment, { delay: { time: 0.05 } }), seed: 3 },
      { kind: 'impair', from: 'server', impairment: null },
    ];
    await run(lab, deeds);
    expect(lab.commands.map((command) => command.do === 'impair' && [command.from, command.seed])).toEqual([
      ['client', 3],
      ['server', 3],
      ['server', undefined],
      ['client', undefined],
      ['server', 7],
    ]);
    expect(lab.impaired).toEqual({ client: { impairment: null }, server: own });
  });

  it('puts it back when it is stopped midway, and tells when it cannot', async () => {
    const lab = new FakeLab();
    const control = new LessonControl();
    const impair: Action = { kind: 'impair', from: 'client', impairment: v.parse(Impairment, {}) };
    const ran = run(lab, [impair, { kind: 'wait-for-time', seconds: 5 }], control);
    await vi.advanceTimersByTimeAsync(1000);
    lab.refusals.impair = 'tc-refused';
    control.stop();
    await ran;
    expect(lab.commands.at(-1)).toEqual({ do: 'impair', from: 'client', impairment: null });
    expect(lab.told.slice(1)).toEqual(['warning: stopped', 'warning: not-put-back', 'result: x false 0 0']);
  });

  it('ends well when somebody has taken its rule away', async () => {
    const lab = new FakeLab();
    lab.refusals['remove-rule'] = 'no-such-rule';
    await run(lab, [{ kind: 'rule', rule: DROP, sentence: 'drop every segment' }]);
    expect(lab.told.at(-1)).toBe('result: x true 0 0');
  });
});

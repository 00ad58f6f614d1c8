import { expect, test } from 'vitest';
import { timerLines } from '../../../src-main/cli/ladder/timer-lines.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { sayIn } from '../../../src-main/host/words.ts';
import { lanes, lostSyns, settings } from '../../support/timer-events.ts';

function linesOf(events: Event[], language: 'en' | 'zh-CN'): string[] {
  const session = new Session();
  session.append(events);
  return timerLines(session, sayIn(language), 80).map((line) => line.map(({ text }) => text).join(''));
}

test('each timer that has fired has a line with what was predicted and measured', () => {
  expect(linesOf([settings(), ...lostSyns(1.012, 2.047)], 'en').slice(1)).toEqual([
    '  CLIENT SYN: 1.000 → 1.012 s (+1.2 %), 1.000 → 1.035 s (+3.5 %)',
  ]);
  expect(linesOf([settings(), ...lostSyns(1.012)], 'zh-CN').slice(1)).toEqual([
    '  客户端 SYN：1.000 → 1.012 s (+1.2 %)',
  ]);
});

test('of several connections each line says of which it is', () => {
  expect(linesOf(lanes(), 'en')).toContain('  CLIENT ① TIME_WAIT: 60.000 → 60.699 s (+1.2 %)');
});

test('while none has fired there is nothing to say', () => {
  expect(linesOf([settings(), ...lostSyns()], 'en')).toEqual([]);
});

/** Scores as runs would have left them. */
import type { Score } from '../../src-main/common/scores/score.ts';

/** So many of these questions were answered rightly, all others wrongly. */
export const scoreOf = (
  lesson: string,
  [right, of]: readonly [right: number, of: number],
  at = '2026-03-02',
): Score => ({
  ...{ lesson, at: `${at}T09:30:00.000Z`, kernel: '6.18.44', engine: 'built-in' },
  ...{ held: 8, missed: 0, stopped: false },
  answers: Array.from({ length: of }, (_, i) => ({
    ...{ step: i + 1, ask: `Question ${i + 1}?`, given: i < right ? 'ACK' : 'nothing', truth: 'ACK', right: i < right },
    evidence: { t: 0.021, segment: { id: 2, from: 'server', flags: 'ACK' } },
  })),
});

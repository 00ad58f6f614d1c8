import { describe, expect, test } from 'vitest';
import type { RuleEvent, SegmentEvent } from '../../../src-main/common/protocol/events.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { segment } from '../../support/endpoint-events.ts';

const rule = (t: number, number: number, text: string, state: RuleEvent['state'] = 'on'): RuleEvent => ({
  ...{ type: 'rule', t, rule: number, text, hits: 0, state },
});
const told = (id: number, t: number, more: Partial<SegmentEvent>): SegmentEvent => ({
  ...segment(id, t, 'client', 'ACK', 4000),
  ...more,
});

function after(...events: Parameters<Session['append']>[0]): Session['wire'] {
  const session = new Session();
  session.append(events);
  return session.wire;
}

describe('The rules of a wire', () => {
  test('are those that were made and not yet removed, at any moment that is looked up', () => {
    const wire = after(rule(1, 1, 'drop 1st SYN'), rule(2, 2, 'hold 1st FIN'), rule(3, 1, 'drop 1st SYN', 'removed'));
    expect([0.5, 1, 2, Infinity].map((t) => wire.rulesAt(t).map((found) => found.rule))).toEqual([
      [],
      [1],
      [1, 2],
      [2],
    ]);
  });

  test('of delay let go by themselves what they hold', () => {
    const wire = after(rule(1, 1, 'delay every ACK by 1 s'), rule(1, 2, 'hold 1st FIN'));
    expect(['rule:1', 'rule:2', 'rule:3', 'by hand'].map((by) => wire.isDelay(by))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('know which segments they have dropped, held, changed and made another of, each once', () => {
    const wire = after(
      told(1, 1, { fate: 'lost', by: 'rule:1' }),
      told(2, 2, { fate: 'held', by: 'rule:1' }),
      told(2, 2, { fate: 'delivered', by: 'rule:1' }),
      told(3, 3, { by: 'by hand', changed: 'rule:1' }),
      told(4, 4, {}),
      told(5, 4, { origin: 'rule:1 of 4' }),
      told(6, 5, { origin: 'rule:1' }),
      told(7, 6, { fate: 'lost', by: 'rule:12' }),
    );
    expect(wire.touchedBy(1, Infinity, 9)).toEqual([1, 2, 3, 4]);
    expect(wire.touchedBy(1, 2.5, 9)).toEqual([1, 2]);
    expect(wire.touchedBy(1, Infinity, 2)).toEqual([3, 4]);
    expect(wire.touchedBy(2, Infinity, 9)).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import type { ActionEvent, Event, Host, RuleEvent } from '../../../src-main/common/protocol/events.ts';
import { madeByHand } from '../../../src-main/common/session/by-hand.ts';
import { Session } from '../../../src-main/common/session/session.ts';
import { crowdAt, floodAt } from '../../support/crowd-events.ts';
import { call } from '../../support/endpoint-events.ts';
import { turned } from '../../support/knob-events.ts';

const action = (t: number, phase: ActionEvent['phase']): ActionEvent => ({
  ...{ type: 'action', lesson: 'guided', step: 1, action: 1 },
  ...{ t, phase },
});
const rule = (t: number, number: number, state: RuleEvent['state'] = 'on', hits = 0): RuleEvent => ({
  ...{ type: 'rule', text: 'drop SYN', rule: number },
  ...{ t, state, hits },
});
const stopped = (t: number): Event => ({ type: 'wire', t, stopped: true });
const impaired = (t: number, from: Host): Event => ({
  ...{ type: 'impairment', engine: 'built-in', impairment: null },
  ...{ t, from },
});

/** Of what happens between these moments in a lesson that waits from second 2 to second 3. */
function countOf(...events: Event[]): number {
  const session = new Session();
  const lesson = [action(1, 'begins'), action(2, 'waits'), action(3, 'goes-on'), action(3.1, 'begins')];
  session.append([...lesson, ...events].sort((a, b) => ('t' in a && 't' in b ? a.t - b.t : 0)));
  return madeByHand(session);
}

test.each<[string, number, Event[]]>([
  ['a call', 1, [call(2.5, 'client', 'socket', {})]],
  ['a setting', 1, [turned(2.5, 'server', 'tcp_syncookies', '0')]],
  ['a rule, however often it acts', 1, [rule(2.5, 1), rule(2.6, 1, 'on', 1), rule(2.7, 1, 'over', 2)]],
  ["the removal of the lesson's rule", 1, [rule(1.5, 1), rule(2.5, 1, 'removed')]],
  ['a wire that is stopped', 1, [stopped(2.5)]],
  ['an impairment', 1, [impaired(2.5, 'client')]],
  [
    'a crowd, with the rule that holds it',
    1,
    [crowdAt(2.5, 1, { rule: 7 }), rule(2.5, 7), crowdAt(2.6, 1, { rule: 7 })],
  ],
  ["the lesson's crowd that is sent away", 1, [crowdAt(1.5, 1), crowdAt(2.5, 1, { state: 'ending' })]],
  ['a flood, told several times', 1, [floodAt(2.3, 0.1), floodAt(2.4, 0.2)]],
  ["the lesson's flood, which goes on", 0, [floodAt(2.05, 0.1), floodAt(2.5, 0.6), floodAt(4, 2, { state: 'over' })]],
  ["the lesson's flood that is stopped", 1, [floodAt(1.5, 0.1), floodAt(2.5, 1, { state: 'stopped' })]],
])('%s while the lesson waits counts %i', (_, count, events) => {
  expect(countOf(...events)).toBe(count);
});

test('what comes before the lesson waits and after it is let go on is its own', () => {
  expect(countOf(call(1.5, 'client', 'socket', {}), rule(1.6, 1), stopped(3.2), crowdAt(3.5, 1))).toBe(0);
});

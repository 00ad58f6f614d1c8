import { expect, test } from 'vitest';
import { TCP_STATES } from '../../../src-main/common/protocol/events.ts';
import { arrivalPath, type Arrival } from '../../../src-main/common/tcp/states.ts';
import { TRANSITIONS, type Trigger } from '../../../src-main/common/tcp/transitions.ts';

test('each of the eleven states can be entered, and left', () => {
  expect(new Set(TRANSITIONS.map(({ to }) => to))).toEqual(new Set(TCP_STATES));
  expect(new Set(TRANSITIONS.map(({ from }) => from))).toEqual(new Set(TCP_STATES));
});

test('arrows that a segment causes lead where the state machine leads', () => {
  const nothing: Arrival = { syn: false, ack: false, fin: false, rst: false, acksSyn: false, acksFin: false };
  const segments: Partial<Record<Trigger, Arrival>> = {
    'receive-syn': { ...nothing, syn: true },
    'receive-syn-ack': { ...nothing, syn: true, ack: true, acksSyn: true },
    'receive-ack-of-syn': { ...nothing, ack: true, acksSyn: true },
    'receive-fin': { ...nothing, fin: true, ack: true },
    'receive-ack-of-fin': { ...nothing, ack: true, acksFin: true },
  };
  for (const { from, to, on } of TRANSITIONS) {
    const segment = segments[on];
    if (segment) expect([from, on, ...arrivalPath(from, segment)]).toEqual([from, on, to]);
  }
});

/** Events of crowds and floods as a lab tells them, for tests that play a host. */
import type { CrowdEvent, FloodEvent } from '../../src-main/common/protocol/events.ts';

const NONE: CrowdEvent['counts'] = { synSent: 0, thirdHeld: 0, established: 0, alone: 0, gone: 0 };

export const crowdAt = (t: number, crowd: number, more: Partial<CrowdEvent> = {}): CrowdEvent => ({
  type: 'crowd',
  t,
  crowd,
  family: 'ipv4',
  port: 80,
  stage: 'syn-sent',
  count: 20,
  perSecond: 50,
  firstPort: 10_000,
  lastPort: 10_019,
  rule: 1,
  state: 'open',
  opened: 20,
  counts: { ...NONE, synSent: 20 },
  ...more,
});

/** One that comes, and one that has gone as far as it gets. */
export const crowdsAt = (t: number): CrowdEvent[] => [
  crowdAt(t, 1, { state: 'opening', opened: 14, counts: { ...NONE, synSent: 14 } }),
  crowdAt(t, 2, {
    stage: 'third-held',
    count: 100,
    opened: 100,
    counts: { ...NONE, thirdHeld: 5, established: 1, alone: 92, gone: 2 },
  }),
];

/** A flood of 2000 SYNs per second for five seconds, so many seconds after its beginning. */
export const floodAt = (t: number, elapsed: number, more: Partial<FloodEvent> = {}): FloodEvent => ({
  type: 'flood',
  t,
  family: 'ipv4',
  port: 80,
  perSecond: 2000,
  seconds: 5,
  state: 'on',
  elapsed,
  sent: 2000 * elapsed,
  refused: 0,
  answers: 2000 * elapsed,
  turnedAway: [],
  shown: 200 * elapsed,
  ...more,
});

/** What was done by hand while a lesson waited for a person. */
import type { Session } from './session.ts';

/**
 * How often a host or the wire was taken in hand while the lesson waited to be let go on: none of that is its own. What is
 * typed in a terminal no event tells.
 */
export function madeByHand(session: Session): number {
  const deeds = deedsOf(session);
  return session.actions.reduce((made, { phase, t }, index) => {
    if (phase !== 'waits') return made;
    const until = session.actions[index + 1]?.t ?? Infinity;
    return made + deeds.filter((deed) => deed > t && deed < until).length;
  }, 0);
}

/** When something was done, by the lesson or by hand. */
const deedsOf = (session: Session): number[] => [
  ...times(session.calls),
  ...[...session.knobs.values()].flatMap(({ entries }) => times(entries)),
  ...rulesOf(session),
  ...times(session.wire.stops.entries),
  ...Object.values(session.wire.impairments).flatMap(({ entries }) => times(entries)),
  ...crowdsOf(session),
  ...floodsOf(session),
];

const times = (events: readonly { t: number }[]): number[] => events.map(({ t }) => t);

/** When each was made, and when it was removed; those that hold a crowd come and go with it. */
function rulesOf({ wire, crowds }: Session): number[] {
  const ofCrowds = new Set([...crowds.values()].map(({ last }) => last?.rule));
  return [...wire.rules].flatMap(([rule, { entries }]) =>
    ofCrowds.has(rule) ? [] : times(entries.filter(({ state }, i) => i === 0 || state === 'removed')),
  );
}

/** When each was called, and when it was sent away. */
const crowdsOf = ({ crowds }: Session): number[] =>
  [...crowds.values()].flatMap(({ entries }) => {
    const sentAway = entries.find(({ state }) => state === 'ending' || state === 'over');
    return times([...entries.slice(0, 1), ...(sentAway ? [sentAway] : [])]);
  });

/** When each began, and when it was stopped before its time. */
const floodsOf = ({ floods: { entries } }: Session): number[] =>
  entries.flatMap(({ t, state, elapsed }, i) => {
    if (state === 'stopped') return [t];
    return state === 'on' && entries[i - 1]?.state !== 'on' ? [t - elapsed] : [];
  });

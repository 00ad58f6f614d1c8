/** One line each for what crowds and floods do. */
import type { CrowdEvent, FloodEvent } from '../../common/protocol/events.ts';
import type { Say } from '../../host/words.ts';

/** Null between a crowd's call and its end. */
export function crowdText(
  { crowd, state, opened, stage, count, port, perSecond }: CrowdEvent,
  say: Say,
): string | null {
  if (state === 'over') return say('ladder.crowd.over', { crowd });
  return opened === 0 && state === 'opening' ? say(`ladder.crowd.${stage}`, { crowd, count, port, perSecond }) : null;
}

/** Null while it goes on. */
export function floodText(
  { state, port, perSecond, seconds, sent, answers, shown }: FloodEvent,
  say: Say,
): string | null {
  if (state !== 'on') return say('ladder.flood.over', { sent, answers, shown });
  return sent === 0 ? say('ladder.flood.on', { port, perSecond, seconds }) : null;
}

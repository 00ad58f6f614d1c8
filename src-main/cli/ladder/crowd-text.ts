/** One line each for what crowds and floods do. */
import type { CrowdEvent, FloodEvent } from '../../common/protocol/events.ts';
import { turnedAwayText } from '../../common/session/refusal-words.ts';
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
export function floodText(flood: FloodEvent, say: Say): string | null {
  const { state, port, perSecond, seconds, sent, answers, shown } = flood;
  if (state === 'on') return sent === 0 ? say('ladder.flood.on', { port, perSecond, seconds }) : null;
  const away = flood.turnedAway.map((each) => turnedAwayText(each, say));
  return [say('ladder.flood.over', { sent, answers, shown }), ...away].join('; ');
}

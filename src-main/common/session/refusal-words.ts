/** A refusal as a person would tell it, in words that the page and the terminal share. */
import type { Refusal, RefusalEvent } from '../protocol/events.ts';
import type { TurnedAway } from '../tcp/refusal.ts';
import type { Values } from '../text/fill.ts';

type Key =
  | `refusal.syn.${'dropped' | 'cookie'}`
  | `refusal.ack.${Exclude<Refusal['how'], 'cookie'>}`
  | `refusal.by.${Refusal['gauge']}`
  | 'refusal.belief'
  | 'refusal.belief.nothing'
  | 'refusal.ticked'
  | 'refusal.ticked.inferred'
  | 'refusal.untold'
  | `away.${TurnedAway['how']}`
  | `away.by.${TurnedAway['gauge']}`
  | 'refusal.client'
  | 'refusal.server';

function deed({ what, how }: Refusal): Key {
  if (what === 'syn') return how === 'cookie' ? 'refusal.syn.cookie' : 'refusal.syn.dropped';
  return how === 'cookie' ? 'refusal.ack.dropped' : `refusal.ack.${how}`;
}

type Say = (key: Key, values?: Values) => string;

/** What happened and why, in one sentence. */
export function deedText(event: RefusalEvent, say: Say): string {
  const { gauge, fill, host, segment } = event;
  const why = say(`refusal.by.${gauge}`, { len: fill?.len ?? '?', max: fill?.max ?? '?' });
  return say(deed(event), { host: say(`refusal.${host}`), segment, why });
}

/** What happened and why, by which evidence, and what each end believes now. */
export function refusalText(event: RefusalEvent, say: Say): string {
  const { host, own, peer, counters, source, untold } = event;
  const [names, other] = [{ host: say(`refusal.${host}`) }, host === 'client' ? 'server' : 'client'] as const;
  const ticks = counters.map(({ name, delta }) => `${name.replace('TcpExt', '')} +${delta}`).join(', ');
  const belief = { ...names, peer: say(`refusal.${other}`), peerState: peer, ownState: own };
  const sentences = [
    deedText(event, say),
    say(source === 'observed' ? 'refusal.ticked' : 'refusal.ticked.inferred', { ticks }),
    // What is CLOSED is not there at all; a SYN leaves its listener as it was.
    own === 'CLOSED' ? say('refusal.belief.nothing', belief) : say('refusal.belief', belief),
    ...(untold > 0 ? [say('refusal.untold', { count: untold })] : []),
  ];
  // A Chinese full stop brings its own space.
  return sentences.join(' ').replaceAll('。 ', '。');
}

/** SYNs of a flood that got no entry: how many, why, and the counter that says so. */
export const turnedAwayText = ({ gauge, how, count, counter }: TurnedAway, say: Say): string =>
  say(`away.${how}`, { count, why: say(`away.by.${gauge}`), counter: counter.replace('TcpExt', '') });

/** A refusal as a person would tell it, in words that the page and the terminal share. */
import type { Refusal, RefusalEvent } from '../protocol/events.ts';
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
  | 'refusal.client'
  | 'refusal.server';

function deed({ what, how }: Refusal): Key {
  if (what === 'syn') return how === 'cookie' ? 'refusal.syn.cookie' : 'refusal.syn.dropped';
  return how === 'cookie' ? 'refusal.ack.dropped' : `refusal.ack.${how}`;
}

/** What happened and why, by which evidence, and what each end believes now. */
export function refusalText(event: RefusalEvent, say: (key: Key, values?: Values) => string): string {
  const { gauge, fill, host, own, peer, segment, counters, source, untold } = event;
  const [names, other] = [{ host: say(`refusal.${host}`) }, host === 'client' ? 'server' : 'client'] as const;
  const why = say(`refusal.by.${gauge}`, { len: fill?.len ?? '?', max: fill?.max ?? '?' });
  const ticks = counters.map(({ name, delta }) => `${name.replace('TcpExt', '')} +${delta}`).join(', ');
  const belief = { ...names, peer: say(`refusal.${other}`), peerState: peer, ownState: own };
  const sentences = [
    say(deed(event), { ...names, segment, why }),
    say(source === 'observed' ? 'refusal.ticked' : 'refusal.ticked.inferred', { ticks }),
    // What is CLOSED is not there at all; a SYN leaves its listener as it was.
    own === 'CLOSED' ? say('refusal.belief.nothing', belief) : say('refusal.belief', belief),
    ...(untold > 0 ? [say('refusal.untold', { count: untold })] : []),
  ];
  // A Chinese full stop brings its own space.
  return sentences.join(' ').replaceAll('。 ', '。');
}

/** The sentences after `crowd:` and `flood:`. */
import { CROWD_MOST, FLOOD_BOUNDS, type Stage } from '../../protocol/crowds.ts';
import { told } from '../../text/telling.ts';
import type { Action } from '../lesson.ts';
import { readPort } from './parts.ts';
import type { Sentence } from './sentence.ts';

export const CROWD_EXAMPLES = 'crowd: 12 clients of port 80, SYN only, or crowd: let go, or crowd: leave';
export const FLOOD_EXAMPLES = 'flood: 2000 SYNs a second for 3 s to port 80, or flood: stop';

/** Clients a second, unless it is said: quick, and slow enough for a small PC. */
const RATE = 100;

const STAGE_WORDS: [phrase: string, stage: Stage][] = [
  ['SYN only', 'syn-sent'],
  ['third segment held', 'third-held'],
  ['connected', 'established'],
];

type Crowd = Extract<Action, { kind: 'crowd' | 'crowds' }>;
type Flood = Extract<Action, { kind: 'flood' | 'stop-flood' }>;

export function readCrowd(s: Sentence): Crowd {
  if (s.takesAll('let go')) return last(s, { kind: 'crowds', do: 'let-go' });
  if (s.takes('leave')) return last(s, { kind: 'crowds', do: 'leave' });
  const count = s.integer(told('what.clients'), 1, CROWD_MOST);
  if (!s.takes('client')) s.words('clients');
  s.words('of', 'port');
  const port = readPort(s);
  s.words(',');
  const stage = s.phrase(told('what.how-far'), STAGE_WORDS) ?? 'established';
  const perSecond = s.takes(',') ? readRate(s) : RATE;
  return last(s, { kind: 'crowd', count, port, stage, perSecond });
}

function readRate(s: Sentence): number {
  const perSecond = s.integer(told('what.clients'), 1, CROWD_MOST);
  s.words('a', 'second');
  return perSecond;
}

export function readFlood(s: Sentence): Flood {
  if (s.takes('stop')) return last(s, { kind: 'stop-flood' });
  const perSecond = s.integer(told('what.syns'), 1, FLOOD_BOUNDS.perSecond);
  s.words('SYNs', 'a', 'second', 'for');
  const seconds = s.integer(told('what.seconds'), 1, FLOOD_BOUNDS.seconds);
  s.words('s', 'to', 'port');
  return last(s, { kind: 'flood', port: readPort(s), perSecond, seconds });
}

function last<T>(s: Sentence, action: T): T {
  s.end();
  return action;
}

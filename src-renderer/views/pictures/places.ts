/** How many places of a queue are drawn, and as what: a thousand of one kind are drawn as a few and a number. */
import type { RefusalEvent } from '../../../src-main/common/protocol/events.ts';
import { peerOf, type QueuePicture } from '../../../src-main/common/session/pictures/backlog.ts';

/** Of those that are taken, of those up to the limit, and of those that were turned away. */
const MOST_TAKEN = 20;
const MOST_WITHIN = 24;
const MOST_REFUSED = 24;

export interface Places {
  taken: number;
  moreTaken: number;
  /** Free again, and never taken since the queue began to fill. */
  left: number;
  free: number;
  moreFree: number;
  /** Taken although the limit was reached: not everybody is bound by it. */
  beyond: number;
  kept: number;
  /** The last refusal of each peer. */
  refused: RefusalEvent[];
  moreRefused: number;
}

export function placesOf({ len, max, kept, most, refusals }: QueuePicture): Places {
  const within = Math.min(len, max);
  const taken = Math.min(within, MOST_TAKEN);
  const room = MOST_WITHIN - taken;
  const everTaken = Math.min(most, max) - within;
  const left = Math.min(Math.max(0, everTaken), room);
  const free = Math.min(Math.max(0, max - within - left), room - left);
  const beyond = len - within;
  const byPeer = [...new Map(refusals.map((refusal) => [peerOf(refusal), refusal])).values()];
  return {
    ...{ taken, left, free },
    moreTaken: within - taken,
    moreFree: max - within - left - free,
    beyond: Math.min(beyond, MOST_TAKEN),
    kept: Math.max(0, Math.min(kept - beyond, MOST_REFUSED)),
    refused: byPeer.slice(0, MOST_REFUSED),
    moreRefused: Math.max(0, byPeer.length - MOST_REFUSED),
  };
}

/** What a refused one is marked with: a cookie is an answer, all else is none that helps. */
export const signOf = ({ how }: RefusalEvent): string => (how === 'cookie' ? 'C' : '✕');

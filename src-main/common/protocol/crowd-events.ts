/** What the stream of events (events.ts) tells of many clients, and of a flood. */
import type { Stage } from './crowds.ts';
import type { Family } from './requests.ts';
import type { TurnedAway } from '../tcp/refusal.ts';

/** Where a crowd's clients have got, by what the kernels said last of both ends. */
export interface CrowdCounts {
  synSent: number;
  /** The client is connected, the server has a half-open entry. */
  thirdHeld: number;
  established: number;
  /** The client is connected, the server has nothing: the third segment of a handshake by cookie has not come, or was refused. */
  alone: number;
  /** Refused, timed out, reset, or never opened. */
  gone: number;
}

/** Many clients: told when they are called, as they get on, and when they are gone. */
export interface CrowdEvent {
  type: 'crowd';
  t: number;
  /** Counts the lab's crowds from 1. */
  crowd: number;
  family: Family;
  port: number;
  stage: Stage;
  /** As it was asked for. */
  count: number;
  perSecond: number;
  firstPort: number;
  lastPort: number;
  /** The rule of the wire that holds them; null when nothing does. */
  rule: number | null;
  state: 'opening' | 'open' | 'ending' | 'over';
  /** Clients that were opened so far. */
  opened: number;
  counts: CrowdCounts;
}

/** SYNs from addresses that no host has: told ten times a second while they come, and when that ends. */
export interface FloodEvent {
  type: 'flood';
  t: number;
  family: Family;
  port: number;
  /** As it was asked for. */
  perSecond: number;
  seconds: number;
  state: 'on' | 'over' | 'stopped';
  /** Seconds since it began. */
  elapsed: number;
  /** SYNs so far, and of these refused by the kernel that should send them. */
  sent: number;
  refused: number;
  /** What the server answered: it ends at the wire. */
  answers: number;
  /**
   * SYNs that got no entry, by what was in the way: what the server's counters say since it began, less what was told as
   * refusals of single segments.
   */
  turnedAway: TurnedAway[];
  /** Of SYNs and answers, segments that were told; the others are only counted here. */
  shown: number;
}

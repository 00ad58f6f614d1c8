/** Between the daemon's main thread (lines of JSON, lessons) and its core thread (everything that is the kernel's). */
import type { LabErrorData } from '../../common/protocol/errors.ts';
import type { Event } from '../../common/protocol/events.ts';
import type { Call, CallResult } from '../../common/protocol/requests.ts';

export type Outcome = { ok: CallResult } | { error: LabErrorData };

export type ToCore =
  | { kind: 'calls'; id: number; calls: Call[] }
  /** Answered when everything that happened before it was posted, counters included. */
  | { kind: 'fence'; id: number }
  | { kind: 'quit' };

export interface Reply {
  type: 'reply';
  id: number;
  outcomes: Outcome[];
}

/** In the order in which things happened. A Uint8Array holds frame records (frame-records.ts). */
export type Item = Uint8Array | Event | Reply;

export type FromCore =
  /** eventfd that wakes the core, and CLOCK_REALTIME seconds of lab time 0. */
  | { kind: 'ready'; wake: number; epoch: number }
  | { kind: 'items'; items: Item[] }
  | { kind: 'fatal'; error: LabErrorData };

/** Shared memory: bytes of frame records that the main thread has taken up, so that the core knows how far behind it is. */
export const CONSUMED = 0;

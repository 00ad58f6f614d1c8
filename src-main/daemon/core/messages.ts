/** Between the daemon's serving thread (lines of JSON, lessons) and its core (everything that is the kernel's). */
import type { MessagePort } from 'node:worker_threads';
import type { LabErrorData } from '../../common/protocol/errors.ts';
import type { Engine, Event, Host } from '../../common/protocol/events.ts';
import type { WireResult } from '../../common/protocol/messages.ts';
import type { Call, CallResult } from '../../common/protocol/requests.ts';
import type { WireCommand } from '../../common/protocol/wire-control.ts';

export type Outcome<Result = CallResult> = { ok: Result } | { error: LabErrorData };

export type ToCore =
  | { kind: 'calls'; id: number; calls: Call[] }
  | { kind: 'wire'; id: number; command: WireCommand }
  /** How long a frame that `from` sends may be in netem's queue, seconds; null when there is no netem on its way. */
  | { kind: 'netem'; from: Host; longest: number | null }
  /** Answered when everything that happened before it was posted, counters included. */
  | { kind: 'fence'; id: number }
  /** Ends the daemon with this exit status. */
  | { kind: 'quit'; status: number };

export interface Reply {
  type: 'reply';
  id: number;
  outcomes: Outcome<CallResult | WireResult>[];
}

/** In the order in which things happened. A Uint8Array holds frame records (frame-records.ts). */
export type Item = Uint8Array | Event | Reply;

export type FromCore =
  | {
      kind: 'ready';
      /** eventfd that wakes the core */
      wake: number;
      /** CLOCK_REALTIME seconds of lab time 0 */
      epoch: number;
      engine: Engine;
      /** Milliseconds since the process began */
      readyMs: number;
    }
  | { kind: 'items'; items: Item[] }
  | { kind: 'fatal'; error: LabErrorData };

/** What the serving thread is given at its start. */
export interface ServingData {
  port: MessagePort;
  shared: SharedArrayBuffer;
}

/** Shared memory: bytes of frame records that the serving thread has taken up, so that the core knows how far behind it is. */
export const CONSUMED = 0;
/** What an event or reply counts for in that, whatever it holds. */
export const EVENT_COST = 256;

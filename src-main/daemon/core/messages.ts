/** Between the daemon's serving thread (lines of JSON, lessons) and its core (everything that is the kernel's). */
import type { MessagePort } from 'node:worker_threads';
import type { LabErrorData } from '../../common/protocol/errors.ts';
import type { Engine, Event, Host } from '../../common/protocol/events.ts';
import type { KnobChange, KnobList, KnobSetting } from '../../common/protocol/knobs.ts';
import type { WireResult } from '../../common/protocol/messages.ts';
import type { CrowdDeed, CrowdResult } from '../../common/protocol/crowds.ts';
import type { Call, CallResult } from '../../common/protocol/requests.ts';
import type { WireCommand } from '../../common/protocol/wire-control.ts';

export type Outcome<Result = CallResult> = { ok: Result } | { error: LabErrorData };

/** What the wire has to know of a netem to understand what comes out of it. */
export interface NetemPassage {
  /** Seconds that a frame can be in it. */
  longest: number;
  /** Frames that fit into it. */
  limit: number;
  /** What comes out need not be what went in: some frames come twice, or with a bit turned over. */
  alters: boolean;
}

export type ToCore =
  | { kind: 'calls'; id: number; calls: Call[] }
  | { kind: 'wire'; id: number; command: WireCommand }
  | { kind: 'knob'; id: number; setting: KnobSetting }
  | { kind: 'knobs'; id: number }
  | { kind: 'crowds'; id: number; deed: CrowdDeed }
  /** The netem on the way of what `from` sends; null when there is none. */
  | { kind: 'netem'; from: Host; netem: NetemPassage | null }
  /** Answered when everything that happened before it was posted, counters included. */
  | { kind: 'fence'; id: number }
  /** Ends the daemon with this exit status. */
  | { kind: 'quit'; status: number };

export type Answer = CallResult | WireResult | KnobChange | KnobList | CrowdResult;

export interface Reply {
  type: 'reply';
  id: number;
  outcomes: Outcome<Answer>[];
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

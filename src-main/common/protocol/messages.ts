/**
 * The lines between a host and its lab daemon: newline-delimited JSON, requests on the daemon's stdin,
 * replies and events on its stdout. Both sides validate what they read.
 *
 *     → {"id":1,"method":"call","params":{"call":"socket","host":"client","family":"ipv4"}}
 *     ← {"id":1,"ok":{"socket":3}}          or  {"id":1,"error":{"code":…,"message":…,"hint":…}}
 *     ← {"events":[ … ]}
 *
 * The first line from the daemon is `{"events":[{"type":"lab",…}]}` once the lab is ready, or
 * `{"fatal":{"code":…,"message":…,"hint":…}}` followed by its exit when there can be no lab.
 */
import * as v from 'valibot';
import { Lesson } from '../lesson/lesson.ts';
import type { Telling } from '../text/telling.ts';
import { KnobSetting } from './knobs.ts';
import { CrowdName, CrowdParams, FloodParams } from './crowds.ts';
import { Call, FAMILIES } from './requests.ts';
import { WireCommand, type Impaired } from './wire-control.ts';
import type { Event } from './events.ts';

const id = v.pipe(v.number(), v.integer(), v.minValue(1));

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where a lesson waits to be let go on: nowhere but after what it asked, before each step, or before each thing it does. */
export const PACES = ['through', 'steps', 'actions'] as const;
export type Pace = (typeof PACES)[number];

export const RunParams = v.strictObject({
  /** The host has read and judged the file; reading it a second time would hold up the start. */
  lesson: Lesson,
  family: v.picklist(FAMILIES),
  lang: v.picklist(LANGUAGES),
  /** Also wait for what takes a minute, such as the end of TIME_WAIT. */
  full: v.boolean(),
  /** Wait before each step that asks something until an `answer` has come. */
  ask: v.exactOptional(v.boolean()),
  pace: v.exactOptional(v.picklist(PACES)),
});
export type RunParams = v.InferOutput<typeof RunParams>;

/** One of the choices of the question that the running lesson waits with. */
export const LessonAnswer = v.strictObject({ question: id, choice: v.pipe(v.string(), v.maxLength(100)) });

export const Request = v.variant('method', [
  /** One system call on one of the hosts. Answers with CallResult. */
  v.strictObject({ id, method: v.literal('call'), params: Call }),
  /** Several calls made back to back before the wire moves another frame. Answers with an array of {ok} | {error}. */
  v.strictObject({ id, method: v.literal('calls'), params: v.pipe(v.array(Call), v.maxLength(1000)) }),
  /** One thing done to the wire. Answers with WireResult. */
  v.strictObject({ id, method: v.literal('wire'), params: WireCommand }),
  /** A kernel setting of one host, written and read back. Answers KnobChange. */
  v.strictObject({ id, method: v.literal('knob'), params: KnobSetting }),
  /** Answers KnobList, after the events of what others have changed. */
  v.strictObject({ id, method: v.literal('knobs') }),
  /** Calls many clients. Answers CrowdResult. */
  v.strictObject({ id, method: v.literal('crowd'), params: CrowdParams }),
  /** Sends a crowd away; told by its event `over`. */
  v.strictObject({ id, method: v.literal('stop-crowd'), params: CrowdName }),
  /** Floods a listener with SYNs, one flood at a time, which ends by itself. */
  v.strictObject({ id, method: v.literal('flood'), params: FloodParams }),
  v.strictObject({ id, method: v.literal('stop-flood') }),
  /** Runs a lesson to its `result` event. Answers {} after that event was sent. */
  v.strictObject({ id, method: v.literal('run'), params: RunParams }),
  /** Ends the running lesson early. */
  v.strictObject({ id, method: v.literal('stop') }),
  /** Holds the running lesson before its next action, and lets it go on. The wire and the kernels' timers never stop. */
  v.strictObject({ id, method: v.literal('pause') }),
  v.strictObject({ id, method: v.literal('resume') }),
  /** From now on; a lesson that waits goes on waiting. */
  v.strictObject({ id, method: v.literal('pace'), params: v.strictObject({ pace: v.picklist(PACES) }) }),
  v.strictObject({ id, method: v.literal('answer'), params: LessonAnswer }),
  /** The bytes of a frame by its segment's id. Answers FrameBytes, or `forgotten` when they are no longer kept. */
  v.strictObject({ id, method: v.literal('bytes'), params: v.strictObject({ segment: id }) }),
  /** Answers {} when every event up to now was sent: a fence. */
  v.strictObject({ id, method: v.literal('ping') }),
]);
export type Request = v.InferOutput<typeof Request>;

/** What a wire command gave back: the number of the rule that was made, or what befell the frames before. */
export interface WireResult {
  rule?: number;
  before?: Impaired;
}

/** What the daemon keeps of a frame: all of its headers and the first bytes of its payload. */
export interface FrameBytes {
  hex: string;
  /** Bytes on the wire, Ethernet header included. */
  wireLength: number;
}

/** By its envelope, as events are. */
const said = v.custom<Telling>((data) => typeof data === 'object' && data !== null && 'words' in data);
const ErrorData = v.object({ code: v.string(), message: v.string(), hint: v.string(), said: v.exactOptional(said) });

/** What the daemon writes. Events are made by our own daemon: their envelope is checked, not each field. */
export const DaemonLine = v.union([
  v.object({ events: v.array(v.custom<Event>((e) => typeof e === 'object' && e !== null && 'type' in e)) }),
  v.object({ id, ok: v.unknown() }),
  v.object({ id, error: ErrorData }),
  v.object({ fatal: ErrorData }),
]);
export type DaemonLine = v.InferOutput<typeof DaemonLine>;

/** What a program on one host, the wire or a crowd does, or what the lesson waits for. */
import * as v from 'valibot';
import { PRESET_NAMES } from '../../impairment/presets.ts';
import { KNOB_NAMES } from '../../knobs/catalogue.ts';
import { CrowdParams, FloodParams, STAGES } from '../../protocol/crowds.ts';
import { SOCKET_OPTIONS } from '../../protocol/requests.ts';
import { Impairment, Rule } from '../../protocol/wire-control.ts';
import {
  connection,
  Counted,
  Counter,
  host,
  kind,
  nth,
  port,
  programCall,
  Queue,
  Refusable,
  seconds,
  state,
  Times,
  whole,
} from './parts.ts';

/** By its name: TypeScript gives up when it has to look into so deep a schema over and over. */
const rule: v.GenericSchema<v.InferInput<typeof Rule>, Rule> = Rule;

const impairment: v.GenericSchema<v.InferInput<typeof Impairment>, Impairment> = Impairment;

const Option = v.variant('option', [
  v.strictObject({ option: v.picklist(SOCKET_OPTIONS), value: v.number() }),
  v.strictObject({ option: kind('TCP_CONGESTION'), value: v.string() }),
]);
export type Option = v.InferOutput<typeof Option>;
const options = v.exactOptional(v.array(Option));

/** Seconds until a wait is given up; absent: the runner's own limit. */
const within = v.exactOptional(seconds);

/** One send(); `more`: with MSG_MORE, by which the program says that more is to come. */
const more = v.exactOptional(v.literal(true));
const Write = v.union([v.strictObject({ text: v.string(), more }), v.strictObject({ bytes: v.number(), more })]);
export type Write = v.InferOutput<typeof Write>;

export const Action = v.variant('kind', [
  v.strictObject({ kind: kind('listen'), host, port, backlog: v.number(), options }),
  /** `from`: its own port; absent: one that the kernel chooses. */
  v.strictObject({ kind: kind('connect'), host, port, from: v.exactOptional(port), options, connection }),
  v.strictObject({ kind: kind('accept'), host, connection }),
  /** One right after the other. */
  v.strictObject({ kind: kind('send'), host, writes: v.array(Write), connection }),
  /** Some data: one recv() that gives at least one byte; `bytes`: as many as it takes for so much. */
  v.strictObject({ kind: kind('receive'), host, bytes: v.exactOptional(whole(1)), connection }),
  /** recv() until it says end of stream. */
  v.strictObject({ kind: kind('receive-end'), host, connection }),
  v.strictObject({ kind: kind('close'), host, connection }),
  /** As soon as recv() says end of stream; what comes next in the lesson does not wait for it. */
  v.strictObject({ kind: kind('close-at-end'), host, connection }),
  /** A reset instead of a FIN. */
  v.strictObject({ kind: kind('abort'), host, connection }),
  /** shutdown(SHUT_WR): this end sends no more and still receives. */
  v.strictObject({ kind: kind('shut-down-sending'), host, connection }),
  v.strictObject({ kind: kind('option'), host, set: Option, connection }),
  /** A kernel setting, until the lesson ends; `ifThere`: on kernels that have it. */
  v.strictObject({ kind: kind('set'), host, name: v.picklist(KNOB_NAMES), value: v.string(), ifThere: v.boolean() }),
  /** From now on, until the lesson ends; `sentence` as its author wrote it. */
  v.strictObject({ kind: kind('rule'), rule, sentence: v.string() }),
  /** What befalls the frames of this host, or of both, until the lesson ends; null: nothing. */
  v.strictObject({
    kind: kind('impair'),
    from: v.exactOptional(host),
    impairment: v.nullable(impairment),
    seed: v.exactOptional(v.number()),
    preset: v.exactOptional(v.picklist(PRESET_NAMES)),
  }),
  /** `lift`: the lesson's rules are taken away, and what they hold is delivered. */
  v.strictObject({ kind: kind('wire'), do: v.picklist(['stop', 'step', 'run', 'lift']) }),
  /** Clients, until the lesson ends; done when all have been opened. */
  v.strictObject({
    kind: kind('crowd'),
    count: CrowdParams.entries.count,
    port,
    stage: v.picklist(STAGES),
    perSecond: CrowdParams.entries.perSecond,
  }),
  /** What the wire holds of the crowds is delivered, or all of them are sent away. */
  v.strictObject({ kind: kind('crowds'), do: v.picklist(['let-go', 'leave']) }),
  /** Begins; ends by itself, or with the lesson. */
  v.strictObject({
    kind: kind('flood'),
    port,
    perSecond: FloodParams.entries.perSecond,
    seconds: FloodParams.entries.seconds,
  }),
  v.strictObject({ kind: kind('stop-flood') }),
  v.strictObject({ kind: kind('wait-for-state'), host, state, connection, within }),
  /** Now, or at any moment from now on: so many wait in it, at least so many, or as many as fit. */
  v.strictObject({
    kind: kind('wait-for-queue'),
    queue: Queue,
    holds: v.union([Times, kind('its-limit')]),
    within,
  }),
  /** The nth one of the run, which may have been sent before. */
  v.strictObject({ kind: kind('wait-for-segment'), segment: Counted, nth, connection, within }),
  /** So often in the run so far. */
  v.strictObject({ kind: kind('wait-for-counter'), counter: Counter, times: nth, within }),
  /** The last call of this kind that was made on the connection has failed. */
  v.strictObject({ kind: kind('wait-for-failure'), host, call: programCall, connection, within }),
  /** At least one in the run so far; `connection` null: of any. */
  v.strictObject({ kind: kind('wait-for-refusal'), what: Refusable, connection: v.nullable(connection), within }),
  v.strictObject({ kind: kind('wait-for-flood'), within }),
  v.strictObject({ kind: kind('wait-for-time'), seconds }),
]);
export type Action = v.InferOutput<typeof Action>;

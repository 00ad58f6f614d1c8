/**
 * A lesson as data: what a lesson file means once it was read and found right. Schemas, because a loaded lesson
 * crosses from host to daemon; what the file itself may say is load.ts's business.
 */
import * as v from 'valibot';
import { KNOB_NAMES } from '../knobs/catalogue.ts';
import { HOSTS, TCP_STATES } from '../protocol/events.ts';
import { Rule } from '../protocol/wire-control.ts';

const Translated = v.strictObject({ en: v.string(), 'zh-CN': v.string() });
export type Translated = Readonly<v.InferOutput<typeof Translated>>;

const host = v.picklist(HOSTS);
const state = v.picklist(TCP_STATES);
/** Connections count from 1, in the order of their connects. */
const connection = v.pipe(v.number(), v.integer(), v.minValue(1));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const seconds = v.pipe(v.number(), v.minValue(0));

/** By its name: TypeScript gives up when it has to look into so deep a schema over and over. */
const rule: v.GenericSchema<v.InferInput<typeof Rule>, Rule> = Rule;

const kind = v.literal;

/** What a program on one host or the wire does, or what the lesson waits for. */
const Action = v.variant('kind', [
  v.strictObject({ kind: kind('listen'), host, port, backlog: v.number() }),
  v.strictObject({ kind: kind('connect'), host, port, connection }),
  v.strictObject({ kind: kind('accept'), host, connection }),
  v.strictObject({
    kind: kind('send'),
    host,
    data: v.union([v.strictObject({ text: v.string() }), v.strictObject({ bytes: v.number() })]),
    connection,
  }),
  /** Some data: one recv() that gives at least one byte. */
  v.strictObject({ kind: kind('receive'), host, connection }),
  /** recv() until it says end of stream. */
  v.strictObject({ kind: kind('receive-end'), host, connection }),
  v.strictObject({ kind: kind('close'), host, connection }),
  /** A reset instead of a FIN. */
  v.strictObject({ kind: kind('abort'), host, connection }),
  /** shutdown(SHUT_WR): this end sends no more and still receives. */
  v.strictObject({ kind: kind('shut-down-sending'), host, connection }),
  /** A kernel setting, until the lesson ends; `ifThere`: on kernels that have it. */
  v.strictObject({ kind: kind('set'), host, name: v.picklist(KNOB_NAMES), value: v.string(), ifThere: v.boolean() }),
  /** From now on, until the lesson ends; `sentence` as its author wrote it. */
  v.strictObject({ kind: kind('rule'), rule, sentence: v.string() }),
  v.strictObject({ kind: kind('wire'), do: v.picklist(['stop', 'step', 'run']) }),
  v.strictObject({ kind: kind('wait-for-state'), host, state, connection }),
  v.strictObject({ kind: kind('wait-for-time'), seconds }),
]);
export type Action = v.InferOutput<typeof Action>;

const Step = v.strictObject({
  name: Translated,
  /** Runs only when the minute-long parts are asked for. */
  full: v.boolean(),
  actions: v.array(Action),
});
export type Step = v.InferOutput<typeof Step>;

/** Segments of one kind: these flags exactly, from this host. `flags` is in the form of SegmentEvent. */
const SegmentKind = v.strictObject({ flags: v.string(), from: host });
export type SegmentKind = v.InferOutput<typeof SegmentKind>;

/** A number on the wire: a host's initial sequence number, or a field of the nth segment of a kind, n from 1. */
const NumberTerm = v.variant('field', [
  v.strictObject({ field: kind('isn'), host }),
  v.strictObject({
    field: v.picklist(['seq', 'ack']),
    nth: v.pipe(v.number(), v.integer(), v.minValue(1)),
    segment: SegmentKind,
  }),
]);
export type NumberTerm = v.InferOutput<typeof NumberTerm>;

const Claim = v.variant('kind', [
  /** The connection's end on this host passes through these states, one right after the other. */
  v.strictObject({ kind: kind('states'), host, states: v.array(state), connection }),
  /** The connection's first (or last) segments, as sent, are exactly these. */
  v.strictObject({
    kind: kind('segments'),
    which: v.picklist(['first', 'last']),
    segments: v.array(SegmentKind),
    connection,
  }),
  /** left = right + plus, modulo 2^32. */
  v.strictObject({ kind: kind('number'), left: NumberTerm, right: NumberTerm, plus: v.number(), connection }),
  /** The same number of two connections is not the same. */
  v.strictObject({ kind: kind('differ'), term: NumberTerm, connections: v.tuple([connection, connection]) }),
  /** When the kernel reports this state, about so many seconds are left on its timer. */
  v.strictObject({ kind: kind('timer'), host, state, seconds, connection }),
  /** The state is left about so many seconds after it was entered. */
  v.strictObject({ kind: kind('lasts'), host, state, seconds, connection }),
  /** The end on this host is in the state before accept() on that host returns. */
  v.strictObject({ kind: kind('before-accept'), host, state, connection }),
]);
export type Claim = v.InferOutput<typeof Claim>;

const Expectation = v.strictObject({
  claim: Claim,
  /** The author's own sentence; without it one is made from the claim. */
  text: v.exactOptional(Translated),
  /** Judged only when the minute-long parts were asked for. */
  full: v.boolean(),
});
export type Expectation = v.InferOutput<typeof Expectation>;

export const Lesson = v.strictObject({
  /** Lower-case words joined by hyphens; also the file's name. */
  id: v.string(),
  title: Translated,
  about: Translated,
  steps: v.array(Step),
  expect: v.array(Expectation),
});
export type Lesson = v.InferOutput<typeof Lesson>;

/** What is wrong in a lesson file. Line and column count from 1; columns are UTF-16 units. */
export interface Problem {
  line: number;
  column: number;
  message: string;
  hint: string;
}

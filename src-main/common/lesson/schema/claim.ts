/** What a lesson expects of its run. */
import * as v from 'valibot';
import { KNOB_NAMES } from '../../knobs/catalogue.ts';
import { GAUGES, REFUSED_HOW } from '../../protocol/events.ts';
import {
  connection,
  Counted,
  Counter,
  host,
  kind,
  nth,
  programCall,
  Queue,
  Refusable,
  seconds,
  SegmentKind,
  isNew,
  state,
  step,
  Times,
  whole,
} from './parts.ts';

/** A number on the wire: a host's initial sequence number, or a field of the nth segment of a kind, n from 1. */
export const NumberTerm = v.variant('field', [
  v.strictObject({ field: kind('isn'), host }),
  v.strictObject({ field: v.picklist(['seq', 'ack', 'win', 'len']), nth, segment: SegmentKind, isNew }),
]);
export type NumberTerm = v.InferOutput<typeof NumberTerm>;

/** What a queue has room for, or comes to: a number, or as many as this kernel lets in. */
const Amount = v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), kind('its-limit')]);
export type Amount = v.InferOutput<typeof Amount>;

/** Null: of any connection. */
const anyConnection = v.nullable(connection);

export const Claim = v.variant('kind', [
  /** The connection's end on this host passes through these states, one right after the other. */
  v.strictObject({ kind: kind('states'), host, states: v.array(state), connection }),
  /** The kernel never reports the state of this end. */
  v.strictObject({ kind: kind('never'), host, state, connection }),
  /** The state is the last that was seen of this end. */
  v.strictObject({ kind: kind('ends'), host, state, connection }),
  /** The connection's first (or last) segments, as sent, are exactly these. */
  v.strictObject({
    kind: kind('segments'),
    which: v.picklist(['first', 'last']),
    segments: v.array(SegmentKind),
    connection,
  }),
  /** So many of these segments are sent. */
  v.strictObject({ kind: kind('count'), segments: Counted, times: Times, connection: anyConnection, step }),
  /** So many seconds lie between the first of these segments and the second, and so on. */
  v.strictObject({ kind: kind('gaps'), segments: Counted, seconds: v.array(seconds), connection }),
  /** The same in multiples of the sender's retransmission timeout, by what its kernel says of this socket. */
  v.strictObject({ kind: kind('timeouts'), segments: Counted, multiples: v.array(v.number()), connection }),
  /** left = right + plus, modulo 2^32. */
  v.strictObject({
    kind: kind('number'),
    left: NumberTerm,
    right: v.union([NumberTerm, v.number()]),
    plus: v.number(),
    connection,
  }),
  /** The same number of two connections is not the same. */
  v.strictObject({ kind: kind('differ'), term: NumberTerm, connections: v.tuple([connection, connection]) }),
  /** When the kernel reports this state, about so many seconds are left on its timer; or it has none. */
  v.strictObject({ kind: kind('timer'), host, state, seconds, connection }),
  v.strictObject({ kind: kind('no-timer'), host, state, connection }),
  /** The state is left about so many seconds after it was entered. */
  v.strictObject({ kind: kind('lasts'), host, state, seconds, connection }),
  /** The end on this host is in the state before accept() on that host returns. */
  v.strictObject({ kind: kind('before-accept'), host, state, connection }),
  /** How many were in a queue at some moment, at no moment more than, at the end; or how many it takes. */
  v.strictObject({
    kind: kind('queue'),
    queue: Queue,
    way: v.picklist(['reaches', 'never-above', 'ends-with', 'has-room-for']),
    amount: Amount,
    step,
  }),
  v.strictObject({ kind: kind('counter'), counter: Counter, times: Times, step }),
  /** So many segments of this host were refused by the other for this reason; null: any, for any reason. */
  v.strictObject({
    kind: kind('refused'),
    what: v.nullable(Refusable),
    gauge: v.nullable(v.picklist(GAUGES)),
    how: v.nullable(v.picklist(REFUSED_HOW)),
    times: Times,
    connection: anyConnection,
    step,
  }),
  /** The ISNs of this host go up by about so many a second where a four-tuple is opened again. */
  v.strictObject({ kind: kind('isn-slope'), host, perSecond: whole(0), step }),
  /** And they do not lie on one line, but on one for each four-tuple. */
  v.strictObject({ kind: kind('isn-offsets'), host, step }),
  /** A call that this program made on the connection failed so; null: none failed. */
  v.strictObject({ kind: kind('error'), host, call: programCall, errno: v.nullable(v.string()), connection }),
]);
export type Claim = v.InferOutput<typeof Claim>;

export const Condition = v.variant('kind', [
  /** What the lab finds on this kernel: that a host has a setting, or has none of that name. */
  v.strictObject({ kind: kind('setting'), host, knob: v.picklist(KNOB_NAMES), there: v.boolean() }),
  /** What the run has shown: that this end was in a state for less than so many seconds, or for so many or more. */
  v.strictObject({ kind: kind('lasts'), host, state, seconds, way: v.picklist(['less', 'at-least']), connection }),
]);
export type Condition = v.InferOutput<typeof Condition>;

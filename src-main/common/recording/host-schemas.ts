/** Schemas of the events that tell of the two hosts: sockets, queues, calls, settings (protocol/events.ts, protocol/queue-events.ts). */
import * as v from 'valibot';
import { KNOB_NAMES } from '../knobs/catalogue.ts';
import { GAUGES, REFUSED_HOW } from '../protocol/queue-events.ts';
import { amount, cause, count, family, fill, host, number, state, text, time, timer, word16 } from './parts.ts';

const MOST_LISTED = 10_000;

export const StateSchema = v.object({
  type: v.literal('state'),
  t: time,
  host,
  socket: text,
  from: state,
  to: state,
  source: v.picklist(['observed', 'inferred']),
  cause,
  mini: v.exactOptional(v.picklist(['request', 'timewait'])),
  timer: v.exactOptional(timer),
  lastSeen: v.exactOptional(time),
});

const Figures = v.object({
  cwnd: amount,
  ssthresh: v.nullable(amount),
  rtt: amount,
  rttvar: amount,
  rto: amount,
  unacked: amount,
  lost: amount,
  totalRetrans: amount,
  mss: amount,
  peerWindow: v.exactOptional(amount),
  ownWindow: v.exactOptional(amount),
});

export const SocketSchema = v.object({
  type: v.literal('socket'),
  t: time,
  host,
  socket: text,
  rqueue: amount,
  wqueue: amount,
  timer: v.nullable(timer),
  retransmits: amount,
  figures: v.exactOptional(Figures),
});

export const DifferenceSchema = v.object({
  type: v.literal('difference'),
  t: time,
  host,
  socket: text,
  model: state,
  kernel: state,
  cause,
});

export const CallSchema = v.object({
  type: v.literal('call'),
  id: number,
  t: time,
  host,
  call: text,
  args: text,
  result: v.nullable(text),
  endedAt: v.nullable(time),
  socket: v.exactOptional(text),
  handle: v.exactOptional(number),
});

export const QueueSchema = v.object({
  type: v.literal('queue'),
  t: time,
  host,
  family,
  port: word16,
  backlog: count,
  syn: v.object({ ...fill.entries, rule: v.picklist(['backlog', 'three-quarters', 'always-cookies']) }),
  accept: fill,
});

export const QueueEntriesSchema = v.object({
  type: v.literal('queue-entries'),
  t: time,
  host,
  family,
  port: word16,
  syn: v.pipe(v.array(v.object({ peer: text, since: time, synAcks: count, due: time })), v.maxLength(MOST_LISTED)),
  moreSyn: count,
  accept: v.pipe(v.array(v.object({ peer: text, since: time, state, bytes: count })), v.maxLength(MOST_LISTED)),
  moreAccept: count,
});

const Counter = v.object({ name: text, delta: amount });

export const RefusalSchema = v.object({
  type: v.literal('refusal'),
  t: time,
  host,
  socket: text,
  segment: number,
  what: v.picklist(['syn', 'ack']),
  gauge: v.picklist(GAUGES),
  how: v.picklist(REFUSED_HOW),
  fill: v.nullable(fill),
  counters: v.pipe(v.array(Counter), v.maxLength(MOST_LISTED)),
  source: v.picklist(['observed', 'inferred']),
  own: state,
  peer: state,
  untold: count,
});

export const CounterSchema = v.object({ type: v.literal('counter'), t: time, host, ...Counter.entries });

const knob = v.picklist(KNOB_NAMES);

export const KnobSchema = v.object({ type: v.literal('knob'), t: time, host, name: knob, value: text, default: text });

/** Settings that this version does not know are left out. */
const Values = v.pipe(
  v.record(v.string(), text),
  v.transform((values) =>
    Object.fromEntries(KNOB_NAMES.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name] ?? '']] : []))),
  ),
);

export const KnobsSchema = v.object({
  type: v.literal('knobs'),
  t: time,
  values: v.object({ client: Values, server: Values }),
});

/** Schemas of the events that tell of the wire (protocol/wire-events.ts, protocol/crowd-events.ts). */
import * as v from 'valibot';
import { ENGINES } from '../protocol/events.ts';
import { STAGES } from '../protocol/crowds.ts';
import { Impairment } from '../protocol/wire-control.ts';
import { FATES } from '../protocol/wire-events.ts';
import { amount, count, family, host, number, text, time, word16, word32 } from './parts.ts';

const MOST_OPTIONS = 40;

const TcpOption = v.variant('kind', [
  v.object({ kind: v.literal('end') }),
  v.object({ kind: v.literal('nop') }),
  v.object({ kind: v.literal('mss'), value: word16 }),
  v.object({ kind: v.literal('window-scale'), shift: word16 }),
  v.object({ kind: v.literal('sack-permitted') }),
  v.object({ kind: v.literal('sack'), blocks: v.pipe(v.array(v.tuple([word32, word32])), v.maxLength(MOST_OPTIONS)) }),
  v.object({ kind: v.literal('timestamps'), value: word32, echo: word32 }),
  v.object({ kind: v.literal('fast-open'), cookie: text }),
  v.object({ kind: v.literal('unknown'), code: word16, bytes: text }),
]);

const onWire = {
  id: number,
  t: time,
  from: host,
  deliveredAt: v.nullable(time),
  fate: v.picklist(FATES),
  by: v.exactOptional(text),
  origin: v.exactOptional(text),
  changed: v.exactOptional(text),
};

export const SegmentSchema = v.object({
  type: v.literal('segment'),
  ...onWire,
  src: text,
  dst: text,
  flags: text,
  seq: word32,
  ack: word32,
  win: word16,
  len: word32,
  options: v.pipe(v.array(TcpOption), v.maxLength(MOST_OPTIONS)),
});

export const FrameSchema = v.object({ type: v.literal('frame'), ...onWire, text, len: word32 });

export const RuleSchema = v.object({
  type: v.literal('rule'),
  t: time,
  rule: number,
  text,
  hits: count,
  state: v.picklist(['on', 'over', 'removed']),
});

export const WireStopSchema = v.object({ type: v.literal('wire'), t: time, stopped: v.boolean() });

export const LinkSchema = v.object({
  type: v.literal('link'),
  t: time,
  from: host,
  engine: v.picklist(ENGINES),
  packets: count,
  bytes: count,
  limit: count,
  lost: count,
  overLimit: v.nullable(count),
});

export const ImpairmentSchema = v.object({
  type: v.literal('impairment'),
  t: time,
  from: host,
  engine: v.picklist(ENGINES),
  impairment: v.nullable(Impairment),
  seed: v.exactOptional(word32),
});

export const CrowdSchema = v.object({
  type: v.literal('crowd'),
  t: time,
  crowd: number,
  family,
  port: word16,
  stage: v.picklist(STAGES),
  count,
  perSecond: count,
  firstPort: word16,
  lastPort: word16,
  rule: v.nullable(number),
  state: v.picklist(['opening', 'open', 'ending', 'over']),
  opened: count,
  counts: v.object({ synSent: count, thirdHeld: count, established: count, alone: count, gone: count }),
});

const TurnedAway = v.object({
  gauge: v.picklist(['syn', 'accept', 'three-quarters', 'always-cookies', 'unknown']),
  how: v.picklist(['dropped', 'cookie']),
  count,
  counter: text,
});

export const FloodSchema = v.object({
  type: v.literal('flood'),
  t: time,
  family,
  port: word16,
  perSecond: count,
  seconds: amount,
  state: v.picklist(['on', 'over', 'stopped']),
  elapsed: amount,
  sent: count,
  refused: count,
  answers: count,
  turnedAway: v.pipe(v.array(TurnedAway), v.maxLength(MOST_OPTIONS)),
  shown: count,
});

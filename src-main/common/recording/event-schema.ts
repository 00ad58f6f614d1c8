/** One event of a recording. What is not known is left out, so that recordings of later versions can still be shown. */
import * as v from 'valibot';
import { ENGINES, type Event } from '../protocol/events.ts';
import * as hosts from './host-schemas.ts';
import { amount, count, number, telling, text, time, word32 } from './parts.ts';
import * as wire from './wire-schemas.ts';

const Addresses = v.object({ ipv4: text, ipv6: text });

const LabSchema = v.object({
  type: v.literal('lab'),
  engine: v.picklist(ENGINES),
  seed: v.exactOptional(word32),
  kernel: text,
  privilege: v.picklist(['root', 'userns']),
  readyMs: amount,
  startedAt: amount,
  addresses: v.object({ client: Addresses, server: Addresses }),
});

const StepSchema = v.object({ type: v.literal('step'), t: time, name: text, number: v.exactOptional(number) });

const QuestionSchema = v.object({
  type: v.literal('question'),
  t: time,
  question: number,
  step: number,
  ask: text,
  choices: v.pipe(v.array(text), v.maxLength(20)),
  waits: v.boolean(),
});

const AnswerSchema = v.object({
  type: v.literal('answer'),
  t: time,
  question: number,
  given: v.nullable(text),
  truth: v.nullable(text),
  right: v.nullable(v.boolean()),
  expected: text,
  why: text,
  evidence: v.nullable(
    v.union([v.object({ segment: number }), v.object({ state: text, t: time }), v.object({ t: time })]),
  ),
});

const ExpectSchema = v.object({ type: v.literal('expect'), t: time, text, held: v.boolean(), observed: text });

const WarningSchema = v.object({
  type: v.literal('warning'),
  t: time,
  code: text,
  text,
  said: v.exactOptional(telling),
});

const ResultSchema = v.object({
  type: v.literal('result'),
  t: time,
  lesson: text,
  ok: v.boolean(),
  held: count,
  missed: count,
});

export const EventSchema: v.GenericSchema<unknown, Event> = v.variant('type', [
  LabSchema,
  wire.SegmentSchema,
  wire.FrameSchema,
  wire.RuleSchema,
  wire.WireStopSchema,
  wire.LinkSchema,
  wire.ImpairmentSchema,
  wire.CrowdSchema,
  wire.FloodSchema,
  hosts.StateSchema,
  hosts.SocketSchema,
  hosts.DifferenceSchema,
  hosts.CallSchema,
  hosts.QueueSchema,
  hosts.QueueEntriesSchema,
  hosts.RefusalSchema,
  hosts.CounterSchema,
  hosts.KnobSchema,
  hosts.KnobsSchema,
  StepSchema,
  QuestionSchema,
  AnswerSchema,
  ExpectSchema,
  WarningSchema,
  ResultSchema,
]);

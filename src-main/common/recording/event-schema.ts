/** One event of a recording. What is not known is left out, so that recordings of later versions can still be shown. */
import * as v from 'valibot';
import { ENGINES, type Event } from '../protocol/events.ts';
import * as hosts from './host-schemas.ts';
import { amount, count, host, number, telling, text, time, word32 } from './parts.ts';
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

const ActionSchema = v.object({
  type: v.literal('action'),
  t: time,
  lesson: text,
  step: number,
  action: number,
  phase: v.picklist(['waits', 'goes-on', 'begins']),
  within: v.exactOptional(amount),
});

const QuestionSchema = v.object({
  type: v.literal('question'),
  t: time,
  question: number,
  step: number,
  ask: text,
  choices: v.pipe(v.array(text), v.maxLength(20)),
  waits: v.boolean(),
});

const InLadder = [v.object({ segment: number }), v.object({ state: text, t: time }), v.object({ t: time })] as const;

const AnswerSchema = v.object({
  type: v.literal('answer'),
  t: time,
  question: number,
  given: v.nullable(text),
  truth: v.nullable(text),
  right: v.nullable(v.boolean()),
  expected: text,
  why: text,
  evidence: v.nullable(v.union(InLadder)),
});

const ExpectSchema = v.object({
  type: v.literal('expect'),
  t: time,
  text,
  held: v.boolean(),
  observed: text,
  evidence: v.exactOptional(
    v.pipe(v.array(v.union([v.object({ counter: text, host }), ...InLadder])), v.maxLength(1000)),
  ),
});

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

/** A new type of event does not compile without its row. */
const SCHEMAS = {
  lab: LabSchema,
  segment: wire.SegmentSchema,
  frame: wire.FrameSchema,
  rule: wire.RuleSchema,
  wire: wire.WireStopSchema,
  link: wire.LinkSchema,
  impairment: wire.ImpairmentSchema,
  crowd: wire.CrowdSchema,
  flood: wire.FloodSchema,
  state: hosts.StateSchema,
  socket: hosts.SocketSchema,
  difference: hosts.DifferenceSchema,
  call: hosts.CallSchema,
  queue: hosts.QueueSchema,
  'queue-entries': hosts.QueueEntriesSchema,
  refusal: hosts.RefusalSchema,
  counter: hosts.CounterSchema,
  knob: hosts.KnobSchema,
  knobs: hosts.KnobsSchema,
  step: StepSchema,
  action: ActionSchema,
  question: QuestionSchema,
  answer: AnswerSchema,
  expect: ExpectSchema,
  warning: WarningSchema,
  result: ResultSchema,
} satisfies Record<Event['type'], unknown>;

export const EventSchema: v.GenericSchema<unknown, Event> = v.variant('type', Object.values(SCHEMAS));

/** Rules of every shape that the schema allows, for fast-check. */
import * as fc from 'fast-check';
import { HOSTS } from '../../../src-main/common/protocol/events.ts';
import { FLAG_NAMES } from '../../../src-main/common/protocol/wire-control.ts';
import type { Rule, SegmentMatch, SegmentMoment } from '../../../src-main/common/protocol/wire-control.ts';

/** Small numbers are where plurals, ordinals and contradictions are. */
const whole = (min: number, max: number) =>
  fc.oneof(fc.integer({ min, max: Math.min(max, 25) }), fc.integer({ min, max }));
const count = whole(1, 1_000_000);
const bytes = whole(0, 65535);
const payload = whole(0, 1500);
const sequence = whole(0, 0xffffffff);
const port = whole(0, 65535);
const flags = fc.subarray([...FLAG_NAMES]);

/** What sentences say by a name: without these most flags would be a mere list of bits. */
const named = fc.constantFrom<Pick<SegmentMatch, 'set' | 'clear' | 'data'>>(
  { set: ['SYN'], clear: ['FIN', 'RST', 'ACK'] },
  { set: ['SYN', 'ACK'], clear: ['FIN', 'RST'] },
  { set: ['FIN'], clear: ['SYN', 'RST', 'URG'] },
  { set: ['ACK'], clear: ['FIN', 'SYN', 'RST'], data: false },
  { set: ['ACK'], clear: ['FIN', 'SYN', 'RST'], data: true },
  { set: ['ACK'], clear: ['FIN', 'SYN', 'RST'] },
);

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Without the keys that have no value: those are absent in a rule. */
const present = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;

const match: fc.Arbitrary<SegmentMatch> = fc
  .tuple(
    fc.oneof(named, fc.record({ set: flags, clear: flags, data: optional(fc.boolean()) })),
    fc.record({
      from: optional(fc.constantFrom(...HOSTS)),
      minLength: optional(payload),
      maxLength: optional(payload),
      minSequence: optional(sequence),
      maxSequence: optional(sequence),
      minClientPort: optional(port),
      maxClientPort: optional(port),
      again: optional(fc.boolean()),
    }),
  )
  .map(([bits, others]) => present({ ...bits, ...others }));

const moment: fc.Arbitrary<SegmentMoment> = fc.record({ match, nth: count });

const seconds = fc.oneof(
  fc.integer({ min: 0, max: 60_000 }).map((ms) => ms / 1000),
  fc.double({ min: 0, max: 60, noNaN: true }),
  fc.double({ min: 0, max: 1e-5, noNaN: true }),
);

const action: fc.Arbitrary<Rule['action']> = fc.oneof(
  fc.constantFrom<Rule['action']>({ kind: 'drop' }, { kind: 'duplicate' }, { kind: 'reorder' }, { kind: 'reset' }),
  optional(moment).map((until) => present({ kind: 'hold' as const, until })),
  seconds.map((time) => ({ kind: 'delay' as const, seconds: time })),
  bytes.map((offset) => ({ kind: 'corrupt' as const, offset })),
  payload.map((length) => ({ kind: 'truncate' as const, length })),
  bytes.map((value) => ({ kind: 'window' as const, value })),
  fc.record({ kind: fc.constant('flags' as const), set: flags, clear: flags }),
);

const which: fc.Arbitrary<Rule['which']> = fc.oneof(
  fc.constant({ kind: 'each' as const }),
  fc.record({ kind: fc.constantFrom('nth', 'every', 'first'), n: count }),
);

export const anyRule: fc.Arbitrary<Rule> = fc
  .record({ action, match, which, after: optional(moment), times: optional(count) })
  .map(present);

/** What may be asked of the wire: impairments like netem's, rules for single segments, and stopping it by hand. */
import * as v from 'valibot';
import { HOSTS } from './hosts.ts';

const host = v.picklist(HOSTS);
/** Bounds, and the words that a person is told who is beyond them. */
const within = (least: number, most: number, what: string) => {
  const words = ({ input }: { input: unknown }): string => `${what} is ${least} to ${most}, not ${String(input)}`;
  return v.pipe(v.number(words), v.minValue(least, words), v.maxValue(most, words));
};
const whole = (least: number, most: number) =>
  v.pipe(
    within(least, most, 'this number'),
    v.integer(({ input }) => `this number is a whole one, not ${input}`),
  );
const count = whole(1, 1_000_000);
/** A part of all frames, 0 … 1. */
const share = within(0, 1, 'a part of all frames, where 1 is 100 %,');
/** How much a random number leans on the one before it, 0 … 1 (tc-netem(8)). */
const correlation = v.optional(share, 0);
/** Longer than a minute nobody waits, and Linux's tc takes no more than 274 s. */
const seconds = within(0, 60, 'a time in seconds');

export const DISTRIBUTIONS = ['uniform', 'normal', 'pareto', 'paretonormal'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];
const unknownDistribution = ({ input }: { input: unknown }): string =>
  `a distribution is ${DISTRIBUTIONS.slice(0, -1).join(', ')} or ${DISTRIBUTIONS.at(-1)}, not ${String(input)}`;

/** Models of loss as in tc-netem(8). */
const Loss = v.variant('model', [
  v.strictObject({ model: v.literal('random'), share, correlation }),
  /** Probabilities of going from good to bad and back, and of a loss in either state. */
  v.strictObject({
    model: v.literal('gilbert-elliott'),
    toBad: share,
    toGood: share,
    lossInBad: v.optional(share, 1),
    lossInGood: v.optional(share, 0),
  }),
  /** Transition probabilities between 1 (received), 2 (received in a burst), 3 (lost in a burst), 4 (lost alone). */
  v.strictObject({ model: v.literal('4-state'), p13: share, p31: share, p32: share, p23: share, p14: share }),
]);
export type Loss = v.InferOutput<typeof Loss>;

/** Frames that a link's queue holds unless another number is asked for, as netem's does by iproute2. */
export const DEFAULT_LIMIT = 1000;

const Chance = v.strictObject({ share, correlation });

/** What befalls the frames of one direction, with netem's meaning (tc-netem(8)). Times in seconds. */
export const Impairment = v.strictObject({
  delay: v.optional(
    v.strictObject({
      time: seconds,
      jitter: v.optional(seconds, 0),
      correlation,
      distribution: v.optional(v.picklist(DISTRIBUTIONS, unknownDistribution), 'uniform'),
    }),
  ),
  loss: v.optional(Loss),
  duplicate: v.optional(Chance),
  /** One bit of the frame is turned over. */
  corrupt: v.optional(Chance),
  /** Every `gap`-th frame is sent at once with this chance, before those that wait for their delay. */
  reorder: v.optional(v.strictObject({ share, correlation, gap: v.optional(count, 1) })),
  /** Bits per second, Ethernet header included. */
  rate: v.optional(within(1000, 100e9, 'a rate in bits per second')),
  /** Frames that fit into the link's queue, those that wait for their delay included. */
  limit: v.optional(whole(1, 100_000), DEFAULT_LIMIT),
  /** Frames leave only in slots: so long apart, and so many frames and bytes in each (0 = any number). */
  slot: v.optional(
    v.strictObject({
      min: seconds,
      max: v.optional(seconds),
      packets: v.optional(whole(0, 1_000_000), 0),
      bytes: v.optional(whole(0, 1 << 30), 0),
    }),
  ),
});
export type Impairment = v.InferOutput<typeof Impairment>;

export const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const;
const flags = v.pipe(v.array(v.picklist(FLAG_NAMES)), v.maxLength(FLAG_NAMES.length));

/** Which segments are meant. All that is said has to be so. */
export const SegmentMatch = v.strictObject({
  /** Absent: from either host. */
  from: v.optional(host),
  /** Flags that are set, and flags that are not. */
  set: v.optional(flags, []),
  clear: v.optional(flags, []),
  /** With payload, or without. */
  data: v.optional(v.boolean()),
  /** Payload bytes. */
  minLength: v.optional(whole(0, 65535)),
  maxLength: v.optional(whole(0, 65535)),
  /** The first sequence number, counted from the sender's initial one, lies from here … to here. */
  minSequence: v.optional(whole(0, 0xffffffff)),
  maxSequence: v.optional(whole(0, 0xffffffff)),
  /** The client's port lies from here … to here. */
  minClientPort: v.optional(whole(0, 65535)),
  maxClientPort: v.optional(whole(0, 65535)),
  /** Whether its sender has sent these sequence numbers before. */
  again: v.optional(v.boolean()),
});
export type SegmentMatch = v.InferOutput<typeof SegmentMatch>;

/** The nth segment of a kind, counted from when the rule was made. */
export const SegmentMoment = v.strictObject({ match: SegmentMatch, nth: v.optional(count, 1) });
export type SegmentMoment = v.InferOutput<typeof SegmentMoment>;

/** Which of the matching segments: each one, the nth, every nth, or the first n. */
const Which = v.variant('kind', [
  v.strictObject({ kind: v.literal('each') }),
  v.strictObject({ kind: v.literal('nth'), n: count }),
  v.strictObject({ kind: v.literal('every'), n: count }),
  v.strictObject({ kind: v.literal('first'), n: count }),
]);

export const RuleAction = v.variant('kind', [
  v.strictObject({ kind: v.literal('drop') }),
  /** Until that segment enters the wire, or else until a person lets it go. */
  v.strictObject({ kind: v.literal('hold'), until: v.optional(SegmentMoment) }),
  v.strictObject({ kind: v.literal('delay'), seconds }),
  v.strictObject({ kind: v.literal('duplicate') }),
  /** Turns over the bits of the payload's byte at `offset`, or of the last header byte when it has none; the checksum stays. */
  v.strictObject({ kind: v.literal('corrupt'), offset: v.optional(whole(0, 65535), 0) }),
  /** Leaves so many payload bytes, lengths and checksum mended. */
  v.strictObject({ kind: v.literal('truncate'), length: whole(0, 65535) }),
  /** Goes out right after the next segment of its direction. */
  v.strictObject({ kind: v.literal('reorder') }),
  /** As on the wire, not scaled; checksum mended. */
  v.strictObject({ kind: v.literal('window'), value: whole(0, 65535) }),
  v.strictObject({ kind: v.literal('flags'), set: flags, clear: flags }),
  /** Is dropped and answered with a reset that looks like the receiver's. */
  v.strictObject({ kind: v.literal('reset') }),
]);
export type RuleAction = v.InferOutput<typeof RuleAction>;

/** In order; the first rule that matches a segment acts. */
export const Rule = v.strictObject({
  action: RuleAction,
  match: SegmentMatch,
  which: v.optional(Which, { kind: 'each' }),
  /** Counts and acts only once that segment has entered the wire. */
  after: v.optional(SegmentMoment),
  /** Acts so many times, then is over. */
  times: v.optional(count),
});
export type Rule = v.InferOutput<typeof Rule>;

const id = whole(1, Number.MAX_SAFE_INTEGER);

/** Sent to the daemon as `wire` requests; each is refused as a whole, before anything is changed, or done. */
export const WireCommand = v.variant('do', [
  /**
   * The frames that `from` sends; null takes every impairment off. The seed makes the built-in engine's fates repeat; absent:
   * the lab's. Answers with what was asked for before.
   */
  v.strictObject({
    do: v.literal('impair'),
    from: host,
    impairment: v.nullable(Impairment),
    seed: v.optional(whole(0, 0xffffffff)),
  }),
  /** Answers with the rule's number, which no other rule of this lab gets. */
  v.strictObject({ do: v.literal('add-rule'), rule: Rule }),
  v.strictObject({ do: v.literal('remove-rule'), rule: id }),
  /** From now on every segment waits at the wire. */
  v.strictObject({ do: v.literal('stop') }),
  /** Delivers all that are held by hand, in order, and lets the wire run again. */
  v.strictObject({ do: v.literal('run') }),
  /** What becomes of one held segment. */
  v.strictObject({ do: v.literal('deliver'), segment: id }),
  v.strictObject({ do: v.literal('drop'), segment: id }),
  v.strictObject({ do: v.literal('duplicate'), segment: id }),
  /** Delivers the one that has been held longest; the wire stays as it is. */
  v.strictObject({ do: v.literal('step') }),
]);
export type WireCommand = v.InferOutput<typeof WireCommand>;
/** What was asked for one direction. */
export type Impaired = Pick<Extract<WireCommand, { do: 'impair' }>, 'impairment' | 'seed'>;

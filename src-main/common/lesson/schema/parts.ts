/** What the actions and the claims of a lesson are both made of. */
import * as v from 'valibot';
import { HOSTS, TCP_STATES } from '../../protocol/events.ts';

export const Translated = v.strictObject({ en: v.string(), 'zh-CN': v.string() });
export type Translated = Readonly<v.InferOutput<typeof Translated>>;

export const whole = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least));

export const kind = v.literal;
export const host = v.picklist(HOSTS);
export const state = v.picklist(TCP_STATES);
/** Connections count from 1, in the order of their connects. */
export const connection = whole(1);
export const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
export const seconds = v.pipe(v.number(), v.minValue(0));
export const nth = whole(1);
/** By its number, from 1, as the steps stand in the file. */
export const step = v.exactOptional(whole(1));

/** Segments of one kind: these flags exactly, from this host. `flags` is in the form of SegmentEvent. */
export const SegmentKind = v.strictObject({ flags: v.string(), from: host });
export type SegmentKind = v.InferOutput<typeof SegmentKind>;

/** Only of those whose numbers their sender had not sent before. */
export const isNew = v.exactOptional(v.literal(true));

/** Segments to be counted: those with these flags exactly, those with data, those sent again, of these those with data, or all. */
export const Counted = v.strictObject({
  what: v.variant('by', [
    v.strictObject({ by: kind('flags'), flags: v.string(), isNew }),
    v.strictObject({ by: kind('data'), isNew }),
    v.strictObject({ by: v.picklist(['retransmission', 'data-retransmission', 'any']) }),
  ]),
  from: host,
});
export type Counted = v.InferOutput<typeof Counted>;

/** How often: at least, and at most; null = any number. */
export const Times = v.strictObject({ least: whole(0), most: v.nullable(whole(0)) });
export type Times = v.InferOutput<typeof Times>;

export const QUEUES = ['SYN', 'accept'] as const;
/** One of the two queues of a host's listener; without a port, of the only one. */
export const Queue = v.strictObject({ host, which: v.picklist(QUEUES), port: v.exactOptional(port) });
export type Queue = v.InferOutput<typeof Queue>;

/** A counter as nstat prints it, without its prefix: `ListenDrops`, `OutRsts`. */
export const Counter = v.strictObject({ host, name: v.string() });
export type Counter = v.InferOutput<typeof Counter>;

/** What a listener may refuse: a SYN, or the ACK that ends a handshake, of this host. */
export const Refusable = v.strictObject({ segment: v.picklist(['syn', 'ack']), from: host });
export type Refusable = v.InferOutput<typeof Refusable>;

/** Calls of a program that may fail, in the words of a lesson. */
export const PROGRAM_CALLS = ['connect', 'accept', 'send', 'receive', 'close'] as const;
export const programCall = v.picklist(PROGRAM_CALLS);
export type ProgramCall = (typeof PROGRAM_CALLS)[number];

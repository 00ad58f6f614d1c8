/** Values of a recording's events, with bounds that keep a damaged or made-up file from doing harm to whoever shows it. */
import * as v from 'valibot';
import { TCP_STATES } from '../protocol/events.ts';
import { HOSTS } from '../protocol/hosts.ts';
import { FAMILIES } from '../protocol/requests.ts';
import { PROBLEM_WORDS } from '../text/problem-words.ts';
import type { Told, WordsName } from '../text/telling.ts';

/** A page of text at most, and nothing in it that a terminal would obey. */
export const text = v.pipe(v.string(), v.maxLength(10_000), v.regex(/^\P{Cc}*$/u, 'it has a control character in it'));
/** Lab seconds: a month of them. */
export const time = v.pipe(v.number(), v.minValue(-60), v.maxValue(31 * 86_400));
export const amount = v.pipe(v.number(), v.minValue(-1e15), v.maxValue(1e15));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
/** Of a frame, a call, a step …: tables have a place for each number up to the highest. */
export const number = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5_000_000));
export const word32 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
export const word16 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));

export const host = v.picklist(HOSTS);
export const state = v.picklist(TCP_STATES);
export const family = v.picklist(FAMILIES);
export const timer = v.object({ name: text, remaining: amount });
export const fill = v.object({ len: count, max: count });
export const cause = v.union([v.object({ segment: number }), v.object({ timer: text }), v.object({ call: text })]);

const MOST_TOLD = 100;
/** As deep as any sentence of the lab nests. */
const DEPTH = 8;

const toldAt = (depth: number): v.GenericSchema<unknown, Told> =>
  v.union([
    text,
    amount,
    ...(depth < DEPTH ? [tellingAt(depth + 1), v.pipe(v.array(lazily(depth)), v.maxLength(MOST_TOLD))] : []),
  ]);

const lazily = (depth: number): v.GenericSchema<unknown, Told> => v.lazy(() => toldAt(depth + 1));

const tellingAt = (depth: number) =>
  v.object({
    words: v.picklist(Object.keys(PROBLEM_WORDS) as WordsName[]),
    values: v.record(text, lazily(depth)),
  });

/** As in Telling. */
export const telling = tellingAt(0);

/**
 * The rows of the ladder when they are evenly spaced: one for each thing that happened, in order of time. A segment
 * starts in a row of its own and arrives in the same row, unless something happened at the receiver in between; then it
 * arrives in a later one, so that what stands below on a life line always happened after what stands above it.
 */
import type { Host, StateEvent } from '../protocol/events.ts';
import { bytes, doubles, words } from './growing.ts';

export const ROW_KINDS = [
  'segment',
  'arrival',
  'call',
  'return',
  'state',
  'step',
  'difference',
  'refusal',
  'warning',
] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export interface LadderRow {
  index: number;
  kind: RowKind;
  t: number;
  /** What it shows: a row of the segment table, or an index into the session's list of that kind. */
  ref: number;
  /** States entered in this row, as they stand beside the life lines. */
  marks: readonly StateEvent[];
}

/** Every so many rows, the segments that are on their way there are written down. */
const BLOCK = 256;
const NONE = -1;
const NO_MARKS: readonly StateEvent[] = [];

export class LadderRows {
  readonly #kind = bytes();
  readonly #ref = words();
  readonly #t = doubles();
  readonly #marks = new Map<number, StateEvent[]>();
  /** By row of the segment table: the ladder rows in which it starts and ends, plus one; 0 while it has not. */
  readonly #start = words();
  readonly #end = words();
  /** The last row in which something happened on the host's life line. */
  readonly #lastAt: Record<Host, number> = { client: NONE, server: NONE };
  /** Segments that have started and not ended, in order, and those at the start of each block. */
  readonly #open = new Set<number>();
  readonly #openAtBlock: Int32Array[] = [];

  get length(): number {
    return this.#kind.length;
  }

  at(index: number): LadderRow {
    return {
      index,
      kind: ROW_KINDS[this.#kind.at(index)] ?? 'segment',
      t: this.#t.at(index),
      ref: this.#ref.at(index),
      marks: this.#marks.get(index) ?? NO_MARKS,
    };
  }

  t(index: number): number {
    return this.#t.at(index);
  }

  /** How many rows there are up to lab time `t`, itself included. */
  countUpTo(t: number): number {
    return this.#t.countUpTo(t);
  }

  /** Ladder rows where a row of the segment table starts and ends; the end is null while it is on its way, or lost there. */
  spanOf(segment: number): { start: number; end: number | null } {
    const end = this.#end.at(segment) - 1;
    return { start: this.#start.at(segment) - 1, end: end < 0 ? null : end };
  }

  /** Rows of the segment table that are drawn between two ladder rows: those that start there and those that pass by. */
  segmentsIn(first: number, last: number): number[] {
    const block = Math.floor(first / BLOCK);
    const found: number[] = [];
    for (const segment of this.#openAtBlock[block] ?? []) {
      const { end } = this.spanOf(segment);
      if (end === null || end >= first) found.push(segment);
    }
    for (let index = block * BLOCK; index <= Math.min(last, this.length - 1); index++) {
      if (this.#kind.at(index) !== 0) continue;
      const segment = this.#ref.at(index);
      const { end } = this.spanOf(segment);
      if (index >= first || end === null || end >= first) found.push(segment);
    }
    return found;
  }

  /** A row on one host's life line, or across both (null). Answers its index. */
  add(kind: RowKind, ref: number, t: number, host: Host | null): number {
    const index = this.length;
    if (index % BLOCK === 0) this.#openAtBlock.push(Int32Array.from(this.#open));
    this.#kind.push(ROW_KINDS.indexOf(kind));
    this.#ref.push(ref);
    // What is told late stands below what was told before it; a fall in time would break the bisection.
    this.#t.push(Math.max(t, index > 0 ? this.#t.at(index - 1) : t));
    if (host !== 'server') this.#lastAt.client = index;
    if (host !== 'client') this.#lastAt.server = index;
    return index;
  }

  /** Where states stand, all in one look: there are few that are asked for, and nobody asks for many of them often. */
  rowsOf(states: ReadonlySet<StateEvent>): number[] {
    if (states.size === 0) return [];
    return [...this.#marks].flatMap(([index, marks]) => (marks.some((mark) => states.has(mark)) ? [index] : []));
  }

  start(segment: number, t: number, from: Host): void {
    this.#start.set(segment, this.add('segment', segment, t, from) + 1);
    this.#open.add(segment);
  }

  /** The segment has arrived at `to`. */
  arrive(segment: number, t: number, to: Host): void {
    const start = this.#start.at(segment) - 1;
    if (start < 0 || !this.#open.delete(segment)) return;
    const row = this.#lastAt[to] <= start ? start : this.add('arrival', segment, t, to);
    this.#end.set(segment, row + 1);
    this.#lastAt[to] = Math.max(this.#lastAt[to], row);
  }

  /** The segment has ended between the life lines: its arrow stays in the row where it started. */
  vanish(segment: number): void {
    if (this.#open.delete(segment)) this.#end.set(segment, this.#start.at(segment));
  }

  /** Puts a state beside the row that brought it about. */
  mark(index: number, state: StateEvent): void {
    const marks = this.#marks.get(index);
    if (marks) marks.push(state);
    else this.#marks.set(index, [state]);
    this.#lastAt[state.host] = Math.max(this.#lastAt[state.host], index);
  }
}

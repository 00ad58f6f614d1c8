/** The rules of the wire: which segment each one acts on, and when those that hold let go. */
import type { Rule, RuleAction, SegmentMatch, SegmentMoment } from '../../common/protocol/wire-control.ts';
import type { Host } from '../../common/protocol/events.ts';
import { flagsBits } from '../../common/wire/tcp.ts';

/** What rules look at. */
export interface Look {
  from: Host;
  /** As in a TCP header's low 8 flag bits. */
  flags: number;
  payloadLength: number;
  /** The first sequence number counted from the sender's initial one; null when that was not seen. */
  sequence: number | null;
  /** Whether its sender has sent these sequence numbers before. */
  again: boolean;
}

export interface Verdict {
  rule: number;
  action: RuleAction;
}

export interface RuleStanding {
  readonly number: number;
  readonly rule: Rule;
  hits: number;
  state: 'on' | 'over' | 'removed';
}

/** The bits of a TCP header's low flag byte that have these names, in whatever order. */
export const bitsOf = (names: readonly string[]): number => names.reduce((bits, name) => bits | flagsBits(name), 0);

type Matcher = (look: Look) => boolean;
/** Becomes true for good with the nth segment that matches. */
type Moment = (look: Look) => boolean;

interface Entry extends RuleStanding {
  matches: Matcher;
  /** Matching segments so far. */
  seen: number;
  isAwake: Moment;
  isReleased: Moment;
}

function matcher(match: SegmentMatch): Matcher {
  const [set, clear] = [bitsOf(match.set), bitsOf(match.clear)];
  const { from, data, again, minLength = 0, maxLength = Infinity, minSequence, maxSequence } = match;
  const isPlaced = minSequence !== undefined || maxSequence !== undefined;
  const [first, last] = [minSequence ?? 0, maxSequence ?? Infinity];
  return (look) =>
    (from === undefined || look.from === from) &&
    (look.flags & set) === set &&
    (look.flags & clear) === 0 &&
    (data === undefined || look.payloadLength > 0 === data) &&
    look.payloadLength >= minLength &&
    look.payloadLength <= maxLength &&
    (again === undefined || look.again === again) &&
    (!isPlaced || (look.sequence !== null && look.sequence >= first && look.sequence <= last));
}

function momentOf(moment: SegmentMoment | undefined, otherwise: boolean): Moment {
  if (!moment) return () => otherwise;
  const matches = matcher(moment.match);
  let left = moment.nth;
  return (look) => {
    if (left > 0 && matches(look)) left--;
    return left === 0;
  };
}

export class RuleBook {
  readonly #entries: Entry[] = [];
  readonly #onRelease: (rule: number) => void;
  readonly #changed = new Set<RuleStanding>();
  #made = 0;

  /** `onRelease`: what this rule holds may go. */
  constructor(onRelease: (rule: number) => void) {
    this.#onRelease = onRelease;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(rule: Rule): number {
    const until = rule.action.kind === 'hold' ? rule.action.until : undefined;
    const entry: Entry = {
      number: ++this.#made,
      rule,
      hits: 0,
      state: 'on',
      matches: matcher(rule.match),
      seen: 0,
      isAwake: momentOf(rule.after, true),
      isReleased: momentOf(until, false),
    };
    this.#entries.push(entry);
    this.#changed.add(entry);
    return entry.number;
  }

  /** False when there is no such rule. */
  remove(number: number): boolean {
    const at = this.#entries.findIndex((entry) => entry.number === number);
    const entry = this.#entries[at];
    if (!entry) return false;
    this.#entries.splice(at, 1);
    entry.state = 'removed';
    this.#changed.add(entry);
    return true;
  }

  /** Every segment is shown to all rules, for their counting; the first that acts on it is returned. */
  judge(look: Look): Verdict | null {
    let verdict: Verdict | null = null;
    for (const entry of this.#entries) {
      const isAwake = entry.isAwake(look);
      const isReleased = entry.isReleased(look);
      if (isReleased) this.#release(entry);
      if (verdict || !isAwake || isReleased || entry.state !== 'on' || !entry.matches(look)) continue;
      entry.seen++;
      if (!this.#isChosen(entry)) continue;
      verdict = { rule: entry.number, action: entry.rule.action };
      this.#hit(entry);
    }
    return verdict;
  }

  /** Rules that were made, have acted or are over since the last call. */
  changes(): RuleStanding[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  #isChosen({ rule: { which }, seen }: Entry): boolean {
    switch (which.kind) {
      case 'each':
        return true;
      case 'nth':
        return seen === which.n;
      case 'every':
        return seen % which.n === 0;
      case 'first':
        return seen <= which.n;
    }
  }

  #hit(entry: Entry): void {
    entry.hits++;
    const { which, times = Infinity } = entry.rule;
    const most = which.kind === 'nth' ? 1 : which.kind === 'first' ? which.n : Infinity;
    if (entry.hits >= Math.min(times, most)) entry.state = 'over';
    this.#changed.add(entry);
  }

  #release(entry: Entry): void {
    this.#onRelease(entry.number);
    if (entry.state !== 'on') return;
    entry.state = 'over';
    this.#changed.add(entry);
  }
}

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
  clientPort: number;
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
/** Counts a segment; true for the nth of its kind and for those after it. */
type Moment = (look: Look) => boolean;
const NEVER: Moment = () => false;

interface Entry extends RuleStanding {
  matches: Matcher;
  /** Matching segments so far. */
  seen: number;
  isAwake: boolean;
  wakes: Moment;
  releases: Moment;
}

function matcher(match: SegmentMatch): Matcher {
  const [set, clear] = [bitsOf(match.set), bitsOf(match.clear)];
  const { from, data, again, minLength = 0, maxLength = Infinity, minSequence, maxSequence } = match;
  const { minClientPort = 0, maxClientPort = Infinity } = match;
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
    look.clientPort >= minClientPort &&
    look.clientPort <= maxClientPort &&
    (!isPlaced || (look.sequence !== null && look.sequence >= first && look.sequence <= last));
}

function momentOf(moment: SegmentMoment | undefined): Moment {
  if (!moment) return NEVER;
  const matches = matcher(moment.match);
  let before = moment.nth - 1;
  return (look) => matches(look) && before-- <= 0;
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
      isAwake: rule.after === undefined,
      wakes: momentOf(rule.after),
      releases: momentOf(until),
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
      if (!entry.isAwake) {
        // What wakes a rule came before it was awake.
        entry.isAwake = entry.wakes(look);
        continue;
      }
      const isMeant = entry.state === 'on' && entry.matches(look);
      if (isMeant) entry.seen++;
      const acts = isMeant && verdict === null && this.#isChosen(entry);
      // The first one that it takes in hand cannot be what that one has to wait for.
      if (entry.releases(look) && !(acts && entry.hits === 0)) {
        this.#release(entry);
        continue;
      }
      if (acts) {
        verdict = { rule: entry.number, action: entry.rule.action };
        this.#hit(entry);
      }
      if (isMeant && this.#isSpent(entry)) this.#end(entry);
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

  /** It cannot act any more. */
  #isSpent({ rule: { which, times = Infinity }, hits, seen }: Entry): boolean {
    const isCounted = which.kind === 'nth' || which.kind === 'first';
    return hits >= times || (isCounted && seen >= which.n);
  }

  #hit(entry: Entry): void {
    entry.hits++;
    this.#changed.add(entry);
  }

  #release(entry: Entry): void {
    entry.releases = NEVER;
    this.#onRelease(entry.number);
    if (entry.state === 'on') this.#end(entry);
  }

  #end(entry: Entry): void {
    entry.state = 'over';
    this.#changed.add(entry);
  }
}

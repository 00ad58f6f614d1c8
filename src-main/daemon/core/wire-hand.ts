/**
 * The hand on the wire: what becomes of a segment between the host that sent it and the one it is for. Rules come
 * first, then the person who has stopped the wire, then the link with its impairment.
 */
import type { Fate, Host } from '../../common/protocol/events.ts';
import { HOSTS } from '../../common/protocol/hosts.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { Impairment, Rule, RuleAction } from '../../common/protocol/wire-control.ts';
import { BuiltInLink, isPlain, type Entry } from '../engine/built-in-link.ts';
import { DueQueue } from '../engine/due-queue.ts';
import { applyToFrame, resetOf } from './alterations.ts';
import type { FrameStore, StoredFrame } from './frame-store.ts';
import { RuleBook, type Look, type Verdict } from './rule-book.ts';
import type { Segment } from './segment.ts';

/** A frame that the hand has taken up. */
export interface Parcel {
  readonly segment: Segment;
  readonly frame: StoredFrame;
  /** Who has delayed, held or changed it. */
  by: string;
  /** Its bytes are not those that came. */
  isChanged: boolean;
  /** When it may go on: as it came in, or as it was let go. */
  t: number;
}

export interface WireHooks {
  now(): number;
  /** Sends it to the host that it is for; its place in the store is given back then. */
  deliver(parcel: Parcel): void;
  tell(segment: Segment, t: number, fate: Fate, by: string): void;
  changed(segment: Segment, by: string): void;
  /** A frame that no host has sent gets an id of its own. */
  made(from: Host, frame: StoredFrame, t: number, origin: string): Parcel;
}

/** One seed gives each direction a stream of its own: what befalls a segment says nothing of what befalls its answer. */
const DIRECTION: Record<Host, number> = { client: 0, server: 0x9e3779b9 };

/** Who did it, as it stands in a segment's `by`. */
const BY_HAND = 'by hand';

export class WireHand {
  readonly rules = new RuleBook((rule) => void this.#released.push(rule));
  readonly links: Record<Host, BuiltInLink<Parcel> | null> = { client: null, server: null };
  /** Whether a link lets frames go at moments of their own, which it should not miss. */
  keepsTime = false;
  readonly #store: FrameStore;
  readonly #hooks: WireHooks;
  #isStopped = false;
  /** Waiting for a person, in the order in which they came. */
  #held: Parcel[] = [];
  /** Held by a rule, by its number. */
  readonly #heldBy = new Map<number, Parcel[]>();
  readonly #delayed = new DueQueue<Parcel>();
  /** To go out right after the next segment of their direction. */
  readonly #behind: Record<Host, Parcel[]> = { client: [], server: [] };
  /** Links that were replaced and still hold what had entered them. */
  #leaving: BuiltInLink<Parcel>[] = [];
  /** Rules that have let go of what they hold, while a segment was judged. */
  #released: number[] = [];

  constructor(store: FrameStore, hooks: WireHooks) {
    this.#store = store;
    this.#hooks = hooks;
  }

  /** Whether it touches anything: if not, frames need not be shown to it. */
  get isEngaged(): boolean {
    return this.#isStopped || !this.rules.isEmpty || this.links.client !== null || this.links.server !== null;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** When something is due to leave; Infinity when nothing is. */
  get next(): number {
    let next = this.#delayed.next;
    if (!this.links.client && !this.links.server && this.#leaving.length === 0) return next;
    for (const link of this.#allLinks()) next = Math.min(next, link.next);
    return next;
  }

  /** Takes up a segment as it comes; `look` is null for a frame that is no TCP segment, which no rule is for. */
  take(parcel: Parcel, look: Look | null): void {
    const verdict = look ? this.rules.judge(look) : null;
    if (verdict) this.#act(parcel, verdict);
    else this.#pass(parcel);
    for (const rule of this.#released.splice(0)) this.#letGo(rule);
  }

  /** Lets go what is due at `t`. */
  due(t: number): void {
    for (const link of this.#allLinks()) for (const parcel of link.leave(t)) this.#hooks.deliver(parcel);
    if (this.#leaving.length > 0) this.#leaving = this.#leaving.filter(({ counts }) => counts.packets > 0);
    for (let parcel = this.#delayed.take(t); parcel; parcel = this.#delayed.take(t)) this.#pass(parcel);
  }

  impair(from: Host, impairment: Impairment | null, seed: number): void {
    const old = this.links[from];
    // What is in the old one leaves it when it would have.
    if (old && old.counts.packets > 0) this.#leaving.push(old);
    const hooks = { copy: (parcel: Parcel) => this.#copyOf(parcel, 'built-in'), flip: this.#flip };
    const isNone = impairment === null || isPlain(impairment);
    this.links[from] = isNone ? null : new BuiltInLink(impairment, (seed ^ DIRECTION[from]) >>> 0, hooks);
    this.keepsTime = HOSTS.some((host) => this.links[host]?.keepsTime);
  }

  addRule(rule: Rule): number {
    return this.rules.add(rule);
  }

  /** What it holds goes on. Throws LabError. */
  removeRule(rule: number): void {
    if (!this.rules.remove(rule)) throw new LabError('no-such-rule', `There is no rule ${rule}.`);
    this.#letGo(rule);
  }

  /** Removes a rule, if it is still there, and what it holds is lost. */
  endRule(rule: number): void {
    this.rules.remove(rule);
    for (const parcel of this.#heldBy.get(rule) ?? []) this.#lose(parcel, `rule:${rule}`);
    this.#heldBy.delete(rule);
  }

  stop(): void {
    this.#isStopped = true;
  }

  run(): void {
    this.#isStopped = false;
    for (const parcel of this.#held.splice(0)) this.#goOn(parcel);
  }

  /** Delivers the one that has been held longest. Throws LabError when none is held. */
  step(): void {
    const [first] = this.#held;
    if (!first) throw new LabError('not-held', 'No segment is waiting at the wire.');
    this.deliver(first.segment.id);
  }

  deliver(segment: number): void {
    this.#goOn(this.#takeHeld(segment));
  }

  drop(segment: number): void {
    this.#lose(this.#takeHeld(segment), BY_HAND);
  }

  /** It stays held, and another one goes. */
  duplicate(segment: number): void {
    const parcel = this.#allHeld().find((held) => held.segment.id === segment);
    if (!parcel) throw notHeld(segment);
    this.#goOn(this.#copyOf(parcel, 'hand'));
  }

  #act(parcel: Parcel, { rule, action }: Verdict): void {
    const by = `rule:${rule}`;
    switch (action.kind) {
      case 'drop':
        return this.#lose(parcel, by);
      case 'hold':
        return this.#hold(parcel, by, this.#holder(rule));
      case 'reorder':
        return this.#hold(parcel, by, this.#behind[parcel.segment.from]);
      case 'delay':
        this.#hooks.tell(parcel.segment, parcel.t, 'held', by);
        this.#delayed.add(parcel.t + action.seconds, { ...parcel, by, t: parcel.t + action.seconds });
        return;
      case 'duplicate': {
        const copy = this.#copyOf(parcel, by);
        this.#pass(parcel);
        return this.#pass(copy);
      }
      case 'reset':
        return this.#reset(parcel, by);
      default:
        return this.#pass(this.#altered(parcel, action, by));
    }
  }

  #altered(parcel: Parcel, action: RuleAction, by: string): Parcel {
    if (!applyToFrame(this.#store, parcel.frame, action)) return parcel;
    this.#hooks.changed(parcel.segment, by);
    return { ...parcel, by, isChanged: true };
  }

  #reset(parcel: Parcel, by: string): void {
    const { from } = parcel.segment;
    const reset = resetOf(this.#store, parcel.frame);
    this.#lose(parcel, by);
    if (reset) this.#pass(this.#hooks.made(from === 'client' ? 'server' : 'client', reset, this.#hooks.now(), by));
  }

  #pass(parcel: Parcel): void {
    if (this.#isStopped) this.#hold(parcel, BY_HAND, this.#held);
    else this.#enterLink(parcel);
    const behind = this.#behind[parcel.segment.from].splice(0);
    for (const late of behind) this.#goOn(late);
  }

  /** On from where it was held. */
  #goOn(parcel: Parcel): void {
    parcel.t = this.#hooks.now();
    // It may be long in there; whoever held it holds it no more.
    if (this.links[parcel.segment.from]) this.#hooks.tell(parcel.segment, parcel.t, 'in-flight', parcel.by);
    this.#enterLink(parcel);
  }

  #enterLink(parcel: Parcel): void {
    const link = this.links[parcel.segment.from];
    if (!link) return this.#hooks.deliver(parcel);
    const meets = (one: Parcel, entry: Entry): void => {
      if (entry !== 'queued') this.#lose(one, entry === 'lost' ? 'built-in loss' : 'queue full');
    };
    meets(parcel, link.enter(parcel, parcel.frame.length, parcel.t, meets));
  }

  #hold(parcel: Parcel, by: string, where: Parcel[]): void {
    parcel.by = by;
    this.#hooks.tell(parcel.segment, this.#hooks.now(), 'held', by);
    where.push(parcel);
  }

  #lose(parcel: Parcel, by: string): void {
    this.#hooks.tell(parcel.segment, this.#hooks.now(), 'lost', by);
    this.#store.release(parcel.frame);
  }

  #copyOf({ segment, frame }: Parcel, by: string): Parcel {
    const { data, offset } = this.#store.memory(frame);
    const copy = this.#store.keep(data, offset, frame.length);
    return this.#hooks.made(segment.from, copy, this.#hooks.now(), `${by} of ${segment.id}`);
  }

  readonly #flip = (parcel: Parcel, bit: number): void => {
    const bytes = this.#store.bytes(parcel.frame);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    parcel.isChanged = true;
    parcel.by = 'corrupted';
    this.#hooks.changed(parcel.segment, parcel.by);
  };

  #holder(rule: number): Parcel[] {
    const held = this.#heldBy.get(rule) ?? [];
    this.#heldBy.set(rule, held);
    return held;
  }

  #letGo(rule: number): void {
    const held = this.#heldBy.get(rule) ?? [];
    this.#heldBy.delete(rule);
    for (const parcel of held) {
      if (this.#isStopped) this.#hold(parcel, BY_HAND, this.#held);
      else this.#goOn(parcel);
    }
  }

  #takeHeld(segment: number): Parcel {
    for (const held of this.#heldLists()) {
      const at = held.findIndex((parcel) => parcel.segment.id === segment);
      const [parcel] = at < 0 ? [] : held.splice(at, 1);
      if (parcel) return parcel;
    }
    throw notHeld(segment);
  }

  #heldLists(): Parcel[][] {
    return [this.#held, ...this.#heldBy.values(), this.#behind.client, this.#behind.server];
  }

  #allHeld(): Parcel[] {
    return this.#heldLists().flat();
  }

  *#allLinks(): Generator<BuiltInLink<Parcel>> {
    yield* this.#leaving;
    for (const host of HOSTS) {
      const link = this.links[host];
      if (link) yield link;
    }
  }
}

const notHeld = (segment: number): LabError =>
  new LabError('not-held', `Segment ${segment} does not wait at the wire: it has gone, or never came.`);

/** What was done to the wire over time: whether it ran, its rules, its impairments, and what waited in its queues. */
import type {
  FrameEvent,
  Host,
  ImpairmentEvent,
  LinkEvent,
  RuleEvent,
  SegmentEvent,
  WireStopEvent,
} from '../protocol/events.ts';
import { originFrom } from './origin.ts';
import { Timeline } from './timeline.ts';

export type WireHistoryEvent = WireStopEvent | RuleEvent | LinkEvent | ImpairmentEvent;

export class WireHistory {
  readonly stops = new Timeline<WireStopEvent>();
  /** By the rule's number, in the order in which they were made. */
  readonly rules = new Map<number, Timeline<RuleEvent>>();
  /** By the rule's number: what it has acted on. */
  readonly #touched = new Map<number, { ids: Set<number>; timeline: Timeline<{ id: number; t: number }> }>();
  readonly impairments: Record<Host, Timeline<ImpairmentEvent>> = { client: new Timeline(), server: new Timeline() };
  readonly links: Record<Host, Timeline<LinkEvent>> = { client: new Timeline(), server: new Timeline() };

  take(event: WireHistoryEvent): void {
    switch (event.type) {
      case 'wire':
        this.stops.add(event);
        break;
      case 'rule': {
        const rule = this.rules.get(event.rule) ?? new Timeline<RuleEvent>();
        this.rules.set(event.rule, rule);
        rule.add(event);
        break;
      }
      case 'impairment':
        this.impairments[event.from].add(event);
        break;
      case 'link':
        this.links[event.from].add(event);
        break;
    }
  }

  /** Notes which rule has acted on a segment. */
  note({ id, t, by = '', changed = '', origin = '' }: SegmentEvent | FrameEvent): void {
    for (const doer of [by, changed]) {
      const rule = numberOf(doer);
      if (rule !== undefined) this.#touch(rule, id, t);
    }
    // Of the two it is the one that came which the rule was for.
    const { by: copier, of } = originFrom(origin);
    const rule = numberOf(copier);
    if (rule !== undefined && of !== null) this.#touch(rule, of, t);
  }

  #touch(rule: number, id: number, t: number): void {
    const touched = this.#touched.get(rule) ?? { ids: new Set(), timeline: new Timeline() };
    this.#touched.set(rule, touched);
    if (touched.ids.has(id)) return;
    touched.ids.add(id);
    touched.timeline.add({ id, t });
  }

  /** Ids of the segments that a rule had acted on at lab time `t`, the last ones, at most so many. */
  touchedBy(rule: number, t: number, most: number): number[] {
    return (
      this.#touched
        .get(rule)
        ?.timeline.upTo(t, most)
        .map(({ id }) => id) ?? []
    );
  }

  /** The rules as they stood at lab time `t`, in order, without those that were removed. */
  rulesAt(t: number): RuleEvent[] {
    const found: RuleEvent[] = [];
    for (const timeline of this.rules.values()) {
      const rule = timeline.at(t);
      if (rule && rule.state !== 'removed') found.push(rule);
    }
    return found;
  }

  /** Whether what is held `by` this goes on by itself: nobody can take in hand what a rule of delay holds. */
  isDelay(by: string): boolean {
    return this.rules.get(numberOf(by) ?? 0)?.last?.text.startsWith('delay ') ?? false;
  }
}

/** The rule that a `by` names. */
function numberOf(by: string): number | undefined {
  const digits = /^rule:(\d+)$/.exec(by)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

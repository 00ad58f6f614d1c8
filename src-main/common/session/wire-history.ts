/** What was done to the wire over time: whether it ran, its rules, its impairments, and what waited in its queues. */
import type { Host, ImpairmentEvent, LinkEvent, RuleEvent, WireStopEvent } from '../protocol/events.ts';
import { Timeline } from './timeline.ts';

export type WireHistoryEvent = WireStopEvent | RuleEvent | LinkEvent | ImpairmentEvent;

export class WireHistory {
  readonly stops = new Timeline<WireStopEvent>();
  /** By the rule's number, in the order in which they were made. */
  readonly rules = new Map<number, Timeline<RuleEvent>>();
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
    const number = Number(/^rule:(\d+)$/.exec(by)?.[1]);
    return this.rules.get(number)?.last?.text.startsWith('delay ') ?? false;
  }
}

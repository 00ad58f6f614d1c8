/** Takes commands for the wire, judges them before anything is changed, and tells what the wire's hand is doing. */
import { LabError } from '../../common/protocol/errors.ts';
import { HOSTS, type Host } from '../../common/protocol/hosts.ts';
import type { WireCommand } from '../../common/protocol/wire-control.ts';
import type { WireResult } from '../../common/protocol/messages.ts';
import { faultOfImpairment } from '../../common/impairment/problem.ts';
import { faultOf } from '../../common/rules/judge-rule.ts';
import { ruleSentence } from '../../common/rules/rule-sentence.ts';
import type { LabClock } from '../../linux/clock.ts';
import { labSeed } from './lab-seed.ts';
import type { Outbox } from './outbox.ts';
import type { WireHand } from './wire-hand.ts';

/** Seconds between two tellings of what changes with every segment. */
const GRAIN = 0.02;

export class WireDesk {
  readonly #hand: WireHand;
  readonly #clock: LabClock;
  readonly #outbox: Outbox;
  /** What was told last of each direction's queue. */
  readonly #told: Record<Host, string> = { client: '', server: '' };
  #toldAt = -Infinity;

  constructor(hand: WireHand, clock: LabClock, outbox: Outbox) {
    this.#hand = hand;
    this.#clock = clock;
    this.#outbox = outbox;
  }

  /** Throws LabError, with the wire as it was. */
  obey(command: WireCommand): WireResult {
    const hand = this.#hand;
    switch (command.do) {
      case 'impair':
        return this.#impair(command);
      case 'add-rule': {
        const fault = faultOf(command.rule);
        if (fault) throw new LabError('bad-rule', fault.message);
        return { rule: hand.addRule(command.rule) };
      }
      case 'remove-rule':
        hand.removeRule(command.rule);
        return {};
      case 'stop':
      case 'run':
        if (hand.isStopped === (command.do === 'stop')) return {};
        this.#tellStop(command.do === 'stop');
        hand[command.do]();
        return {};
      case 'step':
        hand.step();
        return {};
      case 'deliver':
      case 'drop':
      case 'duplicate':
        hand[command.do](command.segment);
        return {};
    }
  }

  /** Tells what has changed since the last time, though not too often. */
  tell(t: number): void {
    const isEarly = t < this.#toldAt + GRAIN && this.#toldAt <= t;
    if (isEarly || !(this.#hand.isEngaged || this.#hand.rules.hasChanged)) return;
    this.#toldAt = t;
    for (const { number, rule, hits, state } of this.#hand.rules.changes())
      this.#outbox.event({ type: 'rule', t, rule: number, text: ruleSentence(rule), hits, state });
    for (const from of HOSTS) this.#tellLink(from, t);
  }

  #impair({ from, impairment, seed = labSeed() }: Extract<WireCommand, { do: 'impair' }>): WireResult {
    const fault = impairment && faultOfImpairment(impairment);
    if (fault) throw new LabError('bad-impairment', fault);
    this.#hand.impair(from, impairment, seed);
    const t = this.#clock.now();
    const inForce = this.#hand.links[from]?.impairment ?? null;
    const chance = inForce && { seed };
    this.#outbox.event({ type: 'impairment', t, from, engine: 'built-in', impairment: inForce, ...chance });
    return {};
  }

  #tellStop(stopped: boolean): void {
    this.#outbox.event({ type: 'wire', t: this.#clock.now(), stopped });
  }

  #tellLink(from: Host, t: number): void {
    const link = this.#hand.links[from];
    if (!link) return;
    const { packets, bytes, lost, overLimit } = link.counts;
    const told = [packets, bytes, lost, overLimit].join();
    if (told === this.#told[from]) return;
    this.#told[from] = told;
    const { limit } = link.impairment;
    this.#outbox.event({ type: 'link', t, from, engine: 'built-in', packets, bytes, limit, lost, overLimit });
  }
}

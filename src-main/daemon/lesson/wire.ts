/** What a lesson has the wire do, and what it must undo when it ends. */
import type { Action } from '../../common/lesson/lesson.ts';
import type { WireResult } from '../../common/protocol/messages.ts';
import type { WireCommand } from '../../common/protocol/wire-control.ts';

export type WireDeed = Extract<Action, { kind: 'rule' | 'wire' }>;

export class LessonWire {
  readonly #wire: (command: WireCommand) => Promise<WireResult>;
  readonly #rules: number[] = [];
  #isStopped = false;

  constructor(wire: (command: WireCommand) => Promise<WireResult>) {
    this.#wire = wire;
  }

  /** Rejects with what the wire refuses it with. */
  async do(deed: WireDeed): Promise<void> {
    if (deed.kind === 'rule') {
      const { rule } = await this.#wire({ do: 'add-rule', rule: deed.rule });
      if (rule !== undefined) this.#rules.push(rule);
      return;
    }
    if (deed.do === 'lift') return this.#lift();
    await this.#wire({ do: deed.do });
    if (deed.do !== 'step') this.#isStopped = deed.do === 'stop';
  }

  /** Takes the lesson's rules away and lets a wire run that it has stopped; what they hold is delivered. */
  async end(): Promise<void> {
    await this.#lift();
    if (this.#isStopped) await this.#wire({ do: 'run' });
    this.#isStopped = false;
  }

  async #lift(): Promise<void> {
    for (const rule of this.#rules.splice(0)) await this.#wire({ do: 'remove-rule', rule });
  }
}

/** What a lesson has the wire do, and what it must undo when it ends. */
import type { Action } from '../../common/lesson/lesson.ts';
import { LabError } from '../../common/protocol/errors.ts';
import { HOSTS, type Host } from '../../common/protocol/hosts.ts';
import type { WireResult } from '../../common/protocol/messages.ts';
import type { Impaired, WireCommand } from '../../common/protocol/wire-control.ts';

export type WireDeed = Extract<Action, { kind: 'rule' | 'impair' | 'wire' }>;

export class LessonWire {
  readonly #wire: (command: WireCommand) => Promise<WireResult>;
  readonly #rules: number[] = [];
  /** What befell the frames of each host before the lesson impaired them. */
  readonly #before = new Map<Host, Impaired>();
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
    if (deed.kind === 'impair') return this.#impair(deed);
    if (deed.do === 'lift') return this.#lift();
    await this.#wire({ do: deed.do });
    if (deed.do !== 'step') this.#isStopped = deed.do === 'stop';
  }

  /**
   * Takes the lesson's rules away and lets a wire run that it has stopped; what they hold is delivered. Then impairs it as it was
   * before. Answers with whose frames it could not do that for.
   */
  async end(): Promise<Host[]> {
    await this.#lift();
    if (this.#isStopped) await this.#wire({ do: 'run' });
    this.#isStopped = false;
    const left: Host[] = [];
    for (const [from, before] of this.#before)
      await this.#wire({ do: 'impair', from, ...before }).catch(() => void left.push(from));
    this.#before.clear();
    return left;
  }

  async #impair({ from, impairment, seed }: Extract<WireDeed, { kind: 'impair' }>): Promise<void> {
    for (const host of from ? [from] : HOSTS) {
      const asked = { impairment, ...(seed !== undefined && { seed }) };
      const { before } = await this.#wire({ do: 'impair', from: host, ...asked });
      if (before && !this.#before.has(host)) this.#before.set(host, before);
    }
  }

  /** Somebody may have taken one away by hand. */
  async #lift(): Promise<void> {
    for (const rule of this.#rules.splice(0)) await this.#wire({ do: 'remove-rule', rule }).catch(unlessGone);
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof LabError && error.code === 'no-such-rule')) throw error;
}

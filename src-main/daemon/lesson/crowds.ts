/** The crowds and the flood of a lesson, and how they end with it. */
import type { Action } from '../../common/lesson/lesson.ts';
import type { CrowdDeed, CrowdResult } from '../../common/protocol/crowds.ts';
import { LabError } from '../../common/protocol/errors.ts';
import type { CrowdEvent, Event } from '../../common/protocol/events.ts';
import type { WireResult } from '../../common/protocol/messages.ts';
import type { Family } from '../../common/protocol/requests.ts';
import type { WireCommand } from '../../common/protocol/wire-control.ts';

export type CrowdAction = Extract<Action, { kind: 'crowd' | 'crowds' | 'flood' | 'stop-flood' }>;

export interface CrowdPort {
  crowds(deed: CrowdDeed): Promise<CrowdResult>;
  wire(command: WireCommand): Promise<WireResult>;
  /** Resolves when this holds of an event of the lesson, so far or within so many seconds; rejects with Overdue. */
  told(isMeant: (event: Event) => boolean, within: number): Promise<void>;
  events(): readonly Event[];
}

/** Seconds that a crowd may take beyond its own time: a slow PC opens and closes a thousand sockets. */
const PATIENCE = 30;

export class LessonCrowds {
  readonly #port: CrowdPort;
  readonly #family: Family;
  /** Of those that have not been sent away. */
  readonly #crowds: number[] = [];
  #isFlooding = false;

  constructor(port: CrowdPort, family: Family) {
    this.#port = port;
    this.#family = family;
  }

  /** Resolves when it is done: a crowd is there, or gone; a flood has begun. Rejects with what the lab refuses it with. */
  async do(action: CrowdAction): Promise<void> {
    switch (action.kind) {
      case 'crowd':
        return this.#call(action);
      case 'crowds':
        return action.do === 'leave' ? this.#leave() : this.#letGo();
      case 'flood': {
        const { port, perSecond, seconds } = action;
        await this.#port.crowds({ do: 'flood', params: { family: this.#family, port, perSecond, seconds } });
        this.#isFlooding = true;
        return;
      }
      case 'stop-flood':
        return this.#stopFlood();
    }
  }

  /** Sends away what is left, and lets nothing of it run on. */
  async end(): Promise<void> {
    await this.#stopFlood();
    await this.#leave();
  }

  async #call({ count, port, stage, perSecond }: Extract<CrowdAction, { kind: 'crowd' }>): Promise<void> {
    const params = { host: 'client', family: this.#family, port, count, perSecond, stage } as const;
    const { crowd } = await this.#port.crowds({ do: 'crowd', params });
    if (crowd === undefined) return;
    this.#crowds.push(crowd);
    await this.#is(crowd, 'open', PATIENCE + count / perSecond);
  }

  /** The wire's rule that holds a crowd is known by the crowd's event. */
  async #letGo(): Promise<void> {
    for (const crowd of this.#crowds) {
      const told = this.#port.events().findLast((e): e is CrowdEvent => e.type === 'crowd' && e.crowd === crowd);
      if (typeof told?.rule === 'number')
        await this.#port.wire({ do: 'remove-rule', rule: told.rule }).catch(unlessGone);
    }
  }

  async #leave(): Promise<void> {
    for (const crowd of this.#crowds.splice(0)) {
      await this.#port.crowds({ do: 'stop-crowd', crowd });
      await this.#is(crowd, 'over');
    }
  }

  async #stopFlood(): Promise<void> {
    if (!this.#isFlooding) return;
    this.#isFlooding = false;
    // It may be over by itself.
    await this.#port.crowds({ do: 'stop-flood' }).catch(unlessGone);
  }

  #is(crowd: number, state: CrowdEvent['state'], within = PATIENCE): Promise<void> {
    return this.#port.told((e) => e.type === 'crowd' && e.crowd === crowd && e.state === state, within);
  }
}

/** What is to be ended may have ended before. */
function unlessGone(error: unknown): WireResult & CrowdResult {
  if (error instanceof LabError && ['no-flood', 'no-such-rule'].includes(error.code)) return {};
  throw error;
}

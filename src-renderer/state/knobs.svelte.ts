/** The kernel settings of both hosts: which there are is asked for, what is in force is told in events. */
import type { KnobName } from '../../src-main/common/knobs/catalogue.ts';
import type { Host } from '../../src-main/common/protocol/hosts.ts';
import type { KnobSetting, KnobState } from '../../src-main/common/protocol/knobs.ts';
import type { AppState } from './app.svelte.ts';
import { canTouchWire } from './wire.ts';

/** One setting of one host at the moment shown. */
export interface KnobAt extends KnobState {
  isChanged: boolean;
}

export class Knobs {
  readonly #app: AppState;
  #list = $state.raw<readonly KnobState[]>([]);

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Nothing before the lab was asked. */
  get isKnown(): boolean {
    return this.#list.length > 0;
  }

  /** Asks the lab, which also tells what a program on a host has changed. */
  async look(): Promise<void> {
    const answer = await this.#app.attempt(() => this.#app.client.request('knobs'));
    if (answer) this.#list = answer.knobs;
  }

  at(host: Host, name: KnobName): KnobAt | undefined {
    const known = this.#list.find((knob) => knob.host === host && knob.name === name);
    if (!known) return undefined;
    const { hosts, at } = this.#app.session;
    const told = hosts.knobs.get(`${host} ${name}`)?.at(at)?.value;
    const value = known.value === null ? null : (told ?? known.default);
    return { ...known, value, isChanged: value !== known.default };
  }

  /** What is in force then; undefined when it was refused, which is shown as a sentence. */
  async turn(setting: KnobSetting): Promise<string | undefined> {
    if (!canTouchWire(this.#app)) return undefined;
    return (await this.#app.attempt(() => this.#app.client.request('knob', setting)))?.value;
  }
}

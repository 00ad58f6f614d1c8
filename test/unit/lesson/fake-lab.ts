import type { LessonPort } from '../../../src-main/daemon/lesson/runner.ts';
import { LabError } from '../../../src-main/common/protocol/errors.ts';
import type { Event } from '../../../src-main/common/protocol/events.ts';
import { HOSTS, type Host } from '../../../src-main/common/protocol/hosts.ts';
import { KNOB_NAMES, type KnobName } from '../../../src-main/common/knobs/catalogue.ts';
import type { CrowdDeed, CrowdResult } from '../../../src-main/common/protocol/crowds.ts';
import type { KnobChange, KnobList, KnobSetting } from '../../../src-main/common/protocol/knobs.ts';
import type { WireResult } from '../../../src-main/common/protocol/messages.ts';
import type { Call, CallResult } from '../../../src-main/common/protocol/requests.ts';
import type { Impaired, WireCommand } from '../../../src-main/common/protocol/wire-control.ts';
import { call, CLIENT, connect, crowdEvent, handshake, SERVER, states } from './run-events.ts';

type Answer = () => CallResult | Promise<CallResult>;

/** Answers every call as a lab does that works; a test puts its own answers in the place of some. */
export class FakeLab implements LessonPort {
  readonly calls: Call[] = [];
  readonly commands: WireCommand[] = [];
  readonly settings: KnobSetting[] = [];
  readonly crowdDeeds: CrowdDeed[] = [];
  /** What is in force on both hosts, by name; what is not here this kernel lacks. */
  readonly knobs = new Map<string, string>();
  /** What befalls the frames of each host. */
  readonly impaired: Record<Host, Impaired> = { client: { impairment: null }, server: { impairment: null } };
  /** Commands that the wire refuses, and the code of its error. */
  readonly refusals: Partial<Record<WireCommand['do'], string>> = {};
  readonly log: Event[] = [];
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #answers: Partial<Record<Call['call'], Answer>>;
  #sockets = 0;

  constructor(answers: Partial<Record<Call['call'], Answer>> = {}) {
    this.#answers = {
      socket: () => ({ socket: ++this.#sockets }),
      connect: () => {
        this.tell(connect(), ...states('client', ['CLOSED', 'SYN_SENT', 'ESTABLISHED']));
        this.tell(...states('server', ['LISTEN', 'SYN_RECV', 'ESTABLISHED']), ...handshake());
        return { local: CLIENT };
      },
      accept: () => {
        this.tell(call(2, 'accept', 'server', { socket: `${SERVER}-${CLIENT}` }));
        return { socket: ++this.#sockets, peer: CLIENT };
      },
      ...answers,
    };
  }

  tell(...events: Event[]): void {
    for (const event of events) {
      this.log.push(event);
      for (const listener of this.#listeners) listener(event);
    }
  }

  async call(made: Call): Promise<CallResult> {
    this.calls.push(made);
    return (await this.#answers[made.call]?.()) ?? {};
  }

  async wire(command: WireCommand): Promise<WireResult> {
    this.commands.push(command);
    const refusal = this.refusals[command.do];
    if (refusal !== undefined) throw new LabError(refusal, 'The wire refuses it.');
    if (command.do === 'impair') {
      const { from, do: _, ...impaired } = command;
      const before = this.impaired[from];
      this.impaired[from] = impaired;
      return { before };
    }
    return command.do === 'add-rule' ? { rule: this.commands.length } : {};
  }

  async knob(setting: KnobSetting): Promise<KnobChange> {
    const before = this.knobs.get(setting.name);
    if (before === undefined) throw new LabError('no-knob', `This kernel has no ${setting.name}.`);
    this.settings.push(setting);
    this.knobs.set(setting.name, setting.value);
    return { before, value: setting.value };
  }

  async knobList(): Promise<KnobList> {
    const there = (name: KnobName) => ({ name, value: this.knobs.get(name) ?? null, default: null });
    return { knobs: HOSTS.flatMap((host) => KNOB_NAMES.map((name) => ({ host, ...there(name) }))) };
  }

  /** A crowd is there, or gone, as soon as it is asked for. */
  async crowds(deed: CrowdDeed): Promise<CrowdResult> {
    this.crowdDeeds.push(deed);
    if (deed.do === 'stop-flood') throw new LabError('no-flood', 'No flood is running.');
    if (deed.do === 'crowd') this.tell(crowdEvent(1, deed.params, 'open'));
    if (deed.do === 'stop-crowd') this.tell(crowdEvent(deed.crowd, null, 'over'));
    return deed.do === 'crowd' ? { crowd: 1 } : {};
  }

  async settle(): Promise<void> {}

  emit(event: Event): void {
    this.tell(event);
  }

  now(): number {
    return 0;
  }

  events(): readonly Event[] {
    return this.log;
  }

  onEvent(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** The events that the runner made, as lines. */
  get told(): string[] {
    return this.log.flatMap((event) => {
      if (event.type === 'step') return [`step: ${event.name}`];
      if (event.type === 'expect') return [`${event.held ? 'held' : 'missed'}: ${event.text} | ${event.observed}`];
      if (event.type === 'result') return [`result: ${event.lesson} ${event.ok} ${event.held} ${event.missed}`];
      if (event.type === 'warning') return [`warning: ${event.code}`];
      return [];
    });
  }

  /** The calls as `name socket`. */
  get made(): string[] {
    return this.calls.map((c) => ('socket' in c ? `${c.call} ${c.socket}` : `${c.call} ${c.host} ${c.family}`));
  }
}

/** A real lab for one test: started, driven call by call, and ended by the disposer. */
import * as v from 'valibot';
import type { CallResult, Call, Family } from '../../src-main/common/protocol/requests.ts';
import type { Event, Host, LabEvent, SegmentEvent, StateEvent } from '../../src-main/common/protocol/events.ts';
import type { WireResult } from '../../src-main/common/protocol/messages.ts';
import { WireCommand } from '../../src-main/common/protocol/wire-control.ts';
import { parseRule } from '../../src-main/common/rules/parse-rule.ts';
import { LabDaemonClient } from '../../src-main/host/daemon-client.ts';
import { UnshareStarter, type LabDaemonStarter } from '../../src-main/host/daemon-starter.ts';

export class Lab implements AsyncDisposable {
  readonly events: Event[] = [];
  readonly info: LabEvent;
  readonly client: LabDaemonClient;
  readonly #watchers = new Set<(event: Event) => void>();

  private constructor(client: LabDaemonClient, info: LabEvent) {
    this.client = client;
    this.info = info;
    client.onEvents((events) => {
      for (const event of events) {
        this.events.push(event);
        for (const watcher of this.#watchers) watcher(event);
      }
    });
  }

  static open(starter: LabDaemonStarter = new UnshareStarter()): Promise<Lab> {
    return Lab.of(new LabDaemonClient(starter));
  }

  static async of(client: LabDaemonClient): Promise<Lab> {
    return new Lab(client, await client.ready);
  }

  call(call: Call): Promise<CallResult> {
    return this.client.request('call', call);
  }

  /** Does something to the wire. */
  wire(command: v.InferInput<typeof WireCommand>): Promise<WireResult> {
    return this.client.request('wire', v.parse(WireCommand, command));
  }

  /** Makes a rule from its sentence; its number. */
  async rule(sentence: string): Promise<number> {
    const parsed = parseRule(sentence);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    return (await this.wire({ do: 'add-rule', rule: parsed.rule })).rule ?? 0;
  }

  /** The segments so far, each as it was told last. */
  segments(): SegmentEvent[] {
    const last = new Map<number, SegmentEvent>();
    for (const event of this.events) if (event.type === 'segment') last.set(event.id, event);
    return [...last.values()];
  }

  /** Resolves when everything up to now was told. */
  async settle(): Promise<void> {
    await this.client.request('ping');
  }

  /** The first event, past or to come, that fits. */
  async event<E extends Event>(fits: (event: Event) => event is E): Promise<E>;
  async event(fits: (event: Event) => boolean): Promise<Event>;
  async event(fits: (event: Event) => boolean): Promise<Event> {
    const past = this.events.find(fits);
    if (past) return past;
    return new Promise((resolve) => {
      const watcher = (event: Event): void => {
        if (!fits(event)) return;
        this.#watchers.delete(watcher);
        resolve(event);
      };
      this.#watchers.add(watcher);
    });
  }

  /** Waits until the host's end of a connection enters a state. */
  state(host: Host, socket: string, to: StateEvent['to']): Promise<Event> {
    return this.event((e) => e.type === 'state' && e.host === host && e.socket === socket && e.to === to);
  }

  states(): StateEvent[] {
    return this.events.filter((event): event is StateEvent => event.type === 'state');
  }

  async open(host: Host, family: Family = 'ipv4'): Promise<number> {
    return this.#number(await this.call({ call: 'socket', host, family }));
  }

  async listener(port: number, backlog = 16, family: Family = 'ipv4'): Promise<number> {
    const socket = await this.open('server', family);
    await this.call({ call: 'bind', socket, port });
    await this.call({ call: 'listen', socket, backlog });
    return socket;
  }

  /** A connection through a listener: both sockets and both ends' names. */
  async connection(listener: number, port: number, family: Family = 'ipv4'): Promise<Connection> {
    const client = await this.open('client', family);
    const { local = '' } = await this.call({ call: 'connect', socket: client, port });
    const accepted = await this.call({ call: 'accept', socket: listener });
    const remote = accepted.local ?? '';
    return { client, server: this.#number(accepted), clientEnd: `${local}-${remote}`, serverEnd: `${remote}-${local}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }

  #number({ socket }: CallResult): number {
    if (socket === undefined) throw new Error('the lab gave no socket');
    return socket;
  }
}

export interface Connection {
  client: number;
  server: number;
  clientEnd: string;
  serverEnd: string;
}

/** What one host's end of a connection went through, or all sockets of that host. */
export function statesOf(lab: Lab, host: Host, socket?: string): StateEvent[] {
  return lab.states().filter((event) => event.host === host && (socket === undefined || event.socket === socket));
}

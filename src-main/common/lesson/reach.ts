/**
 * What a lesson speaks of must be there when it does: a listener before its accept, a connection before its close.
 * Walks the steps as the runner does, once with and once without the minute-long ones.
 */
import type { Host } from '../protocol/events.ts';
import type { Placed } from './actions.ts';
import type { Action, Claim, Condition, Expectation, Prediction, Queue } from './lesson.ts';
import { told, type Telling } from '../text/telling.ts';
import { Problems } from './problems.ts';
import { turnsOf } from './turns.ts';

interface Connection {
  opener: Host;
  port: number;
  accepted: boolean;
  closedBy: Set<Host>;
}

const A_CROWD = 'crowd: 12 clients of port 80, SYN only';
const A_FLOOD = 'flood: 2000 SYNs a second for 3 s to port 80';

const hostTold = (host: Host): Telling => told(`host-word.${host}`);
const before = (sentence: string): Telling => told('hint.before', { sentence });

/** What exists after the steps so far. */
class Reached {
  #problems: Problems;
  readonly #listeners = new Set<string>();
  readonly #connections: Connection[] = [];
  readonly steps: number;
  #hasCrowd = false;
  #hasFlood = false;

  constructor(problems: Problems, steps: number) {
    this.#problems = problems;
    this.steps = steps;
  }

  /** Turn by turn; after the first in which something is amiss the next ones would only say it again. */
  actions({ actions, repeat }: PlacedStep): void {
    const problems = this.#problems;
    const before = problems.count;
    const values = actions.map(({ value }) => value);
    for (const turn of turnsOf(values, repeat)) {
      if (problems.count > before) this.#problems = new Problems('');
      for (const [i, { offset }] of actions.entries()) {
        const value = turn[i];
        if (value) this.#action({ value, offset });
      }
    }
    this.#problems = problems;
  }

  #action({ value: action, offset }: Placed<Action>): void {
    switch (action.kind) {
      case 'listen':
        return this.#listen(action.host, action.port, offset);
      case 'connect':
        return this.#connect(action.host, action.port, action.connection, offset);
      case 'accept':
        return this.#accept(action.host, action.connection, offset);
      case 'wait-for-time':
      case 'wait-for-counter':
      case 'set':
      case 'rule':
      case 'impair':
      case 'wire':
      case 'stop-flood':
        return;
      case 'crowd':
        this.#hasCrowd = true;
        return this.#listens('server', action.port, offset);
      case 'crowds':
        if (!this.#hasCrowd) this.#problems.add(offset, told('reach.no-crowd'), before(A_CROWD));
        return;
      case 'flood':
        this.#hasFlood = true;
        return this.#listens('server', action.port, offset);
      case 'wait-for-flood':
        if (!this.#hasFlood) this.#problems.add(offset, told('reach.no-flood'), before(A_FLOOD));
        return;
      case 'wait-for-queue':
        return this.#hasQueue(action.queue, offset);
      case 'wait-for-segment':
      case 'wait-for-failure':
      case 'wait-for-refusal':
        if (action.connection !== null) this.#opened(action.connection, offset);
        return;
      case 'wait-for-state':
        if (action.state === 'LISTEN') this.#problems.add(offset, told('reach.listen'), told('reach.listen-hint'));
        this.#opened(action.connection, offset);
        return;
      case 'close':
      case 'close-at-end':
      case 'abort':
        this.#open(action.host, action.connection, offset)?.closedBy.add(action.host);
        return;
      case 'send':
      case 'receive':
      case 'receive-end':
      case 'shut-down-sending':
      case 'option':
        this.#open(action.host, action.connection, offset);
    }
  }

  prediction({ value: { question }, offset }: Placed<Prediction>): void {
    if (question.kind === 'queue') this.#hasQueue(question.queue, offset);
    else if (question.kind === 'compare') this.#both(question.connections, offset);
    else if (question.kind !== 'counter') this.#opened(question.connection, offset);
  }

  condition({ value: condition, offset }: Placed<Condition>): void {
    if (condition.kind === 'lasts') this.#opened(condition.connection, offset);
  }

  claim({ value: claim, offset }: Placed<Claim>): void {
    if (claim.kind === 'differ') {
      this.#both(claim.connections, offset);
      return;
    }
    if ('step' in claim && claim.step !== undefined && claim.step > this.steps)
      this.#problems.add(
        offset,
        told('reach.no-step', { step: claim.step }),
        told('reach.steps', { count: this.steps }),
      );
    if (claim.kind === 'queue') return this.#hasQueue(claim.queue, offset);
    if (claim.kind === 'isn-slope' || claim.kind === 'isn-offsets') return void this.#opened(1, offset);
    if (claim.kind === 'counter' || claim.connection === null) return;
    const connection = this.#opened(claim.connection, offset);
    if (claim.kind !== 'before-accept' || connection === undefined) return;
    if (!connection.accepted || connection.opener === claim.host) {
      const message = told('reach.never-accepts', { host: hostTold(claim.host), connection: claim.connection });
      this.#problems.add(offset, message, told('reach.add-step', { sentence: `${claim.host}: accept` }));
    }
  }

  /** Two connections whose numbers are held against each other. */
  #both([first, second]: readonly [number, number], offset: number): void {
    if (first === second) this.#problems.add(offset, told('reach.itself'), told('reach.itself-hint'));
    this.#opened(Math.max(first, second), offset);
  }

  /** The host has a listener of that port; without one, exactly one listener. */
  #hasQueue({ host, port }: Queue, offset: number): void {
    if (port !== undefined) return this.#listens(host, port, offset);
    const ports = [...this.#listeners].filter((name) => name.startsWith(`${host} `)).map((name) => name.split(' ')[1]);
    if (ports.length === 0) return this.#listens(host, 80, offset);
    if (ports.length === 1) return;
    const message = told('reach.several', { host: hostTold(host), ports: ports.join(', ') });
    this.#problems.add(offset, message, told('reach.whose-queue', { port: ports[0] ?? 80 }));
  }

  #listens(host: Host, port: number, offset: number): void {
    if (this.#listeners.has(`${host} ${port}`)) return;
    const message = told('reach.not-listening', { host: hostTold(host), port });
    this.#problems.add(offset, message, before(`${host}: listen on ${port} with backlog 4`));
  }

  #listen(host: Host, port: number, offset: number): void {
    if (this.#listeners.has(`${host} ${port}`)) {
      const message = told('reach.listening', { host: hostTold(host), port });
      this.#problems.add(offset, message, told('reach.another-port'));
    }
    this.#listeners.add(`${host} ${port}`);
  }

  #connect(host: Host, port: number, connection: number, offset: number): void {
    const next = this.#connections.length + 1;
    if (connection < next) {
      const hint = told('reach.another', { sentence: `connect to ${port} on connection ${next}` });
      this.#problems.add(offset, told('reach.open', { connection }), hint);
    } else if (connection > next) {
      this.#problems.add(offset, told('reach.out-of-order', { connection, next }), told('reach.count'));
    }
    this.#connections.push({ opener: host, port, accepted: false, closedBy: new Set() });
  }

  #accept(host: Host, number: number, offset: number): void {
    const connection = this.#opened(number, offset);
    if (connection === undefined) return;
    const { opener, port, accepted } = connection;
    if (opener === host) {
      const message = told('reach.own', { host: hostTold(host), connection: number });
      this.#problems.add(offset, message, told('reach.own-hint'));
    } else if (!this.#listeners.has(`${host} ${port}`)) {
      this.#listens(host, port, offset);
    } else if (accepted) {
      this.#problems.add(offset, told('reach.accepted', { connection: number }), told('hint.take-line-away'));
    }
    connection.accepted = true;
  }

  #opened(number: number, offset: number): Connection | undefined {
    const connection = this.#connections[number - 1];
    if (connection === undefined) {
      const suffix = number === 1 ? '' : ` on connection ${number}`;
      const message = told('reach.not-open', { connection: number });
      this.#problems.add(offset, message, before(`client: connect to 80${suffix}`));
    }
    return connection;
  }

  /** A connection whose socket on this host a program holds. */
  #open(host: Host, number: number, offset: number): Connection | undefined {
    const connection = this.#opened(number, offset);
    if (connection === undefined) return undefined;
    if (connection.opener !== host && !connection.accepted) {
      const message = told('reach.not-accepted', { host: hostTold(host), connection: number });
      this.#problems.add(offset, message, before(`${host}: accept`));
    } else if (connection.closedBy.has(host)) {
      const message = told('reach.closed', { host: hostTold(host), connection: number });
      this.#problems.add(offset, message, told('reach.closed-hint'));
    }
    return connection;
  }
}

interface PlacedStep {
  full: boolean;
  repeat?: number;
  actions: readonly Placed<Action>[];
  predictions: readonly Placed<Prediction>[];
}

export function checkReach(
  steps: readonly PlacedStep[],
  expectations: readonly Placed<Expectation>[],
  problems: Problems,
): void {
  for (const full of [false, true]) {
    const reached = new Reached(problems, steps.length);
    for (const step of steps) {
      if (step.full && !full) continue;
      reached.actions(step);
      // Asked before the step, answered by what it has brought about.
      for (const prediction of step.predictions) reached.prediction(prediction);
    }
    for (const { value, offset } of expectations) {
      if (!full && value.full) continue;
      reached.claim({ value: value.claim, offset });
      if (value.if) reached.condition({ value: value.if, offset });
    }
  }
}

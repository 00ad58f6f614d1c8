/**
 * What a lesson speaks of must be there when it does: a listener before its accept, a connection before its close.
 * Walks the steps as the runner does, once with and once without the minute-long ones.
 */
import type { Host } from '../protocol/events.ts';
import type { Placed } from './actions.ts';
import type { Action, Claim, Expectation, Prediction, Queue } from './lesson.ts';
import type { Problems } from './problems.ts';

interface Connection {
  opener: Host;
  port: number;
  accepted: boolean;
  closedBy: Set<Host>;
}

const A_CROWD = 'crowd: 12 clients of port 80, SYN only';
const A_FLOOD = 'flood: 2000 SYNs a second for 3 s to port 80';

/** What exists after the steps so far. */
class Reached {
  readonly #problems: Problems;
  readonly #listeners = new Set<string>();
  readonly #connections: Connection[] = [];
  readonly steps: number;
  #hasCrowd = false;
  #hasFlood = false;

  constructor(problems: Problems, steps: number) {
    this.#problems = problems;
    this.steps = steps;
  }

  action({ value: action, offset }: Placed<Action>): void {
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
      case 'wire':
      case 'stop-flood':
        return;
      case 'crowd':
        this.#hasCrowd = true;
        return this.#listens('server', action.port, offset);
      case 'crowds':
        if (!this.#hasCrowd) this.#problems.add(offset, 'There is no crowd here.', `Add "${A_CROWD}" before it.`);
        return;
      case 'flood':
        this.#hasFlood = true;
        return this.#listens('server', action.port, offset);
      case 'wait-for-flood':
        if (!this.#hasFlood) this.#problems.add(offset, 'There is no flood here.', `Add "${A_FLOOD}" before it.`);
        return;
      case 'wait-for-queue':
        return this.#hasQueue(action.queue, offset);
      case 'wait-for-segment':
      case 'wait-for-failure':
      case 'wait-for-refusal':
        if (action.connection !== null) this.#opened(action.connection, offset);
        return;
      case 'wait-for-state':
        if (action.state === 'LISTEN') {
          const message = 'A connection is never in LISTEN: that is the state of the listening socket.';
          this.#problems.add(offset, message, 'After "listen" there is nothing to wait for; take the line away.');
        }
        this.#opened(action.connection, offset);
        return;
      case 'close':
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
    else if (question.kind !== 'counter') this.#opened(question.connection, offset);
  }

  claim({ value: claim, offset }: Placed<Claim>): void {
    if (claim.kind === 'differ') {
      const [first, second] = claim.connections;
      if (first === second) this.#problems.add(offset, 'A number cannot differ from itself.', 'Name two connections.');
      this.#opened(Math.max(first, second), offset);
      return;
    }
    if ('step' in claim && claim.step !== undefined && claim.step > this.steps)
      this.#problems.add(offset, `There is no step ${claim.step}.`, `The lesson has ${this.steps} steps.`);
    if (claim.kind === 'queue') return this.#hasQueue(claim.queue, offset);
    if (claim.kind === 'counter' || claim.connection === null) return;
    const connection = this.#opened(claim.connection, offset);
    if (claim.kind !== 'before-accept' || connection === undefined) return;
    if (!connection.accepted || connection.opener === claim.host) {
      const message = `The ${claim.host} never accepts connection ${claim.connection}.`;
      this.#problems.add(offset, message, `Add the step "${claim.host}: accept".`);
    }
  }

  /** The host has a listener of that port; without one, exactly one listener. */
  #hasQueue({ host, port }: Queue, offset: number): void {
    if (port !== undefined) return this.#listens(host, port, offset);
    const ports = [...this.#listeners].filter((name) => name.startsWith(`${host} `)).map((name) => name.split(' ')[1]);
    if (ports.length === 0) return this.#listens(host, 80, offset);
    if (ports.length === 1) return;
    const message = `The ${host} listens on ports ${ports.join(' and ')}.`;
    this.#problems.add(offset, message, `Say whose queue is meant, as in "queue of port ${ports[0]}".`);
  }

  #listens(host: Host, port: number, offset: number): void {
    if (this.#listeners.has(`${host} ${port}`)) return;
    const hint = `Add "${host}: listen on ${port} with backlog 4" before it.`;
    this.#problems.add(offset, `The ${host} does not listen on ${port}.`, hint);
  }

  #listen(host: Host, port: number, offset: number): void {
    if (this.#listeners.has(`${host} ${port}`)) {
      this.#problems.add(
        offset,
        `The ${host} listens on ${port} already.`,
        'Take this line away, or use another port.',
      );
    }
    this.#listeners.add(`${host} ${port}`);
  }

  #connect(host: Host, port: number, connection: number, offset: number): void {
    const next = this.#connections.length + 1;
    if (connection < next) {
      const hint = `For another one write "connect to ${port} on connection ${next}".`;
      this.#problems.add(offset, `Connection ${connection} is open already.`, hint);
    } else if (connection > next) {
      this.#problems.add(
        offset,
        `Connection ${connection} comes before connection ${next}.`,
        'Count them from 1 in order.',
      );
    }
    this.#connections.push({ opener: host, port, accepted: false, closedBy: new Set() });
  }

  #accept(host: Host, number: number, offset: number): void {
    const connection = this.#opened(number, offset);
    if (connection === undefined) return;
    const { opener, port, accepted } = connection;
    if (opener === host) {
      this.#problems.add(offset, `The ${host} opened connection ${number} itself.`, 'The other host accepts it.');
    } else if (!this.#listeners.has(`${host} ${port}`)) {
      this.#listens(host, port, offset);
    } else if (accepted) {
      this.#problems.add(offset, `Connection ${number} is accepted already.`, 'Take this line away.');
    }
    connection.accepted = true;
  }

  #opened(number: number, offset: number): Connection | undefined {
    const connection = this.#connections[number - 1];
    if (connection === undefined) {
      const suffix = number === 1 ? '' : ` on connection ${number}`;
      this.#problems.add(
        offset,
        `Connection ${number} is not open here.`,
        `Add "client: connect to 80${suffix}" before it.`,
      );
    }
    return connection;
  }

  /** A connection whose socket on this host a program holds. */
  #open(host: Host, number: number, offset: number): Connection | undefined {
    const connection = this.#opened(number, offset);
    if (connection === undefined) return undefined;
    if (connection.opener !== host && !connection.accepted) {
      this.#problems.add(
        offset,
        `The ${host} has not accepted connection ${number} yet.`,
        `Add "${host}: accept" before it.`,
      );
    } else if (connection.closedBy.has(host)) {
      this.#problems.add(
        offset,
        `The ${host} has closed connection ${number} before.`,
        'After a close there is nothing to use.',
      );
    }
    return connection;
  }
}

export function checkReach(
  steps: readonly { full: boolean; actions: readonly Placed<Action>[]; predictions: readonly Placed<Prediction>[] }[],
  expectations: readonly Placed<Expectation>[],
  problems: Problems,
): void {
  for (const full of [false, true]) {
    const reached = new Reached(problems, steps.length);
    for (const step of steps) {
      if (step.full && !full) continue;
      for (const action of step.actions) reached.action(action);
      // Asked before the step, answered by what it has brought about.
      for (const prediction of step.predictions) reached.prediction(prediction);
    }
    for (const { value, offset } of expectations) {
      if (full || !value.full) reached.claim({ value: value.claim, offset });
    }
  }
}

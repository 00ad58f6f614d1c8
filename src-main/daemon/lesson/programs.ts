/** The programs of a lesson on both hosts: turns its actions into system calls and keeps their sockets. */
import type { Action, Option } from '../../common/lesson/lesson.ts';
import type { Host } from '../../common/protocol/events.ts';
import type { Call, CallResult, Family } from '../../common/protocol/requests.ts';

/** What a program does; the wire, the crowds, the kernel's settings and the waits of a lesson are not its business. */
export type Deed = Extract<
  Action,
  {
    kind:
      | 'listen'
      | 'connect'
      | 'accept'
      | 'send'
      | 'receive'
      | 'receive-end'
      | 'close'
      | 'close-at-end'
      | 'abort'
      | 'shut-down-sending'
      | 'option';
  }
>;

type DeedOf<K extends Deed['kind']> = Extract<Deed, { kind: K }>;

interface Connection {
  opener: Host;
  port: number;
  socket: number;
  /** The opener's `address:port` once connect() has returned; rejects with its error. */
  local: Promise<string>;
  /** The socket that accept() gave the other host. */
  accepted?: number;
}

const RECEIVE_BYTES = 65_536;

export class LessonPrograms {
  readonly #call: (call: Call) => Promise<CallResult>;
  readonly #family: Family;
  /** By `host port`. */
  readonly #listeners = new Map<string, number>();
  /** By number, from 1. */
  readonly #connections = new Map<number, Connection>();
  /** Sockets that accept() gave before their turn, by the opener's `address:port`. */
  readonly #accepted = new Map<string, number>();

  constructor(call: (call: Call) => Promise<CallResult>, family: Family) {
    this.#call = call;
    this.#family = family;
  }

  /** Resolves when the call has returned (a connect: when it was made); rejects with what the call rejects with. */
  async do(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case 'listen':
        return this.#listen(deed);
      case 'connect':
        return this.#connect(deed);
      case 'accept':
        return this.#accept(deed.host, deed.connection);
      case 'receive':
        return this.#receiveData(deed);
      case 'receive-end':
        while ((await this.#receive(deed.host, deed.connection)) > 0);
        return;
      case 'close-at-end':
        return this.#closeAtEnd(deed.host, deed.connection);
      case 'send':
        return this.#send(deed);
      case 'close':
      case 'abort':
      case 'shut-down-sending':
      case 'option':
        await this.#call(callOf(deed, await this.#socket(deed.host, deed.connection)));
    }
  }

  /** Never resolves; rejects when the connect() of this connection has failed. */
  async failureOf(connection: number): Promise<never> {
    await this.#connections.get(connection)?.local;
    return new Promise<never>(() => {});
  }

  /** Resolves when every connect() has returned, but for these connections; rejects with the first error. */
  async connected(except: ReadonlySet<number>): Promise<void> {
    const wanted = [...this.#connections].filter(([number]) => !except.has(number));
    await Promise.all(wanted.map(([, { local }]) => local));
  }

  /** Closes what listens, whatever the calls say. */
  async closeListeners(): Promise<void> {
    await Promise.allSettled([...this.#listeners.values()].map((socket) => this.#call({ call: 'close', socket })));
  }

  async #listen({ host, port, backlog, options }: DeedOf<'listen'>): Promise<void> {
    const socket = await this.#open(host, options);
    this.#listeners.set(`${host} ${port}`, socket);
    await this.#bind(socket, port);
    await this.#call({ call: 'listen', socket, backlog });
  }

  async #connect({ host: opener, port, from, options, connection }: DeedOf<'connect'>): Promise<void> {
    const socket = await this.#open(opener, options);
    if (from !== undefined) await this.#bind(socket, from);
    const local = this.#call({ call: 'connect', socket, port }).then((result) => result.local ?? '');
    // It fails on its own time; who needs the connection hears of it, and else connected() does.
    local.catch(() => {});
    this.#connections.set(connection, { opener, port, socket, local });
  }

  /** A run before this one may have left connections of this port in TIME_WAIT. */
  async #bind(socket: number, port: number): Promise<void> {
    await this.#call({ call: 'setsockopt', socket, option: 'SO_REUSEADDR', value: 1 });
    await this.#call({ call: 'bind', socket, port });
  }

  async #accept(host: Host, number: number): Promise<void> {
    const connection = this.#connection(number);
    const { port, local } = connection;
    const listener = this.#listeners.get(`${host} ${port}`);
    if (listener === undefined) throw new Error(`the ${host} does not listen on ${port}`);
    const wanted = await local;
    // accept() gives the connections in the order in which they were completed, which need not be the lesson's.
    for (;;) {
      const socket = this.#accepted.get(wanted);
      if (socket !== undefined) {
        connection.accepted = socket;
        // The four-tuple may be opened again.
        this.#accepted.delete(wanted);
        return;
      }
      const result = await this.#call({ call: 'accept', socket: listener });
      if (result.peer !== undefined && result.socket !== undefined) this.#accepted.set(result.peer, result.socket);
    }
  }

  /** A program that waits for its connect() need not wait for the lesson, too: the kernel has the data as soon as it can. */
  async #send({ host, writes, connection }: DeedOf<'send'>): Promise<void> {
    const { opener, socket, local } = this.#connection(connection);
    const own = opener === host ? socket : await this.#socket(host, connection);
    // Made without a wait in between: what they show of small writes must not hang on how fast the lesson is told of each.
    const sends = writes.map((data) => this.#call({ call: 'send', socket: own, ...data }));
    await Promise.all([local, ...sends]);
  }

  async #receiveData({ host, connection, bytes }: DeedOf<'receive'>): Promise<void> {
    for (let left = bytes ?? 1; left > 0;) {
      const received = await this.#receive(host, connection, bytes === undefined ? RECEIVE_BYTES : left);
      if (received === 0) throw new Error('end of stream');
      left -= received;
    }
  }

  async #receive(host: Host, connection: number, max = RECEIVE_BYTES): Promise<number> {
    const socket = await this.#socket(host, connection);
    return (await this.#call({ call: 'recv', socket, max })).bytes ?? 0;
  }

  /** Resolves at once. */
  async #closeAtEnd(host: Host, connection: number): Promise<void> {
    const socket = await this.#socket(host, connection);
    // Should it fail, the events tell.
    this.#call({ call: 'recv', socket, max: RECEIVE_BYTES, thenClose: true }).catch(() => {});
  }

  async #open(host: Host, options: readonly Option[] = []): Promise<number> {
    const { socket } = await this.#call({ call: 'socket', host, family: this.#family });
    if (socket === undefined) throw new Error('the lab gave no socket');
    for (const option of options) await this.#call({ call: 'setsockopt', socket, ...option });
    return socket;
  }

  /** This host's socket of a connection, once connect() has returned. */
  async #socket(host: Host, number: number): Promise<number> {
    const { opener, socket, local, accepted } = this.#connection(number);
    await local;
    if (opener === host) return socket;
    if (accepted === undefined) throw new Error(`the ${host} has not accepted connection ${number}`);
    return accepted;
  }

  #connection(number: number): Connection {
    const connection = this.#connections.get(number);
    if (connection === undefined) throw new Error(`connection ${number} is not open`);
    return connection;
  }
}

function callOf(deed: DeedOf<'close' | 'abort' | 'shut-down-sending' | 'option'>, socket: number): Call {
  switch (deed.kind) {
    case 'close':
      return { call: 'close', socket };
    case 'abort':
      return { call: 'abort', socket };
    case 'shut-down-sending':
      return { call: 'shutdown', socket, how: 'write' };
    case 'option':
      return { call: 'setsockopt', socket, ...deed.set };
  }
}

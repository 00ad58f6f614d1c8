/** What a person does on one host: each verb makes the system calls that a program would make. */
import { LabError, type LabErrorData } from '../../src-main/common/protocol/errors.ts';
import type { Host } from '../../src-main/common/protocol/events.ts';
import type { Call, CallResult } from '../../src-main/common/protocol/requests.ts';
import type { AppState } from './app.svelte.ts';
import type { SessionState } from './session.svelte.ts';

/** What recv() has returned on one socket so far. */
export interface ReadSoFar {
  bytes: number;
  /** The last of it as text. */
  text: string;
  /** It returned 0: the peer has sent its FIN. */
  ended: boolean;
}

export interface Refusal {
  call: string;
  error: LabErrorData;
}

const READ_AT_ONCE = 65_536;
const SNIPPET = 200;
const NOTHING: ReadSoFar = { bytes: 0, text: '', ended: false };

export class Hands {
  readonly #app: AppState;
  readonly #host: Host;
  #refusal = $state.raw<Refusal | null>(null);
  /** Sockets that are read until the end of the stream; false: only until the recv() that waits returns. */
  #reading = $state.raw<ReadonlyMap<number, boolean>>(new Map());
  #read = $state.raw<ReadonlyMap<number, ReadSoFar>>(new Map());
  #acceptsWaiting = $state(0);
  /** Handles count anew in every lab: the session that what was read belongs to. */
  #session = $state.raw<SessionState>();
  readonly #letGo = new Set<number>();

  constructor(app: AppState, host: Host) {
    this.#app = app;
    this.#host = host;
  }

  /** The call of the last verb that the kernel refused. */
  get refusal(): Refusal | null {
    return this.#session === this.#app.session ? this.#refusal : null;
  }

  /** How many accept() wait for a connection. */
  get acceptsWaiting(): number {
    return this.#acceptsWaiting;
  }

  readOf(handle: number | null): ReadSoFar | undefined {
    return handle === null || this.#session !== this.#app.session ? undefined : this.#read.get(handle);
  }

  /** Whether the socket is read again and again; `stopping` while a last recv() still waits. */
  readingOf(handle: number | null): 'no' | 'yes' | 'stopping' {
    const goesOn = handle === null ? undefined : this.#reading.get(handle);
    return goesOn === undefined ? 'no' : goesOn ? 'yes' : 'stopping';
  }

  listen(port: number, backlog: number): Promise<void> {
    return this.#try('listen', async () => {
      const socket = await this.#open();
      try {
        // Else the port could not be listened on again while connections of its last user are in TIME_WAIT.
        await this.#call({ call: 'setsockopt', socket, option: 'SO_REUSEADDR', value: 1 });
        await this.#call({ call: 'bind', socket, port });
        await this.#call({ call: 'listen', socket, backlog });
      } catch (error) {
        await this.#giveBack(socket);
        throw error;
      }
    });
  }

  /** Resolves when the kernel answers; other verbs can be called meanwhile. */
  connect(port: number): Promise<void> {
    return this.#try('connect', async () => {
      const socket = await this.#open();
      // The new connection is what the panel shows.
      this.#app.selection.socket[this.#host] = null;
      try {
        await this.#call({ call: 'connect', socket, port });
      } catch (error) {
        await this.#giveBack(socket);
        throw error;
      }
    });
  }

  accept(listener: number): Promise<void> {
    return this.#try(
      'accept',
      async () => {
        this.#acceptsWaiting++;
        try {
          await this.#call({ call: 'accept', socket: listener });
        } finally {
          this.#acceptsWaiting--;
        }
      },
      listener,
    );
  }

  send(socket: number, text: string): Promise<void> {
    return this.#try('send', () => this.#call({ call: 'send', socket, text }), socket);
  }

  sendBytes(socket: number, bytes: number): Promise<void> {
    return this.#try('send', () => this.#call({ call: 'send', socket, bytes }), socket);
  }

  readOnce(socket: number): Promise<void> {
    return this.#try('recv', () => this.#receive(socket), socket);
  }

  keepReading(socket: number): Promise<void> {
    const isUnderWay = this.#reading.has(socket);
    this.#markReading(socket, true);
    // The recv() that waits belongs to a loop, which now goes on.
    if (isUnderWay) return Promise.resolve();
    return this.#try(
      'recv',
      async () => {
        try {
          while (this.#reading.get(socket) === true && (await this.#receive(socket)) > 0);
        } finally {
          this.#markReading(socket, undefined);
        }
      },
      socket,
    );
  }

  stopReading(socket: number): void {
    if (this.#reading.has(socket)) this.#markReading(socket, false);
  }

  shutdown(socket: number): Promise<void> {
    return this.#try('shutdown', () => this.#call({ call: 'shutdown', socket, how: 'write' }), socket);
  }

  close(socket: number): Promise<void> {
    this.#letGo.add(socket);
    return this.#try('close', () => this.#call({ call: 'close', socket }));
  }

  abort(socket: number): Promise<void> {
    this.#letGo.add(socket);
    return this.#try('abort', () => this.#call({ call: 'abort', socket }));
  }

  async #open(): Promise<number> {
    const { socket } = await this.#call({ call: 'socket', host: this.#host, family: this.#app.settings.family });
    if (socket === undefined) throw new LabError('internal', 'socket: the host told no socket.');
    return socket;
  }

  async #receive(socket: number): Promise<number> {
    const { bytes = 0, text = '' } = await this.#call({ call: 'recv', socket, max: READ_AT_ONCE });
    const before = this.#read.get(socket) ?? NOTHING;
    const now = { bytes: before.bytes + bytes, text: (before.text + text).slice(-SNIPPET), ended: bytes === 0 };
    this.#read = new Map([...this.#read, [socket, now]]);
    return bytes;
  }

  #markReading(socket: number, goesOn: boolean | undefined): void {
    const reading = new Map(this.#reading);
    if (goesOn === undefined) reading.delete(socket);
    else reading.set(socket, goesOn);
    this.#reading = reading;
  }

  #call(call: Call): Promise<CallResult> {
    return this.#app.client.request('call', call);
  }

  /** A socket whose call failed is of no use to a person: what was refused is said, not that close() went well. */
  async #giveBack(socket: number): Promise<void> {
    await this.#call({ call: 'close', socket }).catch(() => undefined);
  }

  /** Does it, and keeps what was refused for the person to read. `socket` is what a waiting call waits on. */
  async #try(call: string, action: () => Promise<unknown>, socket?: number): Promise<void> {
    this.#belongToSession();
    this.#refusal = null;
    try {
      await action();
    } catch (error) {
      const data = error instanceof LabError ? error.toJSON() : { code: 'internal', message: String(error), hint: '' };
      // Closing a socket ends the calls that wait on it, and a fresh lab ends everything: the person asked for that.
      const isWanted = data.code === 'lab-closed' || (socket !== undefined && this.#letGo.has(socket));
      if (!isWanted) this.#refusal = { call, error: data };
    }
  }

  #belongToSession(): void {
    if (this.#session === this.#app.session) return;
    this.#session = this.#app.session;
    this.#read = new Map();
    this.#letGo.clear();
  }
}

const OF_APP = new WeakMap<AppState, Record<Host, Hands>>();

/** The hands on a host; the same ones when its panel is closed and opened again, so that what they do goes on. */
export function handsOf(app: AppState, host: Host): Hands {
  let both = OF_APP.get(app);
  if (!both) {
    both = { client: new Hands(app, 'client'), server: new Hands(app, 'server') };
    OF_APP.set(app, both);
  }
  return both[host];
}

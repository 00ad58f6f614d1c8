/** The host's end of the line to one lab daemon: requests out, replies and events in, and its end in every case. */
import { finished } from 'node:stream/promises';
import * as v from 'valibot';
import { LabError, type LabErrorData } from '../common/protocol/errors.ts';
import type { Event, LabEvent } from '../common/protocol/events.ts';
import type { KnobChange, KnobList } from '../common/protocol/knobs.ts';
import { DaemonLine, Request, type FrameBytes, type WireResult } from '../common/protocol/messages.ts';
import type { CrowdResult } from '../common/protocol/crowds.ts';
import type { CallResult } from '../common/protocol/requests.ts';
import { daemonFailure } from './daemon-failure.ts';
import type { DaemonExit, LabDaemonProcess, LabDaemonStarter } from './daemon-starter.ts';
import { LineSplitter } from './line-splitter.ts';

/** What each method answers with. */
export interface Replies {
  call: CallResult;
  calls: ({ ok: CallResult } | { error: LabErrorData })[];
  wire: WireResult;
  knob: KnobChange;
  knobs: KnobList;
  crowd: CrowdResult;
  'stop-crowd': object;
  flood: object;
  'stop-flood': object;
  run: object;
  stop: object;
  pause: object;
  pace: object;
  resume: object;
  answer: object;
  bytes: FrameBytes;
  ping: object;
}
export type Method = keyof Replies;
type ParamsOf<M extends Method> = Extract<Request, { method: M }> extends { params: infer P } ? [params: P] : [];

/** A listener that returns a promise holds the daemon's output back until it resolves. */
export type EventsListener = (events: Event[]) => void | Promise<void>;

interface Pending {
  resolve(result: unknown): void;
  reject(error: LabError): void;
}

const STDERR_KEPT = 16_384;
/** For output that is still in the pipe when the process is gone, or that a listener holds back. */
const DRAIN_MS = 500;

export class LabDaemonClient {
  /** The first `lab` event; rejects with a LabError when there can be no lab. */
  readonly ready: Promise<LabEvent>;
  /** Why the daemon is gone; null after close(). Resolves once, never rejects. */
  readonly ended: Promise<LabError | null>;

  private readonly daemon: LabDaemonProcess;
  private readonly closeGraceMs: number;
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<EventsListener>();
  /** Events that came before anybody listened. */
  private early: Event[] = [];
  private nextId = 1;
  private wasReady = false;
  private closing = false;
  private over = false;
  private failure: LabError | null = null;
  private stderr = '';
  private settleReady!: { resolve(event: LabEvent): void; reject(error: LabError): void };
  private settleEnded!: (failure: LabError | null) => void;

  constructor(starter: LabDaemonStarter, { closeGraceMs = 2000 } = {}) {
    this.closeGraceMs = closeGraceMs;
    this.ready = new Promise((resolve, reject) => (this.settleReady = { resolve, reject }));
    // Whoever wants to know awaits it; nobody's waiting is no crash.
    this.ready.catch(() => {});
    this.ended = new Promise((resolve) => (this.settleEnded = resolve));
    this.daemon = starter.start();
    // EPIPE: the daemon is gone, its exit says why.
    this.daemon.stdin.on('error', () => {});
    this.daemon.stderr.on('error', () => {});
    this.daemon.stderr.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString('utf8')).slice(-STDERR_KEPT);
    });
    const drained = Promise.allSettled([this.readOutput(), finished(this.daemon.stderr)]);
    void this.daemon.exited.then((exit) => this.afterExit(exit, drained));
  }

  /** Of the `unshare` whose child the daemon is; undefined when it could not be started. */
  get unsharePid(): number | undefined {
    return this.daemon.pid;
  }

  /** Hands over every event once, in order; those that came before the first listener at once. Returns its removal. */
  onEvents(listener: EventsListener): () => void {
    this.listeners.add(listener);
    const { early } = this;
    this.early = [];
    if (early.length > 0) void listener(early);
    return () => this.listeners.delete(listener);
  }

  /** Rejects with the daemon's LabError, or with the reason of its end. */
  request<M extends Method>(method: M, ...params: ParamsOf<M>): Promise<Replies[M]> {
    if (this.over || this.closing) return Promise.reject(this.failure ?? closedError());
    const id = this.nextId++;
    const request = v.safeParse(Request, { id, method, ...(params.length > 0 && { params: params[0] }) });
    if (!request.success) {
      const path = v.getDotPath(request.issues[0]) ?? method;
      return Promise.reject(new LabError('bad-request', `Request ${method}, ${path}: ${request.issues[0].message}.`));
    }
    return new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.daemon.stdin.write(`${JSON.stringify(request.output)}\n`);
    }) as Promise<Replies[M]>;
  }

  /** Ends the daemon: asks by closing its stdin, kills it after the grace. Resolves when it is gone. */
  async close(): Promise<void> {
    this.closing = true;
    this.daemon.stdin.end();
    const patience = setTimeout(() => this.daemon.kill(), this.closeGraceMs);
    await this.ended;
    clearTimeout(patience);
  }

  /** Ends the daemon at once, for a host that is about to exit itself. */
  kill(): void {
    this.closing = true;
    this.daemon.kill();
  }

  private async readOutput(): Promise<void> {
    const splitter = new LineSplitter();
    try {
      for await (const chunk of this.daemon.stdout as AsyncIterable<Buffer>) {
        for (const line of splitter.push(chunk)) {
          const held = this.takeLine(line);
          if (held !== undefined) await held;
          if (this.over) return;
        }
      }
    } catch (error) {
      if (error instanceof LabError) this.fail(error);
      else if (error instanceof RangeError) this.fail(garbage('a line without end'));
      // Anything else is the pipe's own end; the exit tells why.
    }
  }

  private takeLine(text: string): Promise<unknown> | undefined {
    const line = parseLine(text);
    if ('events' in line) return this.takeEvents(line.events);
    if ('fatal' in line) throw LabError.from(line.fatal);
    const waiting = this.pending.get(line.id);
    if (waiting === undefined) throw garbage(text);
    this.pending.delete(line.id);
    if ('error' in line) waiting.reject(LabError.from(line.error));
    else waiting.resolve(line.ok);
    return undefined;
  }

  private takeEvents(events: Event[]): Promise<unknown> | undefined {
    if (!this.wasReady) {
      const lab = events.find((event) => event.type === 'lab');
      if (lab !== undefined) {
        this.wasReady = true;
        this.settleReady.resolve(lab);
      }
    }
    if (this.listeners.size === 0) {
      this.early.push(...events);
      return undefined;
    }
    const held = [...this.listeners].map((listener) => listener(events)).filter((answer) => answer !== undefined);
    return held.length > 0 ? Promise.all(held) : undefined;
  }

  /** The daemon broke the protocol or said `fatal`: no more is expected of it. */
  private fail(error: LabError): void {
    this.failure ??= error;
    void this.close();
  }

  private async afterExit(exit: DaemonExit, drained: Promise<unknown>): Promise<void> {
    // When only unshare was killed, the daemon may still be there: the end of its stdin is what it goes by.
    this.daemon.stdin.destroy();
    let tooLong: NodeJS.Timeout | undefined;
    await Promise.race([drained, new Promise((resolve) => (tooLong = setTimeout(resolve, DRAIN_MS)))]);
    clearTimeout(tooLong);
    this.daemon.stdout.destroy();
    this.daemon.stderr.destroy();
    this.over = true;
    if (!this.closing) this.failure ??= daemonFailure(exit, this.stderr, this.wasReady);
    const reason = this.failure ?? closedError();
    this.settleReady.reject(reason);
    for (const waiting of this.pending.values()) waiting.reject(reason);
    this.pending.clear();
    this.settleEnded(this.failure);
  }
}

function parseLine(text: string): DaemonLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw garbage(text);
  }
  const line = v.safeParse(DaemonLine, json, { abortEarly: true });
  if (!line.success) throw garbage(text);
  return line.output;
}

function garbage(text: string): LabError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new LabError('daemon-garbage', `The lab daemon wrote something that is not a message: ${shown}`);
}

function closedError(): LabError {
  return new LabError('lab-closed', 'The lab was closed.');
}

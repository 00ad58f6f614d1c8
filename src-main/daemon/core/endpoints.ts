/**
 * The lab's own programs on the two hosts: each call is the real system call, made inside the host's namespace.
 * The sampler asks for the socket's state right after each call that can change it, before the wire moves.
 */
import { LabError } from '../../common/protocol/errors.ts';
import type { CallEvent, Host } from '../../common/protocol/events.ts';
import type { Call, CallResult, Family } from '../../common/protocol/requests.ts';
import { inEnglish, told } from '../../common/text/telling.ts';
import { addressText, endpoint } from '../../common/wire/addresses.ts';
import type { LabClock } from '../../linux/clock.ts';
import { POLLIN, POLLOUT, type PollSet } from '../../linux/poll-set.ts';
import { getCongestion, getOption, setCongestion, setOption } from '../../linux/socket-options.ts';
import * as sockets from '../../linux/sockets.ts';
import { KernelError } from '../../linux/kernel-error.ts';
import { within, type Namespace } from '../../linux/namespaces.ts';
import { readSysctl } from '../../linux/sysctl.ts';
import { tcpInfo } from '../../linux/tcp-info.ts';
import { describeArguments, describeResult } from './call-text.ts';
import { describeFailure, noAlgorithm } from './call-errors.ts';
import type { End, FlowTable } from './flows.ts';
import { parseAddress } from '../lab-addresses.ts';
import type { Listeners } from './listeners.ts';
import type { Outcome } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Sampler } from './sampler.ts';
import { WaitingCalls, type WaitingCall } from './waiting-calls.ts';

interface Socket {
  readonly id: number;
  readonly host: Host;
  readonly family: Family;
  readonly fd: number;
  end: End | null;
  /** Local address while it listens. */
  listening: sockets.SocketAddress | null;
}

/** What a call led to: its result, or what it waits for; `sample` asks the kernel what the call changed. */
interface Started {
  result?: CallResult;
  waits?: WaitingCall;
  sample?: () => void;
}

/** Calls that change what a socket holds, or make it a program's. */
const USING: ReadonlySet<Call['call']> = new Set(['connect', 'accept', 'send', 'recv']);
const HOW = { read: 0, write: 1, both: 2 } as const;
const AVAILABLE = 'net.ipv4.tcp_available_congestion_control';
const MAX_RECEIVE = 1 << 20;
/** Data whose bytes count up, so that lost or doubled ones show. */
const PATTERN = Uint8Array.from({ length: 94 * 1024 }, (_, i) => 0x21 + (i % 94));

export interface EndpointParts {
  namespaces: Record<Host, Namespace>;
  clock: LabClock;
  outbox: Outbox;
  sampler: Sampler;
  listeners: Listeners;
  flows: FlowTable;
}

export class Endpoints {
  readonly #parts: EndpointParts;
  readonly #sockets = new Map<number, Socket>();
  readonly #buffer = new Uint8Array(MAX_RECEIVE);
  /** Ends whose queues a call has changed. */
  readonly #used = new Set<End>();
  readonly #waiting = new WaitingCalls();
  #lastSocket = 0;
  #lastCall = 0;

  constructor(parts: EndpointParts) {
    this.#parts = parts;
  }

  /** Makes the call; `done` hears the outcome, at once or when the kernel has it. */
  make(call: Call, done: (outcome: Outcome) => void): void {
    const { clock, outbox } = this.#parts;
    const event: CallEvent = {
      type: 'call',
      id: ++this.#lastCall,
      t: clock.now(),
      host: 'host' in call ? call.host : (this.#sockets.get(call.socket)?.host ?? 'client'),
      call: call.call,
      args: describeArguments(call),
      result: null,
      endedAt: null,
      ...('socket' in call && { handle: call.socket }),
    };
    const tell = (outcome: Outcome): void => {
      const handle = ('ok' in outcome ? outcome.ok.socket : undefined) ?? event.handle;
      const end = handle === undefined ? null : this.#sockets.get(handle)?.end;
      if (end && USING.has(call.call)) this.#used.add(end);
      const result = describeResult(call, outcome);
      const known = { ...(handle !== undefined && { handle }), ...(end && { socket: end.label }) };
      outbox.event({ ...event, result, endedAt: clock.now(), ...known });
    };
    try {
      const { result, waits, sample } = this.#start(call, event);
      if (result) tell({ ok: result });
      else if (sample) outbox.event({ ...event });
      sample?.();
      if (result) done({ ok: result });
      if (!waits) return;
      const atOnce = this.#waiting.start(waits, (outcome) => {
        tell(outcome);
        done(outcome);
      });
      if (!atOnce && !sample) outbox.event({ ...event });
    } catch (error) {
      const outcome = { error: describeFailure(error) };
      tell(outcome);
      done(outcome);
    }
  }

  /** Adds what the waiting calls wait for. */
  addTo(poll: PollSet): void {
    this.#waiting.addTo(poll);
  }

  /** Goes on with the waiting calls whose descriptors are ready. */
  resume(poll: PollSet): void {
    this.#waiting.resume(poll);
  }

  /** Asks what the calls since the last time have left in the queues, before the wire changes it. */
  lookAtUsed(): void {
    for (const end of this.#used) if (end.state !== 'CLOSED') this.#parts.sampler.look(end, this.#parts.clock.now());
    this.#used.clear();
  }

  #start(call: Call, event: CallEvent): Started {
    if (call.call === 'socket') return { result: { socket: this.#openSocket(call.host, call.family).id } };
    const socket = this.#sockets.get(call.socket);
    if (!socket) throw new LabError('EBADF', `${call.call}: there is no open socket ${call.socket} in this lab.`);
    const label = socket.end?.label ?? (socket.listening && listenerLabel(socket.listening));
    if (label !== null) event.socket = label;
    const sample = (): void => this.#sampleEnd(socket, event);
    switch (call.call) {
      case 'bind':
        sockets.bind(socket.fd, { address: parseAddress(call.address ?? socket.host, socket.family), port: call.port });
        return { result: { local: text(sockets.localAddress(socket.fd)) } };
      case 'listen':
        sockets.listen(socket.fd, call.backlog);
        socket.listening = sockets.localAddress(socket.fd);
        event.socket = listenerLabel(socket.listening);
        return { result: {}, sample: () => this.#sampleNewListener(socket, call.backlog, event) };
      case 'accept':
        return {
          waits: {
            fd: socket.fd,
            events: POLLIN,
            attempt: () => this.#accept(socket),
            after: () => this.#sampleListener(socket, { t: this.#parts.clock.now(), call: 'accept' }),
          },
        };
      case 'connect':
        return this.#connect(socket, call.address, call.port, event);
      case 'send':
        if (!('text' in call)) return this.#send(socket, PATTERN, call.bytes, call.more ?? false);
        return this.#send(socket, Buffer.from(call.text), Buffer.byteLength(call.text), call.more ?? false);
      case 'recv':
        return { waits: call.thenClose ? this.#receiveAll(socket, call.max) : this.#receiveOnce(socket, call.max) };
      case 'shutdown':
        sockets.shutdown(socket.fd, HOW[call.how]);
        return { result: {}, sample: () => (socket.listening ? this.#sampleListener(socket, event) : sample()) };
      case 'close':
        return this.#close(socket, event);
      case 'abort':
        sockets.setLinger(socket.fd, 0);
        return this.#close(socket, event);
      case 'setsockopt':
        if (call.option === 'TCP_CONGESTION') return { result: this.#chooseAlgorithm(socket, call.value) };
        if (call.option === 'SO_LINGER' && call.value > 0) throw lingers();
        setOption(socket.fd, call.option, call.value);
        return { result: {} };
      case 'getsockopt':
        if (call.option === 'TCP_CONGESTION') return { result: { text: getCongestion(socket.fd) } };
        return { result: { value: getOption(socket.fd, call.option) } };
      case 'tcpinfo':
        return { result: { info: tcpInfo(socket.fd) } };
    }
  }

  /** Answers with what the kernel says is in force. */
  #chooseAlgorithm({ fd, host }: Socket, algorithm: string): CallResult {
    try {
      setCongestion(fd, algorithm);
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      const available = within(this.#parts.namespaces[host], () => readSysctl(AVAILABLE));
      throw noAlgorithm(error.code, algorithm, getCongestion(fd), available);
    }
    return { text: getCongestion(fd) };
  }

  #openSocket(host: Host, family: Family): Socket {
    const fd = within(this.#parts.namespaces[host], () => sockets.openStream(family));
    return this.#adopt(host, family, fd);
  }

  #adopt(host: Host, family: Family, fd: number): Socket {
    const socket: Socket = { id: ++this.#lastSocket, host, family, fd, end: null, listening: null };
    this.#sockets.set(socket.id, socket);
    return socket;
  }

  #accept(socket: Socket): CallResult | null {
    const accepted = sockets.accept(socket.fd);
    if (!accepted) return null;
    const adopted = this.#adopt(socket.host, socket.family, accepted.fd);
    this.#meet(adopted, accepted.peer);
    return { socket: adopted.id, peer: text(accepted.peer), local: text(sockets.localAddress(accepted.fd)) };
  }

  #connect(socket: Socket, address: string | undefined, port: number, event: CallEvent): Started {
    const other = socket.host === 'client' ? 'server' : 'client';
    const to = { address: parseAddress(address ?? other, socket.family), port };
    const atOnce = sockets.connect(socket.fd, to);
    const end = this.#meet(socket, to);
    event.socket = end.label;
    end.passive = false;
    const attempt = (): CallResult | null => {
      const error = sockets.getInt(socket.fd, sockets.SOL_SOCKET, sockets.SO_ERROR);
      if (error !== 0) throw new KernelError('connect', error);
      const connecting = !atOnce && (end.state === 'SYN_SENT' || end.state === 'SYN_RECV');
      return connecting ? null : { local: text(sockets.localAddress(socket.fd)) };
    };
    return { waits: { fd: socket.fd, events: POLLOUT, attempt }, sample: () => this.#sampleEnd(socket, event) };
  }

  /** Sends `length` bytes of data that repeats without end. */
  #send(socket: Socket, data: Uint8Array, length: number, msgMore: boolean): Started {
    let sent = 0;
    const attempt = (): CallResult | null => {
      for (let more = 1; more > 0 && sent < length; sent += more) {
        const start = sent % data.length;
        more = sockets.send(socket.fd, data.subarray(start, Math.min(data.length, start + length - sent)), msgMore);
      }
      return sent === length ? { bytes: sent } : null;
    };
    return { waits: { fd: socket.fd, events: POLLOUT, attempt } };
  }

  #receiveOnce(socket: Socket, max: number): WaitingCall {
    return { fd: socket.fd, events: POLLIN, attempt: () => this.#receive(socket, max) };
  }

  /** Up to the end of stream, at which the socket is closed. */
  #receiveAll(socket: Socket, max: number): WaitingCall {
    const attempt = (): CallResult | null => {
      for (;;) {
        const result = this.#receive(socket, max);
        if (result === null || result.bytes === 0) return result;
      }
    };
    return {
      ...this.#receiveOnce(socket, max),
      attempt,
      after: () => this.make({ call: 'close', socket: socket.id }, () => {}),
    };
  }

  #receive(socket: Socket, max: number): CallResult | null {
    const bytes = sockets.receive(socket.fd, this.#buffer, max);
    return bytes === null ? null : { bytes, text: new TextDecoder().decode(this.#buffer.subarray(0, bytes)) };
  }

  #close(socket: Socket, event: CallEvent): Started {
    this.#waiting.fail(socket.fd);
    sockets.close(socket.fd);
    this.#sockets.delete(socket.id);
    const sample = (): void => {
      this.#sampleEnd(socket, event);
      if (socket.listening) this.#sampleListener(socket, event);
    };
    return { result: {}, sample };
  }

  #sampleEnd(socket: Socket, { t, call }: Pick<CallEvent, 't' | 'call'>): void {
    if (socket.end) this.#parts.sampler.sample(socket.end, t, { call });
  }

  /** The kernel may have taken another backlog than it was asked for, and says so to nobody. */
  #sampleNewListener(socket: Socket, asked: number, event: CallEvent): void {
    this.#sampleListener(socket, event);
    const taken = socket.listening && this.#parts.listeners.backlogOf(socket.host, this.#own(socket, socket.listening));
    if (taken === null || taken === asked) return;
    const said = told(asked < 0 ? 'backlog.negative' : 'backlog.above', { asked, taken });
    this.#parts.outbox.event({ type: 'warning', t: event.t, code: 'backlog', text: inEnglish(said), said });
  }

  /** The address that is asked for: a wildcard stands for the host's own. */
  #own({ host, family }: Socket, { address, port }: sockets.SocketAddress): { local: Uint8Array; localPort: number } {
    const isWildcard = address.every((byte) => byte === 0);
    return { local: isWildcard ? parseAddress(host, family) : address, localPort: port };
  }

  #sampleListener(socket: Socket, { t, call }: Pick<CallEvent, 't' | 'call'>): void {
    const { listening, host } = socket;
    if (!listening) return;
    this.#parts.listeners.sample(host, this.#own(socket, listening), t, { call });
    if (call === 'listen' || call === 'accept') return;
    // Connections that nobody accepted are reset with their listener.
    for (const flow of this.#parts.flows) {
      const end = flow[host];
      if (end.state !== 'CLOSED' && end.tuple.localPort === listening.port)
        this.#parts.sampler.sample(end, t, { call });
    }
  }

  #meet(socket: Socket, peer: sockets.SocketAddress): End {
    const local = sockets.localAddress(socket.fd);
    const tuple = { local: local.address, localPort: local.port, remote: peer.address, remotePort: peer.port };
    socket.end = this.#parts.flows.open(socket.host, tuple)[socket.host];
    return socket.end;
  }
}

/** As in StateEvent. */
const listenerLabel = (address: sockets.SocketAddress): string => `${text(address)}-*`;

const text = ({ address, port }: sockets.SocketAddress): string => endpoint(addressText(address), port);

/** close() would sleep for what only this thread can deliver (socket(7)). */
const lingers = (): LabError =>
  new LabError('EINVAL', 'The lab cannot wait inside close(): SO_LINGER may be 0 (reset) or −1 (off).', '');
